"""Opens an old workbook: all its sheets as tables, with the facts besides their values. Runs inside the worker."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable

from python_calamine import SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from transforms.intake.base.raw_table import sheet_place
from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.xls.book import Book, read_book
from transforms.intake.reading.xls.octets import Octets
from transforms.intake.reading.xls.ole import Container, open_container
from transforms.intake.reading.xls.sheet import XlsSheet, read_sheet

_STREAMS = ("Workbook", "Book")
_ACTIVE = re.compile(r"_vba_project.*|macros|ctls|objectpool|\x01ole10native|(?:mbd|lnk)[0-9a-f]{8}")
_ENCRYPTED = frozenset({"encryptedpackage", "encryptioninfo"})
_OTHER_PROGRAMS = {
    "worddocument": "这是 Word 文档",
    "powerpoint document": "这是 PowerPoint 演示文稿",
    "nativecontent_main": "这是 Quattro Pro 表格",
}
_BROKEN = (ValueError, IndexError, KeyError, OverflowError, struct.error)


class XlsWorkbook:
    """An old workbook, with the attributes of calamine's workbooks, so that both are read by the same code.

    `sheets`: position from 0 -> sheet, without charts. `date1904`: day numbers count from 1904. `has_links`: formulas
    refer to other workbooks. `sheets_metadata`: name, kind and visibility of each sheet, charts included.
    """

    def __init__(self, book: Book, sheets: dict[int, XlsSheet]) -> None:
        self.sheets = sheets
        self.date1904 = book.date1904
        self.has_links = book.has_links
        self.sheets_metadata = [
            SheetMetadata(
                listed.name,
                SheetTypeEnum.WorkSheet if listed.is_table else SheetTypeEnum.ChartSheet,
                SheetVisibleEnum.Hidden if listed.hidden else SheetVisibleEnum.Visible,
            )
            for listed in book.sheets
        ]

    def get_sheet_by_index(self, position: int) -> XlsSheet:
        """Return the sheet at a position of the workbook, from 0. Raises KeyError if there is no sheet or a chart."""
        return self.sheets[position]


def open_xls(data: bytes, limits: Limits) -> XlsWorkbook:
    """Open an old workbook and read every sheet with its facts (errors, formulas, colours, hidden rows).

    `data`: the bytes of the file. An `XlsWorkbook` returns its sheets as calamine's workbooks do. Raises ReadRefused if
    it has a password, active content or too many sheets, exceeds `limits`, is another program's file, or contradicts
    itself.
    """
    content = _workbook_stream(open_container(data))
    position = None
    try:
        book = read_book(content)
        if len(book.sheets) > limits.sheets:
            raise refuse("file_unsafe", f"工作表超过 {limits.sheets} 个。")
        octets, sheets = Octets(content), {}
        for position, listed in enumerate(book.sheets):
            if listed.is_table:
                sheets[position] = read_sheet(octets, listed, book)
    except ReadRefused as refusal:
        raise _in_sheet(refusal, position) from None
    except _BROKEN:
        raise refuse("file_unreadable") from None
    _judge_formulas(book, sheets.values())
    return XlsWorkbook(book, sheets)


def _in_sheet(refusal: ReadRefused, position: int | None) -> ReadRefused:
    """Return the refusal with the sheet in which its cell is."""
    reason = refusal.reasons[0]
    if position is None or reason.code.startswith("file_"):
        return refusal
    return refuse(reason.code, sheet=sheet_place(position), row=reason.row, column=reason.column)


def _workbook_stream(container: Container) -> bytes:
    """Return the stream of the workbook, after a look at everything else in the container."""
    names = container.names()
    if names & _ENCRYPTED:
        raise refuse("file_encrypted")
    if any(_ACTIVE.fullmatch(name) for name in names):
        raise refuse("file_macro")
    for name, words in _OTHER_PROGRAMS.items():
        if name in container.entries:
            raise refuse("file_type", f"{words}，请在表格软件中打开后另存为 xlsx。")
    content = container.stream(*_STREAMS)
    if content is None:
        raise refuse("file_type")
    return content


def _judge_formulas(book: Book, sheets: Iterable[XlsSheet]) -> None:
    """Sort formulas without a calculated result into missing values and stand-ins.

    A program that cannot calculate writes 0 or an empty text as the result of every formula and names no version that
    calculated. Excel names its version; a version of 0 demands a calculation on opening.
    """
    results = [sheet.results for sheet in sheets]
    formulas = sum(len(result.cells.rows) for result in results)
    stand_ins = sum(len(result.missing) + len(result.empty) + len(result.zero) for result in results)
    nobody = book.calculated_by is None and formulas == stand_ins
    for sheet in sheets:
        result = sheet.results
        sheet.facts.without_value += result.missing
        if nobody:
            sheet.facts.without_value += result.empty
            sheet.facts.stand_ins += result.zero
        elif book.calculated_by == 0 or sheet.is_uncalculated:
            sheet.facts.stand_ins += result.empty + result.zero
