"""Check that one mistake is reported once, without the findings that follow from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.packs.changed_packs import PACKS, changed, line_of, problems_with, text_of
from transforms.policy.load.deduplicate import drop_consequences
from transforms.strict_yaml.problems import Finding

DONGAN = PACKS[4]
GOOD = text_of(DONGAN)


@pytest.mark.parametrize(
    ("old", "new", "after", "code", "advice"),
    [
        ("whole: true", "whole: yes", "household:", "yaml.word", "写 true 或 false"),
        ("amount_fen: 13000", "amount_fen: 130.00", "subsidies:", "yaml.number", "整数只写十进制"),
        ("amount_fen: 13000", "amount_fen: 13_000", "subsidies:", "yaml.number", "整数只写十进制"),
        ("ends_on: 2019-12-31", "ends_on: 2019-12-32", "windows:", "yaml.date", "不是日历上的日期"),
        ("ends_on: 2019-12-31", "ends_on: 2019-9-31", "windows:", "yaml.date", "日期写 2019-09-01"),
        ("ends_on: 2019-12-31", "ends_on: &a 2019-12-31", "windows:", "yaml.decoration", "锚点"),
        ("    category: minimum_living", "    categroy: minimum_living", "- rule_id: DA-10\n", "pack.extra_forbidden",
         "是否应为 category？"),
        ("household:", "houshold:", "", "pack.extra_forbidden", "是否应为 household？"),
        ("ends_on: 2019-12-31", "ends_on: soon", "windows:", "pack.date_type", "应为日期"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_problem(tmp_path: Path, old: str, new: str, after: str, code: str, advice: str) -> None:
    """Make one mistake; the advice names its correction."""
    text = changed(GOOD, old, new, after)
    (problem,) = problems_with(tmp_path, DONGAN, text)
    assert problem.code == code and advice in problem.text_zh()
    assert problem.line == line_of(text, new.strip(), after)


def test_each_of_several_mistakes_is_reported(tmp_path: Path) -> None:
    """Make five mistakes in neighbouring places."""
    text = changed(GOOD, "ends_on: 2019-12-31", "ends_on: 2019-9-31", "windows:")
    text = changed(text, "group: everyone", "group: 1", "windows:")
    text = changed(text, "    category: minimum_living", "    categroy: minimum_living\n    colour: 1")
    text = changed(text, "    clause: 六、困难群众参保资助标准\n", "", "- rule_id: DA-10\n")
    assert sorted(problem.code for problem in problems_with(tmp_path, DONGAN, text)) == [
        "pack.extra_forbidden", "pack.extra_forbidden", "pack.literal_error", "pack.missing", "yaml.date",
    ]  # fmt: skip


def test_a_key_like_no_other_gets_no_guess(tmp_path: Path) -> None:
    """Add a key that resembles no known key."""
    (problem,) = problems_with(tmp_path, DONGAN, changed(GOOD, "whole: true", "whole: true\n  zzz: 1"))
    assert problem.fix_zh == "删除或改正键名"


def test_an_empty_list_is_reported(tmp_path: Path) -> None:
    """Empty a list that needs an entry."""
    codes = [problem.code for problem in problems_with(tmp_path, DONGAN, changed(GOOD, "[DA-08]", "[]"))]
    assert codes == ["pack.too_short"]


def finding(code: str, *path: str | int) -> Finding:
    """Return a finding of this code at this place."""
    return Finding(path, code, "错", "改", "wrong", "correct")


@pytest.mark.parametrize("path", [("prices",), ("prices", 0), ("prices", 0, "price", "fen")])
def test_a_value_that_could_not_be_read_is_reported_by_the_reader_only(path: tuple[str | int, ...]) -> None:
    """Drop what is at or inside the value."""
    missing = finding("pack.int_type", *path)
    assert drop_consequences([missing], [path]) == drop_consequences([missing], [path[:1]]) == []
    assert drop_consequences([missing], [("tiers",), (*path, "more")]) == [missing]


def test_a_list_with_only_wrong_items_is_not_called_empty() -> None:
    """Drop the finding about the list, keep that of its item; an empty list is reported."""
    empty, item = finding("pack.too_short", "prices"), finding("pack.missing", "prices", 0, "price")
    assert drop_consequences([empty, item], []) == [item]
    assert drop_consequences([empty], []) == [empty]


def test_a_misspelt_key_is_not_missing_too() -> None:
    """Guess the key that is meant; only a missing key next to it follows from it."""
    wrong = finding("pack.extra_forbidden", "prices", 0, "plan_yaer")
    next_to_it, elsewhere = (
        finding("pack.missing", "prices", 0, "plan_year"),
        finding("pack.missing", "prices", 1, "plan_year"),
    )
    guessed, other = drop_consequences([wrong, next_to_it, elsewhere], [])
    assert (guessed.path, guessed.fix_zh) == (wrong.path, "是否应为 plan_year？改正键名，或删除")
    assert other == elsewhere


def test_a_key_that_is_like_no_other_is_not_guessed() -> None:
    """Keep the advice of the finding."""
    wrong = finding("pack.extra_forbidden", "prices", 0, "xyz")
    assert drop_consequences([wrong], []) == [wrong]
