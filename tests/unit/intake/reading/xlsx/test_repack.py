"""The reader gets a package with the inspected parts only, under names of our own."""

from __future__ import annotations

import io
import zipfile

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from transforms.intake.reading.xlsx.repack import Packed, SheetPart, copied, pack_workbook, packed
from transforms.intake.reading.xlsx.styles import Styles

ROW = b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>1</v></c></row>'
SHEET = b"<worksheet><sheetData>" + ROW + b"</sheetData></worksheet>"
STRINGS = packed("<sst><si><t>甲</t></si></sst>".encode())


def workbook(*sheets: SheetPart, date1904: bool = False) -> bytes:
    return pack_workbook(sheets, STRINGS, Styles(("number", "day")).plain_xml(), date1904)


def test_sheets_keep_order_name_state_and_values() -> None:
    data = workbook(
        SheetPart("一<&\"'>", "hidden", packed(SHEET)),
        SheetPart("图", "visible", None),
        SheetPart("二", "visible", packed(SHEET)),
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert [(one.name, one.typ, one.visible) for one in book.sheets_metadata] == [
        ("一<&\"'>", SheetTypeEnum.WorkSheet, SheetVisibleEnum.Hidden),
        ("图", SheetTypeEnum.ChartSheet, SheetVisibleEnum.Visible),
        ("二", SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible),
    ]
    assert [[str(cell) for cell in row] for row in book.get_sheet_by_index(2).to_python()] == [["甲", "1900-01-01"]]


def test_days_count_from_1904_if_they_do() -> None:
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(workbook(SheetPart("一", "visible", packed(SHEET)), date1904=True))
    )
    assert str(book.get_sheet_by_index(0).to_python()[0][1]) == "1904-01-02"


def test_packed_bytes_are_copied_as_they_are() -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.xml", SHEET)
    (entry,) = zipfile.ZipFile(memory).infolist()
    part = copied(memory.getvalue(), entry)
    assert isinstance(part, Packed) and part.size == len(SHEET)
    with zipfile.ZipFile(io.BytesIO(workbook(SheetPart("一", "visible", part)))) as package:
        assert package.testzip() is None
        assert package.read("xl/s1.xml") == SHEET
        assert package.namelist() == [
            "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
            "xl/sharedStrings.xml", "xl/s1.xml",
        ]  # fmt: skip
