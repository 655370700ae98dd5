"""What an official sees: `campaign policy check` and `diff`, without a database."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.policy_commands import policy
from tests.policy.broken import PACKS, POLICIES, changed, text_of, write

DONGAN = PACKS[4]
GOOD = text_of(DONGAN)


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(policy, list(arguments), catch_exceptions=False)
    return result.exit_code, result.output


@pytest.mark.parametrize("code", PACKS)
def test_a_good_pack_has_no_error_and_fails_only_when_warnings_count(code: str) -> None:
    status, said = call("check", str(POLICIES / code))
    assert status == 0 and "错误 " not in said
    lines = said.splitlines()
    warnings = sum(line.startswith("提醒 ") for line in lines)
    assert lines[-1] == (f"没有错误，{warnings} 个提醒，可以使用；提醒请逐条核对。" if warnings else "没有问题。")
    assert call("check", "--strict", str(POLICIES / code))[0] == (1 if warnings else 0)


def test_errors_come_first_in_both_languages_with_line_and_mend(tmp_path: Path) -> None:
    text = changed(GOOD, "whole: true", "whole: 1")
    status, said = call("check", str(write(tmp_path, DONGAN, text)))
    line = text[: text.index("whole: 1")].count("\n") + 1
    lines = said.splitlines()
    assert status == 1
    assert lines[0] == (
        f"错误 {DONGAN}/pack.yaml 第{line}行 household.whole：应为 true 或 false。修改办法：写 true 或 false，不加引号"
    )
    assert f"{DONGAN}/pack.yaml:{line} household.whole: true or false. Mend: write true or false" in lines[1]
    assert lines[2].startswith("提醒 ") and "请核对：" in lines[2]
    assert lines[-1] == "1 个错误，1 个提醒。"
    assert str(tmp_path) not in said


def test_a_file_may_be_named_instead_of_its_folder_and_one_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert call("check", str(POLICIES / DONGAN / "pack.yaml"))[0] == 0
    status, said = call("check", str(tmp_path / "nowhere"))
    assert status == 1 and "文件应存在并为 UTF-8 编码" in said


def test_what_looks_like_markup_is_printed_as_it_is(tmp_path: Path) -> None:
    text = changed(GOOD, "whole: true", "whole: true\n  '[red]x[/]': 1")
    assert "household.[red]x[/]" in call("check", str(write(tmp_path, DONGAN, text)))[1]


def test_diff_says_what_changes_and_hides_what_is_only_cited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.policy_commands.console.width", 200, raising=False)
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
