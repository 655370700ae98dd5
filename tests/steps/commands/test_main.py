"""The `campaign` command, from simulation to verification, as a person would type it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.verify.invariants import INVARIANTS
from tests.support import environment

PACK = "dongan-2020"


@pytest.fixture()
def call(settings: Settings, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """A function: arguments -> (exit code, output), against a fresh warehouse."""
    environment.leads_to(settings, monkeypatch)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: str, typed: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(app, list(arguments), input=typed, catch_exceptions=False)
        return result.exit_code, result.output

    return run


@pytest.mark.long
def test_a_whole_campaign_from_the_shell(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "place"
    assert call("simulate", str(out), "--scale", "0.003", "--mistakes", "0")[0] == 0
    assert "新登记" in call("deliver-all", str(out))[1]
    code, text = call("run", "--on", "2020-01-01")
    assert code == 0 and "发布报表" in text and "已入库" in text and "业务日期 2020-01-01" in text
    assert "committed" not in text and "assessing" not in text
    code, text = call("progress", "--on", "2019-12-31")
    assert code == 0 and "白牙市镇" in text
    assert call("progress", "--as-of", "2019-12-31") == (0, text), "two names of one option"
    code, text = call("verify")
    assert code == 0, text
    assert text.count("成立") == len(INVARIANTS) + 2, "and two about what was published"
    assert not re.search("[a-z]+ [a-z]+", text), "nothing in English but the names of the invariants"


def test_one_file_is_taken_once_and_what_is_missing_is_asked_for(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "名单.csv"
    file.write_text("乡镇,姓名\n", encoding="utf-8")
    answers = "poverty_relief\n2019-10\n2019-10-31\nchange\n"
    code, text = call("deliver", str(file), "--on", "2019-11-02", typed=answers)
    assert code == 0 and "已登记" in text
    assert "此前已收过" in call("deliver", str(file), "--on", "2019-11-03", typed=answers)[1]
    code, text = call("deliver", str(file), typed="nobody\n2019-10\n2019-10-31\nchange\n")
    assert code == 1 and "可用来源" in text


def test_other_content_for_the_same_version_is_a_part_only_if_it_is_said_to_be(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Taken silently for a part, a corrected list would leave everybody on it whom it means to take off."""
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("乡镇,姓名\n", encoding="utf-8")
    second.write_text("乡镇,姓名,\n", encoding="utf-8")
    said = ("--source", "poverty_relief", "--period", "2019-10", "--cut-off", "2019-10-31", "--on", "2019-11-02")
    full = (*said, "--mode", "full")
    assert call("deliver", str(first), *full)[0] == 0
    code, text = call("deliver", str(second), *full)
    assert code == 1 and "--version 2" in text and "--part" in text
    assert call("deliver", str(second), *full, "--part")[0] == 0
    assert "此前已收过" in call("deliver", str(second), *full)[1]
    code, text = call("deliver", str(tmp_path / "none.csv"), *full)
    assert code == 1 and "找不到文件" in text
    revoked = (
        "revoke",
        "--source",
        "poverty_relief",
        "--period",
        "2019-10",
        "--version",
        "2",
        "--by",
        "扶贫办",
        "--reason",
        "误报",
    )
    assert call(*revoked, "--on", "2019-11-02")[0] == 0
    code, text = call("deliver", str(first.rename(tmp_path / "c.csv")), *full, "--version", "2")
    assert code == 0 and "此前已收过" in text, "known bytes are what they were"
    first.write_text("乡镇,姓名,,\n", encoding="utf-8")
    code, text = call("deliver", str(first), *full, "--version", "2")
    assert code == 1 and "已由报送单位撤回" in text and "--version 3" in text
    code, text = call("deliver", str(first), *full)
    assert code == 1 and "把各份合并为一份后用 --version 3" in text
    tax = ("--source", "tax", "--period", "2019-10", "--cut-off", "2019-10-31", "--on", "2019-11-02", "--mode", "feed")
    for file in (first, second):
        assert "已登记" in call("deliver", str(file), *tax)[1], "money comes in as many files as it comes"


def test_policy_check_says_what_is_wrong(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    good = REPOSITORY / "policies" / PACK
    code, said = call("policy", "check", str(good))
    assert code == 0 and "没有问题（" in said and "错误" not in said
    bad = tmp_path / PACK
    bad.mkdir()
    text = (good / "pack.yaml").read_text(encoding="utf-8").replace("plan_year: 2020\n", "plan_year: '2020'\n", 1)
    (bad / "pack.yaml").write_text(text, encoding="utf-8")
    code, said = call("policy", "check", str(bad))
    assert code == 1 and "pack.yaml" in said and "个错误" in said
    assert "campaign.plan_year：应为整数。修改办法：" in said and "a whole number" in said
