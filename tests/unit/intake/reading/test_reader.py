"""Encodings, dialects, damaged and hostile files: each is read right, or refused with its own reason."""

from __future__ import annotations

import codecs
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.support.files.builders import (
    CIVIL_HEADER,
    LAYOUTS,
    ROLL_HEADER,
    FakeSource,
    civil_file,
    civil_row,
    context,
    number,
    passing,
    write_csv,
    write_xlsx,
)
from tests.support.files.raw_xls import ole
from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.gate.gate import gate_file
from transforms.intake.reading.reader import Reader

ROLL_LINES = [ROLL_HEADER, f"赵六,{number(1)},,,甲镇,某村,H1,是,否", f"钱㐂,{number(2)},,,甲镇,某村,H1,是,否"]


def refusal(reader: Reader, path: Path, layout: str = "roll") -> ReadRefused:
    with pytest.raises(ReadRefused) as caught:
        reader.read(path, LAYOUTS[layout])
    return caught.value


def only_code(reader: Reader, path: Path, layout: str = "roll") -> str:
    reasons = refusal(reader, path, layout).reasons
    assert len(reasons) == 1
    return reasons[0].code


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("gb18030", b""), ("utf-16-le", codecs.BOM_UTF16_LE),
     ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-16-le", b"")],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(reader: Reader, tmp_path: Path, encoding: str, bom: bytes, end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bom + "".join(line + end for line in ROLL_LINES).encode(encoding))
    raw = reader.read(path, LAYOUTS["roll"])
    assert raw.table["name"].to_pylist() == ["赵六", "钱㐂"]
    assert raw.table["row_no"].to_pylist() == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])  # the first one with a BOM
def test_characters_of_four_bytes_are_no_encoding_of_ours(reader: Reader, tmp_path: Path, encoding: str) -> None:
    assert only_code(reader, write_csv(tmp_path / "a.csv", ROLL_LINES, encoding)) == "encoding_unknown"
    (tmp_path / "b.csv").write_bytes(codecs.BOM_UTF32_BE + "\n".join(ROLL_LINES).encode("utf-32-be"))
    assert only_code(reader, tmp_path / "b.csv") == "encoding_unknown"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n\x1a", "\x1a"])
def test_the_mark_at_the_end_of_a_dos_text_is_no_row(reader: Reader, tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("\r\n".join(ROLL_LINES) + end).encode(encoding))
    raw = reader.read(path, LAYOUTS["roll"])
    assert (raw.table["name"].to_pylist(), raw.malformed) == (["赵六", "钱㐂"], [])


def test_a_dos_text_that_was_cut_is_cut(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("\n".join([*ROLL_LINES, "孙七,"]) + "\x1a").encode())
    assert only_code(reader, path) == "file_truncated"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_delimiters(reader: Reader, tmp_path: Path, delimiter: str) -> None:
    lines = [line.replace(",", delimiter) for line in ["sep=;", *ROLL_LINES]]
    raw = reader.read(write_csv(tmp_path / "a.csv", lines), LAYOUTS["roll"])
    assert raw.table["household_no"].to_pylist() == ["H1", "H1"]
    assert raw.table["row_no"].to_pylist() == [3, 4]


def test_quotes_blank_lines_and_excels_text_trick(reader: Reader, tmp_path: Path) -> None:
    lines = [
        '"标题, 两行\n标题"',
        ROLL_LINES[0],
        "",
        f'"赵""六",="{number(1)}",,,"甲\n镇",某村,H1,是,否',
        ",,,,,,,,",
        ROLL_LINES[2],
    ]
    raw = reader.read(write_csv(tmp_path / "a.csv", lines), LAYOUTS["roll"])
    assert raw.table["name"].to_pylist() == ['赵"六', "钱㐂"]
    assert raw.table["unit"].to_pylist()[0] == "甲\n镇"
    assert raw.table["row_no"].to_pylist() == [4, 6]  # records, as a spreadsheet numbers them


def test_a_trailing_delimiter_on_every_row_is_a_habit(reader: Reader, tmp_path: Path) -> None:
    lines = [ROLL_LINES[0], *(line + "," for line in ROLL_LINES[1:])]
    assert reader.read(write_csv(tmp_path / "a.csv", lines), LAYOUTS["roll"]).table.num_rows == 2
    lines = [ROLL_LINES[0] + ",", *ROLL_LINES[1:]]
    assert reader.read(write_csv(tmp_path / "b.csv", lines), LAYOUTS["roll"]).table.num_rows == 2


