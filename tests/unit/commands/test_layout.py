"""`campaign layout check`, `layout try`, and what commands say when the database does not run."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from tests.support.files import new_department as bureau

Call = Callable[..., tuple[int, str]]
PEOPLE = bureau.veterans(6)


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bureau.policies(tmp_path_factory.mktemp("packs"))


@pytest.fixture()
def call(policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """Run a command whose database does not answer; the layouts may be edited."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for role in ("OWNER", "LOADER", "ANALYST", "CASEWORKER", "PUBLISHER", "AUDITOR"):
        monkeypatch.setenv(f"CAMPAIGN_WAREHOUSE_URL_{role}", f"postgresql://nobody:x@127.0.0.1:{port}/warehouse")
    monkeypatch.setenv("CAMPAIGN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CAMPAIGN_POLICIES", str(policies))
    monkeypatch.setenv("CAMPAIGN_HASH_KEY", bytes(range(32)).hex())
    monkeypatch.setenv("CAMPAIGN_CIPHER_KEY", bytes(range(64)).hex())
    before = (policies / bureau.LAYOUT).read_text(encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output.replace("\n", "")

    yield run
    (policies / bureau.LAYOUT).write_text(before, encoding="utf-8")


def test_a_file_is_tried_before_and_after_its_form_is_described(call: Call, policies: Path, tmp_path: Path) -> None:
    file = bureau.write(tmp_path / "名册.xlsx", PEOPLE)
    wanted = ("layout", "try", str(file), "--source", bureau.SOURCE, "--pack", bureau.PACK, "--cut-off", "2019-08-25")
    code, text = call(*wanted)
    assert code == 0 and "会暂存" in text and "“姓名”像是 B 列" in text
    bureau.describe_headers(policies)
    code, text = call(*wanted)
    assert code == 0 and "会暂存" in text and "6 行中有 6 行" in text
    bureau.describe_words(policies)
    code, text = call(*wanted)
    assert code == 0 and "可以入库" in text and "类别 entitled_group：6 行" in text
    assert not [one for one in PEOPLE if one.name in text or one.number in text]
    bureau.describe(policies, "伤残军人: entitled_group", "伤残: entitled_group")
    code, text = call(*wanted)
    assert code == 0 and "类别 entitled_group：5 行类别未定：1 行（第" in text and "伤残军人" not in text


def test_a_file_that_is_not_there_is_no_file_that_is_wrong(call: Call, tmp_path: Path) -> None:
    code, text = call("layout", "try", str(tmp_path / "名册.xlsx"), "--source", bureau.SOURCE, "--pack", bureau.PACK)
    assert code == 1 and "没有这个文件" in text and "退回" not in text


def test_layouts_are_checked(call: Call, policies: Path) -> None:
    code, text = call("layout", "check")
    assert code == 0 and "没有错误" in text
    _add(policies, "category_words: {烈属: entitled_grup}")
    code, text = call("layout", "check")
    assert code == 1 and "veterans.yaml 第16行" in text and "entitled_grup" in text
    bureau.describe(policies, "kind: special_list", "kind: special_lists")
    code, text = call("layout", "check")
    assert code == 1 and "第3行" in text and "kind" in text


@pytest.mark.parametrize("category", ["entitled_groups", "重点优抚对象", "优抚对像"])
def test_the_category_that_was_meant_is_named(call: Call, policies: Path, category: str) -> None:
    _add(policies, f"category_words: {{烈属: {category}}}")
    code, text = call("layout", "check")
    assert code == 1 and f"{category} 不是任何政策包里的类别，是否应为 entitled_group？" in text


def test_nothing_is_said_to_be_meant_that_is_not_alike(call: Call, policies: Path) -> None:
    _add(policies, "category_words: {烈属: xyz}")
    code, text = call("layout", "check")
    assert code == 1 and text.endswith("xyz 不是任何政策包里的类别")


def test_the_one_category_of_a_list_is_one_of_a_pack(call: Call, policies: Path) -> None:
    _add(policies, "category_from: layout\ncategory: entitled_groups")
    code, text = call("layout", "check")
    told = "veterans.yaml 第17行 category：entitled_groups 不是任何政策包里的类别，是否应为 entitled_group？"
    assert code == 1 and text.endswith(told)


def test_area_codes_that_are_a_folder_are_not_missing(call: Call, policies: Path) -> None:
    path = policies / "area_codes.yaml"
    before = path.read_bytes()
    path.unlink()
    path.mkdir()
    try:
        code, text = call("layout", "check")
        assert code == 1 and "area_codes.yaml：无法读取" in text
    finally:
        path.rmdir()
        path.write_bytes(before)


@pytest.mark.parametrize("is_there", [True, False])
def test_no_layout_at_all_is_told(call: Call, policies: Path, is_there: bool) -> None:
    folder, aside = policies / "layouts", policies / "aside"
    folder.rename(aside)
    if is_there:
        folder.mkdir()
    try:
        code, text = call("layout", "check")
        assert code == 1 and "layouts/ 下没有版式文件" in text
    finally:
        if is_there:
            folder.rmdir()
        aside.rename(folder)


def test_a_name_in_another_encoding_stops_no_command(call: Call, policies: Path) -> None:
    path = policies / "layouts" / os.fsdecode("民政.yaml".encode("gb18030"))
    path.write_text("layout: 民政\n", encoding="utf-8")
    try:
        code, text = call("layout", "check")
        assert code == 1 and ".yaml columns：缺少这个键" in text
    finally:
        path.unlink()


def test_a_wrong_pack_is_told_by_the_check_of_layouts(call: Call, policies: Path) -> None:
    path = policies / bureau.PACK / "pack.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}colour: red\n", encoding="utf-8")
    try:
        code, text = call("layout", "check")
        assert code == 1 and "政策包有错误" in text and "colour" in text
    finally:
        path.write_text(before, encoding="utf-8")


