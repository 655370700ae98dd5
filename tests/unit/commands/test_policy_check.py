"""What an official sees: `campaign policy check` and `diff`, without a database."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.commands.policy.group import policy
from pipeline.commands.policy.output import NO_WAREHOUSE
from tests.support.packs.changed_packs import PACKS, POLICIES, changed, text_of, write

DONGAN = PACKS[4]
GOOD = text_of(DONGAN)


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(policy, list(arguments), catch_exceptions=False)
    return result.exit_code, result.output


@pytest.mark.parametrize("code", PACKS)
def test_a_good_pack_is_strictly_clean_and_lists_what_it_acknowledges(code: str) -> None:
    status, said = call("check", "--strict", str(POLICIES / code))
    assert status == 0 and "错误 " not in said and "提醒 " not in said.replace("个提醒 ", "")
    lines = said.splitlines()
    acknowledged = [line for line in lines if line.startswith("已确认 ")]
    assert all("确认理由：" in line for line in acknowledged)
    assert lines[-1] == (f"没有问题（{len(acknowledged)} 个提醒已确认）。" if acknowledged else "没有问题。")


def test_a_warning_fails_strict_and_the_line_that_it_prints_acknowledges_it(tmp_path: Path) -> None:
    text = changed(GOOD, "goal_bp: 9500", "goal_bp: 10500")
    folder = write(tmp_path, DONGAN, text)
    status, said = call("check", str(folder))
    assert status == 0 and "没有错误，1 个提醒，另有 1 个提醒已确认，可以使用；提醒请逐条核对。" in said
    assert call("check", "--strict", str(folder))[0] == 1
    (line,) = [one.split("中写：")[1] for one in said.splitlines() if "中写：" in one]
    write(tmp_path, DONGAN, text + f"  {line}\n")
    status, said = call("check", "--strict", str(folder))
    assert status == 1 and "此处待填：理由" in said, "the reason is the officer's to give"
    write(tmp_path, DONGAN, text + f"  {line.replace('【待填】理由', '通知确写105%')}\n")
    status, said = call("check", "--strict", str(folder))
    assert status == 0 and "确认理由：通知确写105%" in said and "没有问题（2 个提醒已确认）。" in said


def test_an_acknowledgement_of_nothing_is_told_with_its_line_and_cannot_be_acknowledged(tmp_path: Path) -> None:
    text = changed(GOOD, "where: targets.DA-22.printed_total", "where: targets.DA-23.printed_total")
    folder = write(tmp_path, DONGAN, text)
    status, said = call("check", "--strict", str(folder))
    line = text[: text.index("- warning: doubt.total_differs")].count("\n") + 1
    assert status == 1 and f"提醒 {DONGAN}/pack.yaml 第{line}行 acknowledged.0：" in said
    assert "请核对：删除这一项" in said and "Look at it: delete this entry" in said
    assert said.count("中写：") == 1, "only the warning itself can be acknowledged"


def test_errors_come_first_in_both_languages_with_line_and_mend(tmp_path: Path) -> None:
    text = changed(GOOD, "whole: true", "whole: 1")
    status, said = call("check", str(write(tmp_path, DONGAN, text)))
    line = text[: text.index("whole: 1")].count("\n") + 1
    lines = said.splitlines()
    assert status == 1
    assert lines[0] == (
        f"错误 {DONGAN}/pack.yaml 第{line}行 household.whole：应为 true 或 false。修改办法：写 true 或 false，不加引号"
    )
    assert f"{DONGAN}/pack.yaml:{line} household.whole: true or false. Fix: write true or false" in lines[1]
    assert lines[2].startswith("已确认 ") and "确认理由：" in lines[2]
    assert lines[-1] == (
        "1 个错误，另有 1 个提醒已确认。改正后再运行一次 check：各部分之间的核对，要等这些部分没有错误才做。"
    )
    assert str(tmp_path) not in said


def test_a_file_may_be_named_instead_of_its_folder_and_one_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert call("check", str(POLICIES / DONGAN / "pack.yaml"))[0] == 0
    status, said = call("check", str(tmp_path / "nowhere"))
    assert status == 1 and "文件应存在并为 UTF-8 编码" in said


MISFITS = [
    # what an author writes into Dong'an's pack, and what check tells
    (
        "    category_by_grade: {1: severely_disabled, 2: severely_disabled, 3: disabled, 4: disabled}",
        "    default_category: severely_disabled\n    category_by_grade: {1: severely_disabled, 2: severely_disabled}",
        "category_by_grade 与 default_category 二者取一：逐级写明，否则没写的等级都会归入 default_category",
    ),
    ("2: severely_disabled, 3: disabled, 4: disabled}", "2: severely_disabled}", "3级、4级没有类别"),
    (
        "    category_by_grade: {1: severely_disabled",
        "    categories: {三级: disabled}\n    category_by_grade: {1: severely_disabled",
        "版式 disabled_federation 按等级给出类别，categories 不起作用。修改办法：删除 categories",
    ),
    (
        "    default_category: student",
        "    categories: {在校学生: student}\n    default_category: student",
        "版式 education 没有类别列，整份名单是同一类，categories 不起作用",
    ),
    ("    layout: education", "    layout: schools", "没有可用的版式 schools"),
    ("    layout: education", "    layout: roll", "版式 roll 是 roll 的，来源 education 是 special_list 的"),
]


@pytest.mark.parametrize(("old", "new", "told"), MISFITS)
def test_a_mapping_that_leads_nowhere_or_everywhere_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    status, said = call("check", str(write(tmp_path, DONGAN, changed(GOOD, old, new, "sources:"))))
    assert status == 1 and told in said


def test_layouts_beside_the_pack_are_the_ones_that_count(tmp_path: Path) -> None:
    folder = write(tmp_path, DONGAN, GOOD)
    shutil.copytree(POLICIES / "layouts", tmp_path / "layouts")
    assert call("check", str(folder))[0] == 0
    layout = tmp_path / "layouts" / "education.yaml"
    layout.write_text(layout.read_text(encoding="utf-8").replace("category_from", "category_form"), encoding="utf-8")
    assert "没有可用的版式 education" in call("check", str(folder))[1]


def test_a_word_of_the_layout_without_a_category_is_a_warning_that_can_be_acknowledged(tmp_path: Path) -> None:
    folder = write(tmp_path, DONGAN, GOOD)
    shutil.copytree(POLICIES / "layouts", tmp_path / "layouts")
    with (tmp_path / "layouts" / "civil_affairs.yaml").open("a", encoding="utf-8") as out:
        out.write("category_words: {孤儿: orphan, 城市低保: minimum_living}\n")
    status, said = call("check", "--strict", str(folder))
    assert status == 1 and "版式 civil_affairs 认识的 “孤儿” 在本政策包里没有类别" in said
    (line,) = [one.split("中写：")[1] for one in said.splitlines() if "中写：" in one]
    write(tmp_path, DONGAN, f"{GOOD}  {line.replace('【待填】理由', '本县没有孤儿名单')}\n")
    assert call("check", "--strict", str(folder))[0] == 0


def test_what_looks_like_markup_is_printed_as_it_is(tmp_path: Path) -> None:
    text = changed(GOOD, "whole: true", "whole: true\n  '[red]x[/]': 1")
    assert "household.[red]x[/]" in call("check", str(write(tmp_path, DONGAN, text)))[1]


def test_diff_says_what_changes_and_hides_what_is_only_cited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.commands.console.console.width", 200, raising=False)
    old = str(POLICIES / DONGAN)
    assert call("diff", old, old) == (0, "两个政策包内容相同。\n")
    text = changed(GOOD, "clause: 四、参保缴费时间", "clause: 四", "windows:")
    text = changed(text, "ends_on: 2019-12-31", "ends_on: 2019-12-25", "windows:")
    text = changed(text, "不得拆分参保、不得选择性参保", "不得拆分参保", "household:")
    new = str(write(tmp_path, DONGAN, text))
    status, said = call("diff", old, new)
    assert status == 0
    assert "缴费期·全体人员：截止日由2019年12月31日改为2019年12月25日" in said.replace("\n", "")
    assert "整户参保" not in said and "共 1 条变化；另有 1 条只改依据文字，加 --all 列出。" in said
    assert "整户参保：只改原文" in call("diff", "--all", old, new)[1]


def test_diff_of_a_pack_with_errors_tells_them(tmp_path: Path) -> None:
    broken = write(tmp_path, DONGAN, changed(GOOD, "whole: true", "whole: 1"))
    status, said = call("diff", str(POLICIES / DONGAN), str(broken))
    assert status == 1 and "household.whole" in said and f"{DONGAN} 有 1 个错误，改正后再比较。" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("diff", str(POLICIES / DONGAN), str(POLICIES / DONGAN), "--against"),
        ("explain", "--pack", DONGAN, "--person", "0" * 32),
    ],
)
def test_without_a_database_a_command_says_so_in_a_line(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in os.environ if one.startswith("CAMPAIGN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CAMPAIGN_HOME", str(tmp_path / "home"))
    status, said = call(*arguments)
    assert status == 1 and said == f"{NO_WAREHOUSE}\n"
