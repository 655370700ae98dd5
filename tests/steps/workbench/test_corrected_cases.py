"""Cases of a corrected pack: what was before, what is after, and that the correction gives what a fresh load gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from tests.support.packs import small_town
from transforms.policy import load_pack
from transforms.policy.cases.load import check_cases
from warehouse.embedded.server import Server

CASES = """\
usual:
  as_of: 2020-02-01
tables:
  - sentence: 建档立卡贫困人口<缴费日>缴120元
    requirements: [DA-08]
    lists:
      - {category: registered_poor, cut_off_on: 2019-08-31}
    payments:
      - {yuan: 120, paid_on: <缴费日>}
    before_correction: {status: enrolled, due_yuan: 120, refundable_yuan: 0, payers: {fiscal: 130}, rule: DA-08}
    expect: {status: enrolled, due_yuan: <应缴>, refundable_yuan: <应退>, settled_on: <缴费日>, rule: <规则>}
    columns: [缴费日, 应缴, 应退, 规则]
    rows:
"""
RETROACTIVE = "      - [2019-10-31, 110, 10, DA-08]\n      - [2019-11-01, 110, 10, DA-08]\n"
DATED = "      - [2019-10-31, 120, 0, DA-08]\n      - [2019-11-01, 110, 10, DA-08-november]\n"
FIRST = "建档立卡贫困人口2019-10-31缴120元"
SECOND = "建档立卡贫困人口2019-11-01缴120元"


@pytest.fixture()
def folders(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The folder of Dong'an as it is, and that of a copy to correct; the server of the session is the one that runs."""
    monkeypatch.setenv("CAMPAIGN_HOME", str(server.home))
    monkeypatch.setenv("COLUMNS", "500")
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        small_town.folder(tmp_path / name)
    for file in (tmp_path / "new" / small_town.PACK / "cases").glob("*.yaml"):
        file.unlink()
    return tmp_path / "old" / small_town.PACK, tmp_path / "new" / small_town.PACK


def _write(folder: Path, rows: str) -> None:
    (folder / "cases" / "corrected.yaml").write_text(CASES + rows, encoding="utf-8")
    assert check_cases(load_pack(folder), folder) == []


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["policy", "test", *arguments])
    return result.exit_code, result.output


def _retroactive(folder: Path) -> None:
    small_town.edit(folder.parent, small_town.POOR)
    small_town.append(folder.parent, small_town.correction("retroactively"))


@pytest.mark.long
def test_a_retroactive_correction_changes_every_day(folders: tuple[Path, Path]) -> None:
    old, new = folders
    _retroactive(new)
    _write(new, RETROACTIVE)
    code, output = _run(str(new), "--corrects", str(old))
    assert code == 0, output
    assert f"更正改变 {FIRST}（dongan-2020/cases/corrected.yaml 第14行，表格第1行）" in output
    assert "2020年度 应缴(元)：120 → 110" in output and "2020年度 代缴(元)：fiscal 130 → fiscal 140" in output
    assert "更正改变 2 个算例的结果，0 个不变。" in output and "2 个算例，全部相符" in output


def test_a_dated_correction_leaves_the_day_before_as_it_was(folders: tuple[Path, Path]) -> None:
    old, new = folders
    small_town.split(new.parent)
    _write(new, DATED)
    code, output = _run(str(new), "--corrects", str(old))
    assert code == 0, output
    assert f"更正改变 {SECOND}" in output and f"更正改变 {FIRST}" not in output
    assert "更正改变 1 个算例的结果，1 个不变。" in output


@pytest.mark.long
def test_what_the_case_says_of_before_is_held_against_the_old_pack(folders: tuple[Path, Path]) -> None:
    old, new = folders
    _retroactive(new)
    _write(new, RETROACTIVE)
    file = new / "cases" / "corrected.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("enrolled, due_yuan: 120", "enrolled, due_yuan: 125"))
    code, output = _run(str(new), "--corrects", str(old))
    assert code == 1 and f"更正前不符 {FIRST}" in output and "应缴(元)：应为 125，实为 120。依据 DA-08" in output
    code, output = _run(str(new))
    assert code == 0 and "2 个算例写了更正前的结果（before_correction），加 --corrects 旧政策包 才核对。" in output


def test_a_correction_that_would_be_refused_is_told(folders: tuple[Path, Path]) -> None:
    old, new = folders
    small_town.edit(new.parent, small_town.POOR)
    small_town.append(new.parent, small_town.correction("from_date", "2019-11-01"))
    _write(new, RETROACTIVE)
    code, output = _run(str(new), "--corrects", str(old))
    assert code == 1 and "这个更正不会被接受：" in output and "DA-08：更正自2019-11-01起生效" in output


def test_only_an_older_version_of_the_same_pack_can_be_corrected(folders: tuple[Path, Path]) -> None:
    old, new = folders
    _write(new, "      - [2019-10-31, 120, 0, DA-08]\n")
    code, output = _run(str(new), "--corrects", str(old))
    assert code == 1 and "应是同一代码、内容不同的旧政策包" in output
    (old / "pack.yaml").write_text("pack_code: x", encoding="utf-8")
    code, output = _run(str(new), "--corrects", str(old))
    assert code == 1 and "旧政策包有" in output