def test_files_that_are_no_table(reader: Reader, tmp_path: Path) -> None:
    def code(content: bytes) -> str:
        (tmp_path / "x").write_bytes(content)
        return only_code(reader, tmp_path / "x")

    assert code(b"") == "file_empty"
    assert code(b"  \n \n") == "file_empty"
    assert code(b"%PDF-1.7 x") == "file_type"
    assert code(b"<html><table><tr><td>") == "file_html"
    assert code(b"Rar!\x1a\x07") == "file_type"
    assert code(bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")) == "file_truncated"
    assert code(ole({"EncryptedPackage": b"x"})) == "file_encrypted"
    assert code(ole({"WordDocument": b"x"})) == "file_type"
    assert code(ole({"Workbook": b"x"})) == "file_unreadable"
    assert code("\n".join(ROLL_LINES).encode() + "中".encode("big5") + b"\xff\xff") == "encoding_mixed"
    assert code(b"\xff\xfe\x00" + b"\xd8\xd8" * 9) == "encoding_unknown"
    assert code("这里没有表头,也没有数据\n1,2\n".encode()) == "header_unknown"
    assert code("\n".join([ROLL_LINES[0], '"没有关上' + ROLL_LINES[1]]).encode()) == "quote_unclosed"
    assert code("\n".join([ROLL_LINES[0], "a,b", "c,d"]).encode()) == "columns_shifted"
    assert code("\n".join([*ROLL_LINES, "孙七,19999"]).encode()) == "file_truncated"
    assert only_code(reader, tmp_path / "nothing") == "file_missing"
    (tmp_path / "link").symlink_to(tmp_path / "x")
    assert only_code(reader, tmp_path / "link") == "file_not_regular"


def test_workbooks_that_cannot_be_trusted(reader: Reader, tmp_path: Path) -> None:
    good = civil_file(tmp_path / "good.xlsx", [civil_row(1)])
    data = good.read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(data[: len(data) // 2])
    assert only_code(reader, tmp_path / "cut.xlsx", "civil_affairs") == "file_truncated"
    hidden = write_xlsx(tmp_path / "hidden.xlsx", [CIVIL_HEADER, civil_row(1)], hidden=True)
    assert only_code(reader, hidden, "civil_affairs") == "sheet_hidden"
    assert only_code(reader, _with(good, "xl/vbaProject.bin", b"x"), "civil_affairs") == "file_macro"
    assert only_code(reader, _with(good, "../evil", b"x"), "civil_affairs") == "file_unsafe"
    assert only_code(reader, _with(good, "xl/media/image.bin", bytes(60 << 20)), "civil_affairs") == "file_unsafe"
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.write(good, "good.xlsx")
        package.write(good, "again.xlsx")
    held = refusal(reader, archive, "civil_affairs")
    assert (held.hold, held.reasons[0].code) == (True, "file_archive")


def test_a_far_cell_costs_nothing(reader: Reader, tmp_path: Path) -> None:
    far = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(far) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, CIVIL_HEADER)
        sheet.write(1048575, 16383, 1)
    assert only_code(reader, far, "civil_affairs") == "far_cell"
    lying = _rewritten(far, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"A1:XFD1048576", b"A1:H2"))
    assert only_code(reader, lying, "civil_affairs") == "far_cell"


@pytest.mark.parametrize(
    ("formula", "value", "code"),
    [("=1+1", "2", None), ("=1+1", "", None), ('=WEBSERVICE("x")', "2", "formula_unsafe")],
)
def test_formulas(reader: Reader, tmp_path: Path, formula: str, value: str, code: str | None) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, CIVIL_HEADER)
        for column, cell in enumerate(civil_row(1)):
            sheet.write(1, column, cell)
        sheet.write_formula(1, 7, formula, None, value)
    if code is None:
        assert reader.read(path, LAYOUTS["civil_affairs"]).remarks == ["formula_cells"]
    else:
        assert only_code(reader, path, "civil_affairs") == code


def test_numeric_cells_are_known_and_a_csv_named_xlsx_is_read(reader: Reader, tmp_path: Path) -> None:
    rows = [civil_row(1), civil_row(2, document=float(number(2)[:17] + "0"))]
    raw = reader.read(civil_file(tmp_path / "a.xlsx", rows), LAYOUTS["civil_affairs"])
    assert raw.numeric["document_number"].tolist() == [False, True]
    raw = reader.read(write_csv(tmp_path / "b.xlsx", ROLL_LINES), LAYOUTS["roll"])
    assert raw.form == "csv"


def test_a_raw_table_survives_the_pipe(reader: Reader, tmp_path: Path) -> None:
    raw = reader.read(civil_file(tmp_path / "a.xlsx", [civil_row(1)]), LAYOUTS["civil_affairs"])
    again = RawTable.from_ipc(raw.to_ipc())
    assert again.table.equals(raw.table)
    assert (again.letters, again.totals, again.header_row) == (raw.letters, raw.totals, 3)


def test_rows_of_several_sheets_say_where_they_stand(reader: Reader, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "two.xlsx", [CIVIL_HEADER, civil_row(1), civil_row(2)], sheets=3)
    raw = reader.read(path, LAYOUTS["civil_affairs"])
    places = [raw.sender_place(row) for row in raw.table["row_no"].to_pylist()]
    assert places == [(f"第{sheet}个工作表", row) for sheet in (1, 2, 3) for row in (2, 3)]
    assert len(set(raw.table["row_no"].to_pylist())) == 6
    raw = reader.read(write_csv(tmp_path / "a.csv", ROLL_LINES), LAYOUTS["roll"])
    assert raw.sender_place(3_000_000) == (None, 3_000_000)  # a csv has no sheets, however long it is