def test_what_cannot_be_tried_is_told(call: Call, tmp_path: Path) -> None:
    wanted = ("--source", bureau.SOURCE, "--pack", bureau.PACK)
    code, text = call("layout", "try", "名" * 5000, *wanted)
    assert code == 1 and "没有这个文件" in text
    file = bureau.write(tmp_path / "名册.xlsx", PEOPLE)
    code, text = call("layout", "try", str(file), "--source", bureau.SOURCE, "--pack", "k" * 5000)
    assert code == 1 and "没有政策包" in text
    code, text = call("layout", "try", str(file), *wanted, "--mode", "foo")
    assert code == 1 and "方式“foo”应为 full / change / feed 之一" in text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{headers: [姓名]}", "{headers: [姓名，对象姓名]}", "第7行 columns.name.headers 第1项：姓名，对象姓名"),
        ("ignored: [序号, 备注]", "ignored: [序号、备注]", "第15行 ignored 第1项：序号、备注"),
        ("ignored: [序号, 备注]", "ignored: []\ncategory_words:\n  “烈属”: entitled_group",
         "第17行 category_words.“烈属”：“烈属” 含有中文标点 “。请核对：若只是给文字加引号"),
        ("ignored: [序号, 备注]", "ignored: []\nfurther_persons:\n  - name: [姓名；配偶]\n    document_number: [号]",
         "第17行 further_persons 第1项.name 第1项：姓名；配偶"),
    ],
)  # fmt: skip
def test_chinese_punctuation_in_a_name_is_to_be_looked_at(
    call: Call, policies: Path, old: str, new: str, told: str
) -> None:
    bureau.describe(policies, old, new)
    code, text = call("layout", "check")
    assert code == 0 and f"veterans.yaml {told}" in text and "有 1 处请核对" in text


def _add(policies: Path, line: str) -> None:
    with (policies / bureau.LAYOUT).open("a", encoding="utf-8") as out:
        out.write(f"{line}\n")


@pytest.mark.parametrize("command", [("held",), ("run", "--on", "2019-08-31"), ("verify",)])
def test_a_database_that_does_not_run_is_one_line_of_chinese(call: Call, command: tuple[str, ...]) -> None:
    code, text = call(*command, "--pack", bureau.PACK)
    assert code == 1 and "数据库" in text and "Traceback" not in text


def test_a_list_without_the_registration_is_told_what_follows(call: Call, policies: Path, tmp_path: Path) -> None:
    file = bureau.write(tmp_path / "名册.xlsx", PEOPLE)
    wanted = ("layout", "try", str(file), "--source", bureau.SOURCE, "--pack", bureau.PACK, "--cut-off", "2019-08-25")
    bureau.describe_headers(policies)
    bureau.describe_words(policies)
    with_column = call(*wanted)[1]
    assert "可以入库" in with_column and "户籍不明" not in with_column
    book = openpyxl.load_workbook(file)
    header = next(row for row in book.active.iter_rows() if any("户籍" in str(cell.value) for cell in row))
    book.active.delete_cols(next(cell.column for cell in header if "户籍" in str(cell.value)))
    book.save(file)
    without = call(*wanted)[1]
    assert "户籍不明" in without and "例外名单" in without
