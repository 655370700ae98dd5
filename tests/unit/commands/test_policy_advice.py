"""What `campaign policy check` advises, it accepts: each advice is carried out on a pack, and checked again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.commands.policy.check import _acknowledgement
from tests.support.files.builders import LAYOUTS
from tests.support.packs.changed_packs import PACKS, changed, text_of, write
from tests.support.quick import quick_and_long
from tests.unit.policy.checks.warnings.test_all import edited
from tests.unit.policy.checks.warnings.warning_cases import CASES, WarningCase
from transforms.policy import Problem, review_pack
from transforms.policy.load.placeholders import MARK

HEYUAN, KAIJIANG, HEFEI, ZHAOQING, DONGAN = PACKS
GOOD = text_of(DONGAN)
NOTE = "      total_acknowledged: 各行相加为578501,比所印合计多1;以各行为准,所印合计保留备查\n"


def problems(folder: Path, code: str, text: str) -> list[Problem]:
    """Review a pack with the product's layouts; without what it has acknowledged."""
    return [
        problem for problem in review_pack(write(folder, code, text), LAYOUTS) if problem.severity != "acknowledged"
    ]


@pytest.mark.parametrize("case", quick_and_long(CASES, CASES[::6]), ids=[case.name for case in CASES])
def test_the_line_under_a_warning_acknowledges_it(case: WarningCase, tmp_path: Path) -> None:
    text = edited(case.pack, case.bad)
    before = problems(tmp_path, case.pack, text)
    lines = [
        _acknowledgement(problem).split("中写：")[1].replace(f"{MARK}理由", "通知确是如此")
        for problem in before
        if problem.severity == "warning"
    ]
    head = "" if "\nacknowledged:" in text else "acknowledged:\n"
    after = problems(tmp_path, case.pack, f"{text.rstrip()}\n{head}" + "".join(f"  {line}\n" for line in lines))
    assert after == [problem for problem in before if problem.severity == "error"]
    assert lines or f"warning: {case.code}" in text, "else the pack acknowledges the warning itself"


# pack, a mistake, the words of the advice, and the pack when the advice has been followed
FOLLOWED = [
    (DONGAN, ((NOTE, ""),), "用 total_acknowledged 写明，并写出各项之和 578501",
     (("persons: 578500\n", "persons: 578500\n      total_acknowledged: 原文如此，各项之和578501\n"),)),
    (HEFEI, (("total_fen: 83000", "total_fen: 83100"),), "用 total_acknowledged 写明，并写出各项之和 830",
     (("total_fen: 83100", "total_fen: 83100\n  total_acknowledged: 原文如此，各项之和830"),)),
    (DONGAN, (("total_points: 100", "total_points: 99"),), "用 total_acknowledged 写明，并写出各项之和 100",
     (("total_points: 99", "total_points: 99\n  total_acknowledged: 原文如此，各项之和100"),)),
    (DONGAN, (("persons: 578500", "persons: 578501"),), "删除 total_acknowledged", ((NOTE, ""),)),
    (HEFEI, (("personal_fen: 2800\n", "personal_fen: 2700\n"),), "文件没有写明个人缴多少的，删除 personal_fen",
     (("    personal_fen: 2700\n", ""),)),
    (DONGAN, (("amount_fen: 13000", "amount_fen: 26000"), ("personal_fen: 12000", "personal_fen: 0")),
     "对照文件核对资助金额、personal_fen 和 prices",
     (("amount_fen: 26000", "amount_fen: 13000"), ("personal_fen: 0", "personal_fen: 12000"))),
    (HEFEI, (("  personal_fen: 28000", "  personal_fen: 28100"), ("total_fen: 83000", "total_fen: 83100")),
     "文件印错的，按实际执行的标准写，并在 inferred 中说明",
     (("  personal_fen: 28100", "  personal_fen: 28000\n  inferred: 原文281元系误印"),
      ("total_fen: 83100", "total_fen: 83000"))),
    (DONGAN, (("{phase: late}\n    price: {undefined: 筹资", "{phase: in_window}\n    price: {undefined: 筹资"),),
     "补上；文件未定时写 undefined 和原因",
     (("{phase: in_window}\n    price: {undefined: 筹资", "{phase: late}\n    price: {undefined: 筹资"),)),
    (DONGAN, (("report: progress", "report: ranking"),), "由人工编制的，将 made_by 改为 human，并写明 reason",
     (("made_by: product\n    report: ranking", "made_by: human\n    reason: 会上讲\n    report: ranking"),)),
    (DONGAN, (("    tie_order: 1\n", ""),), "给两条规则写不同的 tie_order",
     (("amount_fen: 13000\n", "amount_fen: 13000\n    tie_order: 1\n"),)),
    (DONGAN, (("3: disabled, 4: disabled}", "3: disabled}"),), "逐级写明；不资助的，写一个 kind 为 none 的类别",
     (("3: disabled}", "3: disabled, 4: disabled}"),)),
    (DONGAN, (("    default_category: student\n", "    categories: {学生: student}\n"),),
     "删除 categories；类别写在 default_category",
     (("    categories: {学生: student}\n", "    default_category: student\n"),)),
    (HEFEI, (("      孤儿: orphan\n", ""), ("      散居孤儿: orphan\n", ""), ("      社会散居孤儿: orphan\n", "")),
     "按列的写 categories",
     (("      特困供养人员: destitute\n", "      特困供养人员: destitute\n      孤儿: orphan\n"),)),
    (HEFEI, (("    default_category: student\n", "    default_category: destitute\n"),),
     "整份一类的写 default_category",
     (("    default_category: destitute\n", "    default_category: student\n"),)),
    (DONGAN, (("persons: 34159", "persons: 0"), ("persons: 578500", "persons: 544342"), (NOTE, "")),
     "通知未印数字时写 null，不写 0", (("persons: 0", "persons: null"),)),
]  # fmt: skip


def apply(text: str, edits: tuple[tuple[str, str], ...]) -> str:
    """Make each edit, in order."""
    for old, new in edits:
        text = changed(text, old, new)
    return text


@pytest.mark.parametrize(("code", "mistake", "advice", "followed"), FOLLOWED)
def test_an_advice_that_is_followed_is_accepted(
    tmp_path: Path, code: str, mistake: tuple[tuple[str, str], ...], advice: str, followed: tuple[tuple[str, str], ...]
) -> None:
    text = apply(text_of(code), mistake)
    before = problems(tmp_path, code, text)
    assert [problem for problem in before if advice in problem.fix_zh], [problem.text_zh() for problem in before]
    after = problems(tmp_path, code, apply(text, followed))
    left = [problem for problem in after if problem.severity == "error" or advice in problem.fix_zh]
    assert [problem.text_zh() for problem in left] == []


def test_no_text_of_a_check_names_a_field_that_its_place_does_not_have(tmp_path: Path) -> None:
    """The advice of a subsidy named total_acknowledged, which only totals have."""
    text = apply(GOOD, (("personal_fen: 12000", "personal_fen: 12001"),))
    (problem,) = [problem for problem in problems(tmp_path, DONGAN, text) if problem.severity == "error"]
    assert not re.search("acknowledged", problem.fix_zh + problem.fix_en)