def test_rows_above_the_header_that_was_found_are_not_lost(reader: Reader, tmp_path: Path) -> None:
    strange = ROLL_HEADER.replace("证件号码", "某号")
    path = write_csv(tmp_path / "a.csv", [strange, *ROLL_LINES[1:], ROLL_HEADER, *ROLL_LINES[1:]])
    (told,) = refusal(reader, path).reasons
    assert (told.code, told.row) == ("tables_stacked", 2)


def _with(source: Path, name: str, content: bytes) -> Path:
    target = source.with_name(f"with-{os.path.basename(name)}.xlsx")  # noqa: PTH119 - a zip entry, not a path
    target.write_bytes(source.read_bytes())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return target


def _rewritten(source: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    target = source.with_name("rewritten.xlsx")
    memory = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
    target.write_bytes(memory.getvalue())
    return target


@pytest.mark.parametrize("how", ["no header", "another header", "far below", "hidden"])
def test_a_sheet_that_is_not_read_and_names_persons_is_asked_about(reader: Reader, tmp_path: Path, how: str) -> None:
    """Or they would be missing, and a full list would end what they have."""
    head = ["姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期"]
    rows = [[f"某{n}", number(n), "低保对象", "甲镇", "2019-09-01"] for n in range(4)]
    above = {"another header": [["对象名字", "身份证编码", "何类", "何地", "何时"]], "far below": [["x"]] * 30 + [head]}
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("续")
    assert first is not None
    for row in [head, *rows[:2]]:
        first.append(row)
    for row in [*above.get(how, []), *rows[2:]]:
        second.append(row)
    if how == "hidden":
        second.sheet_state = "hidden"
    book.save(tmp_path / "civil_affairs_2019-09.xlsx")
    source = FakeSource(kind="special_list", layout="civil_affairs", list_mode="full")
    form = LAYOUTS["civil_affairs"]
    result = gate_file(reader, tmp_path / "civil_affairs_2019-09.xlsx", source, form, context("full"), passing)
    assert (result.decision, result.clean_count) == ("hold", 2)
    assert [(one.code, one.sheet) for one in result.reasons] == [("sheet_unread", "第2个工作表")]
    named = form.model_copy(update={"sheets": [first.title]})
    result = gate_file(reader, tmp_path / "civil_affairs_2019-09.xlsx", source, named, context("full"), passing)
    assert (result.decision, result.clean_count) == ("accept", 2), "the form says which sheets are meant"


NOTED = ["备注", "姓名", "身份证号码", "出生医学证明编号", "人员类别", "所属乡镇", "认定日期"]
TOLD = ["低保对象", "甲镇", "2019-09-01"]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_persons_row_is_no_footer_and_no_total_whatever_its_first_cell_says(
    reader: Reader, tmp_path: Path, form: str
) -> None:
    persons = [
        ["说明：户主已故", "王一", number(1), "", *TOLD],
        ["说明：新生儿", "王二", "", "T110123456", *TOLD],
        ["备注：无号码", "王三", "", "", *TOLD],
        ["合计", "王四", number(4), "", *TOLD],
        ["小计", "合计", number(5), "", *TOLD],
    ]
    others = [
        ["合计", "1234567", "", "", "", "", ""],
        ["", "共计", "1234567", "", "", "", ""],
        ["说明：本表一式两份", "", "", "", "", "", ""],
        ["制表人：某", "审核人：某", "", "", "", "联系电话：05790000000", "填报日期：2019-09-01"],
    ]
    path = tmp_path / f"civil_affairs_2019-09.{form}"
    rows = [NOTED, ["", "赵", number(9), "", *TOLD], *persons, *others]
    if form == "csv":
        write_csv(path, [",".join(row) for row in rows])
    else:
        write_xlsx(path, rows)
    raw = reader.read(path, LAYOUTS["civil_affairs"])
    assert raw.table["row_no"].to_pylist() == [2, 3, 4, 5, 6, 7]
    assert [total["row_no"] for total in raw.totals] == ["8", "9"]


def test_a_row_with_a_delimiter_too_many_is_no_footer_if_it_names_a_person(reader: Reader, tmp_path: Path) -> None:
    rows = [
        NOTED,
        *(["", "赵", number(at), "", *TOLD] for at in (9, 8, 7)),
        ["说明：新生儿", "已办证", "王", number(1), "", *TOLD],
        ["说明：完"],
    ]
    path = tmp_path / "civil_affairs_2019-09.csv"
    write_csv(path, [",".join(row) for row in rows])
    raw = reader.read(path, LAYOUTS["civil_affairs"])
    assert (raw.table["row_no"].to_pylist(), raw.malformed) == ([2, 3, 4], [5])
