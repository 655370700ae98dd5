"""`campaign policy test` as an official meets it: what it prints, and when it ends with 1."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.verify import invariants
from tests.support.packs.worked_cases import POLICIES
from warehouse.embedded.server import Server

FILE = "policies/zhaoqing-2021/cases/people.yaml"
SENTENCE = "分两次缴清，第二次缴清之日参保"


@pytest.fixture()
def folder(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a pack with one file of cases; the server of the session is the one that runs."""
    monkeypatch.setenv("CAMPAIGN_HOME", str(server.home))
    monkeypatch.setenv("COLUMNS", "500")
    place = tmp_path / "zhaoqing-2021"
    shutil.copytree(POLICIES / "zhaoqing-2021", place)
    for name in ("dates.yaml", "subsidies.yaml"):
        (place / "cases" / name).unlink()
    return place


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["policy", "test", *arguments])
    return result.exit_code, result.output


def _change(folder: Path, old: str, new: str) -> None:
    file = folder / "cases" / "people.yaml"
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), encoding="utf-8")


def test_all_well(folder: Path) -> None:
    code, output = _run(str(folder))
    assert code == 0 and "zhaoqing-2021：19 个算例，全部相符" in output and "sha256 " in output
    assert _run(str(folder / "pack.yaml"))[0] == 0


def test_a_difference_shows_sentence_expected_found_rule_clause_and_words(folder: Path) -> None:
    _change(folder, "refundable_yuan: 0, settled_on: 2020-10-15", 'refundable_yuan: "0.50", settled_on: 2020-10-12')
    code, output = _run(str(folder))
    assert code == 1
    assert f"不符 {SENTENCE}（zhaoqing-2021/cases/people.yaml 第8行）" in output
    assert "2021年度 应退(元)：应为 0.50，实为 0。依据 ZQ-01（二、稳步提高筹资标准" in output
    assert "2021年度 参保日：应为 2020-10-12，实为 2020-10-15" in output
    assert "290元/人/年" in output and "19 个算例，1 个不符，0 项账目不平" in output


def test_cases_are_chosen_by_words_of_their_sentence(folder: Path) -> None:
    code, output = _run(str(folder), "--case", "死亡")
    assert code == 0 and "zhaoqing-2021：6 个算例" in output


def test_no_case_is_not_success(folder: Path) -> None:
    assert _run(str(folder), "--case", "没有这样的句子") == (1, "没有句子里含“没有这样的句子”的算例。\n")
    shutil.rmtree(folder / "cases")
    code, output = _run(str(folder))
    assert code == 1 and "没有算例" in output


def test_slips_in_cases_and_in_the_pack_are_told_and_nothing_runs(folder: Path) -> None:
    _change(folder, "{yuan: 100, paid_on: 2020-10-12}", "{yuan: 100, paid_on: 2020-10-32}")
    code, output = _run(str(folder))
    assert code == 1 and "第11行" in output and "people.yaml:11" in output and "未计算" in output
    (folder / "pack.yaml").write_text("pack_code: x", encoding="utf-8")
    code, output = _run(str(folder))
    assert code == 1 and "pack.yaml" in output and "未计算" in output


def test_accounts_that_do_not_balance_are_not_success(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [
        invariants.Finding("postings_balance", "money in equals money out", 3),
        invariants.Finding("queue", "empty", 0),
    ]
    monkeypatch.setattr(invariants, "run", lambda settings, pack_code: broken)
    code, output = _run(str(folder), "--case", "死亡")
    assert code == 1 and "账目不平 postings_balance：3 处" in output and "0 个不符，1 项账目不平" in output


def test_a_known_fault_is_named_and_a_mended_one_is_a_difference(folder: Path) -> None:
    _change(folder, "settled_on: 2020-10-15}", "settled_on: 2020-10-12}\n    known_fault: 等开发修正")
    code, output = _run(str(folder))
    assert code == 0 and f"已知问题 {SENTENCE}" in output and "另有 1 个已知问题" in output
    _change(folder, "settled_on: 2020-10-12}\n", "settled_on: 2020-10-15}\n")
    code, output = _run(str(folder))
    assert code == 1 and f"已知问题已消除 {SENTENCE}" in output
