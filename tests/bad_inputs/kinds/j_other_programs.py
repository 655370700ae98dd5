"""J. Workbooks of other programs, and what their spelling could hide: kinds 149 to 156."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace
from typing import Any

from tests.bad_inputs.files.forms import CIVIL, ROLL, TARGETS
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import in_xlsx, value
from tests.bad_inputs.files.workbook_damages import with_part
from tests.bad_inputs.files.workbook_spellings import (
    BOOK,
    RELATIONS,
    SHEET,
    STYLES,
    TYPES,
    ahead_of_rows,
    commented,
    moved,
    named,
    prefixed,
    pretty,
    reordered,
    respelled,
    several,
    sheet_named,
    single_quotes,
    spaced,
    with_twin,
    without_places,
)
from tests.bad_inputs.kinds.model import Kind, holds, kind, loads, quarantines, rejects, warns
from tests.support.files.raw_xlsx import RED_FILL, RED_FONT, Book, Cell, error, styled

ALL = (SHEET, BOOK, RELATIONS, STYLES, TYPES, "_rels/.rels")
CALCULATED_LATER = '<calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>'
POWER_QUERY = '<?xml version="1.0" encoding="utf-16"?><DataMashup>AAAA</DataMashup>'
CORE = '<cp:coreProperties xmlns:cp="p" xmlns:dcterms="t"><dcterms:modified>{}</dcterms:modified></cp:coreProperties>'
SHEETJS_TYPE = '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'


def with_format(code: str, number: int = 164) -> Any:
    """The last cell style shows dates by this code; '' for a built-in format."""

    def change(made: Book) -> None:
        if code:
            made.replace(
                STYLES, "<fonts ", f'<numFmts><numFmt numFmtId="{number}" formatCode="{code}"/></numFmts><fonts '
            )
        made.replace(STYLES, "</cellXfs>", f'<xf numFmtId="{number}" applyNumberFormat="1"/></cellXfs>')

    return change


def day(on: dt.date) -> Cell:
    """A date cell in the style of `with_format`."""
    return Cell(f'<c r="{{r}}" s="6"><v>{(on - dt.date(1899, 12, 30)).days}</v></c>')


def month_cells(of_year: bool = False) -> Any:
    """Every date is a cell that shows a month (or a year) only, and means its last day."""

    def damage(table: Grid, rng: Any) -> None:
        for line in table.data:
            assert line.truth is not None
            year, last_month = (2018, 12) if of_year else (line.truth.on.year, line.truth.on.month)
            last = dt.date(year, last_month, calendar.monthrange(year, last_month)[1])
            line.truth = replace(line.truth, on=last)
            table.set(line, "effective_on", day(last.replace(month=1 if of_year else last_month, day=1)))

    return damage


def computed(formula: str, value: str, more: str = "") -> Cell:
    return Cell(f'<c r="{{r}}"{more}><f>{formula}</f>{value}</c>')


def again(xml: str) -> Any:
    """A row or a cell once more, at the end of the rows."""
    return lambda made: made.replace(SHEET, "</sheetData>", f"{xml}</sheetData>")


NO_DATE = value("effective_on", computed("DATE(2019,8,1)", ""))
KINDS: tuple[Kind, ...] = (
    kind(
        149, "workbooks of other programs, in another spelling", "N",
        ("single quotes", in_xlsx(CIVIL, parts=respelled(single_quotes, *ALL)), loads()),
        ("a prefix", in_xlsx(CIVIL, parts=respelled(prefixed, *ALL)), loads()),
        ("line breaks", in_xlsx(CIVIL, parts=respelled(pretty, *ALL)), loads()),
        ("blanks around values", in_xlsx(CIVIL, parts=respelled(spaced, *ALL)), loads()),
        ("attributes in another order", in_xlsx(CIVIL, parts=respelled(reordered, SHEET, BOOK, RELATIONS)), loads()),
        ("rows and cells without numbers", in_xlsx(CIVIL, lambda table, rng: [
            line.cells.pop() for line in table.lines if len(line.cells) == len(CIVIL.header)],
            parts=respelled(without_places)), loads()),
        ("comments between rows", in_xlsx(CIVIL, parts=respelled(commented)), loads()),
        ("a stated area from row 0", in_xlsx(CIVIL, parts=ahead_of_rows('<dimension ref="A0:H12"/>')), loads()),
        ("a stated area without sense", in_xlsx(CIVIL, parts=ahead_of_rows("<dimension/>")), loads()),
        ("a mark in the sheet's name", in_xlsx(CIVIL, parts=sheet_named(">=60岁")), loads()),
    ),
    kind(
        150, "formulas, errors and looks in another spelling", "as in the known spelling",
        ("a formula without a value, with line breaks", in_xlsx(CIVIL, NO_DATE, parts=respelled(pretty)),
         rejects("formula_without_value")),
        ("a formula without a value, in single quotes", in_xlsx(CIVIL, NO_DATE, parts=respelled(single_quotes)),
         rejects("formula_without_value")),
        ("a formula without a value, style before place", in_xlsx(CIVIL, value("effective_on", computed(
            "DATE(2019,8,1)", "<v/>", ' s="1"')), parts=respelled(reordered)), rejects("formula_without_value")),
        ("a formula without a value, under a prefix", in_xlsx(CIVIL, NO_DATE, parts=respelled(prefixed)),
         rejects("formula_without_value")),
        ("a formula without a value, in a sheet with a mark in its name", in_xlsx(
            CIVIL, NO_DATE, parts=sheet_named("60岁>名单")), rejects("formula_without_value")),
        ("#N/A as a date, in a sheet with a mark in its name", in_xlsx(CIVIL, value("effective_on", error("#N/A")),
                                                                       parts=sheet_named("60岁>名单")),
         quarantines("cell_error")),
        ("#N/A as a date, in single quotes", in_xlsx(CIVIL, value("effective_on", error("#N/A"), 2),
                                                     parts=respelled(single_quotes)), quarantines("cell_error")),
        ("a red row, style after type", in_xlsx(CIVIL, value("name", lambda name: Cell(
            f'<c r="{{r}}" t="inlineStr" s="{RED_FILL}"><is><t>{name}</t></is></c>'))),
         holds("colour_meaning", rows_known=True)),
        ("a row in letters of the theme's red", in_xlsx(CIVIL, value("name", lambda name: styled(name, RED_FONT)),
            parts=respelled(lambda xml: xml.replace('rgb="FFFF0000"', 'theme="5"'), STYLES)),
         holds("colour_meaning", rows_known=True)),
        ("a red row, styles in single quotes", in_xlsx(CIVIL, value("name", lambda name: styled(name, RED_FILL)),
                                                       parts=respelled(single_quotes, STYLES)),
         holds("colour_meaning", rows_known=True)),
        ("a hidden row, in single quotes", in_xlsx(CIVIL, book_row_attributes={5: ' hidden="1"'},
                                                   parts=respelled(single_quotes)), loads("hidden_rows")),
    ),
    kind(
        151, "parts of a workbook elsewhere, or under names in another spelling", "N",
        ("the sheet in another folder", in_xlsx(CIVIL, parts=moved(SHEET, "xl/tables of ours/名单.xml",
                                                                   "tables%20of%20ours/名单.xml")), loads()),
        ("a target from the top", in_xlsx(CIVIL, parts=moved(SHEET, SHEET, f"/{SHEET}")), loads()),
        ("a target through the folder above", in_xlsx(CIVIL, parts=moved(SHEET, "data/one.xml", "../data/one.xml")),
         loads()),
        ("workbook2.xml", in_xlsx(CIVIL, parts=several(
            moved(BOOK, "xl/workbook2.xml", "xl/workbook2.xml", "_rels/.rels"),
            named(lambda name: name.replace("_rels/workbook.xml", "_rels/workbook2.xml")))), loads()),
        ("backslashes", in_xlsx(CIVIL, parts=named(lambda name: name.replace("/", "\\"))), loads()),
        ("capital letters", in_xlsx(CIVIL, parts=named(str.upper)), loads()),
        ("relations with a prefix", in_xlsx(CIVIL, parts=respelled(prefixed, RELATIONS, "_rels/.rels")), loads()),
        ("a formula without a value in a sheet elsewhere", in_xlsx(CIVIL, NO_DATE, parts=moved(
            SHEET, "other/s.xml", "/other/s.xml")), rejects("formula_without_value")),
        ("two parts that differ in case alone", in_xlsx(CIVIL, parts=with_twin(SHEET, "xl/worksheets/Sheet1.xml")),
         rejects("file_unsafe")),
        ("two parts that differ in slashes alone", in_xlsx(ROLL, parts=with_twin(SHEET, "xl\\worksheets\\sheet1.xml")),
         rejects("file_unsafe")),
    ),
    kind(
        152, "parts for other programs", "N",
        ("a query of Power Query", in_xlsx(CIVIL, parts=lambda made: made.parts.update(
            {"customXml/item1.xml": POWER_QUERY.encode("utf-16")})), loads()),
        ("the last change on 30 February", in_xlsx(CIVIL, parts=with_part(
            "docProps/core.xml", CORE.format("2019-02-30T00:00:00Z"))), loads()),
        ("the properties cut off", in_xlsx(CIVIL, parts=with_part("docProps/core.xml", CORE[:50])), loads()),
        ("a document type in a custom part", in_xlsx(CIVIL, parts=with_part(
            "customXml/item1.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')), loads()),
        ("a type with macroEnabled that no part has, as SheetJS writes it", in_xlsx(
            CIVIL, parts=lambda made: made.replace(TYPES, "<Default ", f"{SHEETJS_TYPE}<Default ")), loads()),
        ("a type with macroEnabled that a part has", in_xlsx(CIVIL, parts=several(
            lambda made: made.replace(TYPES, "<Default ", f"{SHEETJS_TYPE}<Default ") and None,
            with_part("xl/other.bin", "x"))), rejects("file_macro")),
    ),
    kind(
        153, "rows or cells that are there twice", "R",
        ("a row", in_xlsx(CIVIL, parts=again('<row r="5"><c r="B5"><v>1</v></c></row>')), rejects("cells_twice")),
        ("a cell", in_xlsx(CIVIL, parts=again('<row r="20"><c r="B20"><v>1</v></c><c r="B20"><v>2</v></c></row>')),
         rejects("cells_twice")),
        ("a cell in the row of another one", in_xlsx(CIVIL, parts=again('<row r="20"><c r="B5"><v>1</v></c></row>')),
         rejects("cells_twice")),
        ("a row in another spelling", in_xlsx(ROLL, parts=again("<row r='3'><c r='B3'><v>1</v></c></row>")),
         rejects("cells_twice")),
        ("a row above others", in_xlsx(ROLL, parts=again('<row r="1" spans="1:9"/>')), rejects("cells_twice")),
        ("rows twice", in_xlsx(ROLL, parts=lambda made: made.replace(
            SHEET, "</sheetData>", "</sheetData><sheetData><row r='9'/></sheetData>")), rejects("file_unsafe")),
    ),
    kind(
        154, "a workbook that nobody calculated", "H",
        ("a count of 0", in_xlsx(TARGETS, value("persons", computed("C2*2", "<v>0</v>")), 4,
                                 parts=lambda made: made.replace(BOOK, "</workbook>", CALCULATED_LATER)),
         holds("formula_uncalculated")),
        ("an empty text", in_xlsx(CIVIL, value("effective_on", computed('""', "<v></v>", ' t="str"')),
                                  parts=lambda made: made.replace(BOOK, "</workbook>", CALCULATED_LATER)),
         holds("formula_uncalculated")),
        ("in single quotes", in_xlsx(TARGETS, value("persons", computed("C2*2", "<v>0</v>")), 4, parts=several(
            lambda made: made.replace(BOOK, "</workbook>", CALCULATED_LATER) and None,
            respelled(single_quotes, SHEET, BOOK))), holds("formula_uncalculated")),
        ("a value, in a workbook that is calculated again", in_xlsx(CIVIL, value("effective_on", lambda on: computed(
            "A1", f"<v>{on}</v>", ' t="str"')), parts=lambda made: made.replace(BOOK, "</workbook>", CALCULATED_LATER)),
         loads("formula_cells")),
        ("a 0 that nobody reads", in_xlsx(CIVIL, lambda table, rng: table.data[0].cells.__setitem__(
            7, computed("1-1", "<v>0</v>")), parts=lambda made: made.replace(BOOK, "</workbook>", CALCULATED_LATER)),
         loads("formula_cells")),
    ),
    kind(
        155, "date cells that show only a month or a year", "N+W",
        ("yyyy年m月", in_xlsx(CIVIL, month_cells(), parts=with_format("yyyy&quot;年&quot;m&quot;月&quot;")),
         warns("date_period")),
        ("yyyy-mm", in_xlsx(CIVIL, month_cells(), parts=with_format("yyyy\\-mm;@", 176)), warns("date_period")),
        ("m月 of a Chinese program", in_xlsx(CIVIL, month_cells(), parts=with_format(
            "[$-804]yyyy&quot;年&quot;m&quot;月&quot;;@", 180)), warns("date_period")),
        ("the built-in format 57", in_xlsx(CIVIL, month_cells(), parts=with_format("", 57)), warns("date_period")),
        ("in another spelling", in_xlsx(CIVIL, month_cells(), parts=several(
            with_format("", 17), respelled(single_quotes, SHEET, STYLES))), warns("date_period")),
        ("a year", in_xlsx(CIVIL, month_cells(of_year=True), parts=with_format("yyyy&quot;年&quot;")),
         warns("date_period")),
    ),
    kind(
        156, "texts that became dates", "Q",
        ("a household number 3-5, as m月d日", in_xlsx(ROLL, value("household_no", day(dt.date(2026, 3, 5)), 2),
                                                      parts=with_format("m&quot;月&quot;d&quot;日&quot;")),
         quarantines("cell_date", remarks=("form_differs",))),
        ("a household number, by the built-in format 58", in_xlsx(
            ROLL, value("household_no", day(dt.date(2026, 3, 5))), parts=with_format("", 58)),
         quarantines("cell_date", remarks=("form_differs",))),
        ("a household number 2019-8, as mmm-yy", in_xlsx(ROLL, value("household_no", day(dt.date(2019, 8, 1)), 3),
                                                         parts=with_format("", 17)),
         quarantines("cell_date", remarks=("form_differs",))),
    ),
    kind(
        211, "a household number of more than 15 digits in a numeric cell", "Q",
        ("16 digits", in_xlsx(ROLL, value("household_no", 1999990000000012)),
         quarantines("household_numeric_cell", remarks=("form_differs",))),
        ("18 digits", in_xlsx(ROLL, value("household_no", 199999000000001234, 2)),
         quarantines("household_numeric_cell", remarks=("form_differs",))),
        ("20 digits, a computed number", in_xlsx(ROLL, value("household_no", 1.9999900000000125e19, 3)),
         quarantines("household_numeric_cell", remarks=("form_differs",))),
    ),
)  # fmt: skip
