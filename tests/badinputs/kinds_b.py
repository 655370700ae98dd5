"""B. Workbook structure: kinds 23 to 48."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.badinputs import grid as grids
from tests.badinputs.forms import CIVIL, DISABLED, POOR, ROLL, TARGETS, TAX, Form
from tests.badinputs.grid import Grid, Line
from tests.badinputs.make import both, everywhere, hit, in_csv, in_xlsx, value
from tests.badinputs.model import Kind, Made, Make, holds, kind, loads, made, quarantines, rejects, warns
from tests.badinputs.text_files import csv_bytes
from tests.badinputs.xls import xls
from tests.badinputs.xlsx import (
    DATE,
    RED_FILL,
    RED_FONT,
    STRUCK,
    Book,
    Cell,
    Sheet,
    book,
    error,
    formula,
    styled,
)
from tests.intake.builders import LAYOUTS
from transforms.intake.raw import SHEET_STRIDE

MERGED = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells>'
FILTER = '<autoFilter ref="A3:H9"><filterColumn colId="3"><filters><filter val="孤儿"/></filters></filterColumn></autoFilter>'
TWO_ROWS = LAYOUTS["civil_affairs"].model_copy(update={"header_rows": 2})
CONDITIONAL = (
    '<conditionalFormatting sqref="A4:H9"><cfRule type="expression" priority="1"><formula>{}</formula></cfRule>'
    "</conditionalFormatting>"
)
DAY_ZERO_1904 = dt.date(1904, 1, 1)


def titles(*texts: str) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        for text in reversed(texts):
            table.insert(0, [text])

    return damage


def _header_rows(upper: Sequence[Any], lower: Sequence[Any]) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        table.lines[table.header_at].cells = list(lower)
        table.insert(table.header_at, list(upper))

    return damage


def _blank_line(at: int, cells: Sequence[Any] = ()) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        table.insert(at, list(cells))

    return damage


def _again(after: int, *, with_titles: bool = False, cells: Sequence[Any] | None = None) -> Callable[..., None]:
    """The header once more after so many persons, as on the next page."""

    def damage(table: Grid, rng: random.Random) -> None:
        at = table.header_at + 1 + after
        head = table.lines[: table.header_at + 1] if with_titles else [table.lines[table.header_at]]
        table.lines[at:at] = [Line(list(line.cells)) for line in head]
        if cells is not None:
            table.lines[at].cells = list(cells)

    return damage


def _shared_unit(lines: int) -> Callable[[Grid, random.Random], None]:
    """One unit cell merged over the first persons."""

    def damage(table: Grid, rng: random.Random) -> None:
        first = table.data[0]
        for line in table.data[1:lines]:
            assert line.truth is not None and first.truth is not None
            line.truth = replace(line.truth, unit=first.truth.unit)
            line.cells[table.form.at("unit")] = None

    return damage


def _emptied(canonical: str, lines: slice) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data[lines]:
            table.set(line, canonical, None)

    return damage


def _serials(*numbers: Any) -> Callable[[Grid, random.Random], None]:
    """Other running numbers; the first person whose number does not follow counts as hit."""

    def damage(table: Grid, rng: random.Random) -> None:
        before = 0
        broken = False
        for line, new in zip(table.data, numbers, strict=True):
            line.cells[0] = new
            line.hit = not broken and new != before + 1
            broken = broken or line.hit
            before = new

    return damage


def _column(position: int, header: Any, content: Any = None) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        table.column(position, header, lambda line: content)

    return damage


def _shuffled(table: Grid, rng: random.Random) -> None:
    order = list(range(len(table.header)))
    rng.shuffle(order)
    for line in [table.lines[table.header_at], *table.data]:
        line.cells = [line.cells[at] for at in order]


def _headers(**names: str) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        table.lines[table.header_at].cells = [names.get(cell, cell) for cell in table.header]

    return damage


def _sheets(*states: str, form: Form = CIVIL, filled: Sequence[bool] = (), header: bool = True) -> Make:
    """Several sheets with persons of their own; rows of a further sheet carry its position."""

    def make(rng: random.Random) -> Made:
        tables = [grids.table(form, rng, 3, total=False) for _ in states]
        wanted = list(filled) or [True] * len(states)
        expected = {}
        first = True
        for at, (table, full) in enumerate(zip(tables, wanted, strict=True)):
            if full and states[at] == "visible":
                shift = 0 if first else at * SHEET_STRIDE
                expected |= {row + shift: one for row, one in table.expected().items()}
                first = False
        pages = [
            Sheet(table.rows() if full else [["说明"], ["请勿修改"]], f"表{at}", state)
            for at, (table, full, state) in enumerate(zip(tables, wanted, states, strict=True))
        ]
        return Made(Book(pages).data(), form, expected=expected)

    return make


def _coloured(style: int, which: Callable[[int, int], bool]) -> Callable[[Grid, random.Random], None]:
    """The name cells of some persons in a style."""

    def damage(table: Grid, rng: random.Random) -> None:
        at = table.form.at("name")
        for place, line in enumerate(table.data):
            if which(place, len(table.data)):
                line.cells[at] = styled(line.cells[at], style)

    return damage


def _dates(write: Callable[[Any], Any]) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data:
            assert line.truth is not None
            line.cells[table.form.at("effective_on")] = write(line.truth.on)

    return damage


def _old_1904(rng: random.Random) -> Made:
    table = grids.table(CIVIL, rng)
    _dates(lambda day: day)(table, rng)
    return made(table, xls({"名单": table.rows()}, date1904=True))


def _far(xml: str) -> Make:
    """A cell far from the data, in its own row."""
    return in_xlsx(CIVIL, parts=lambda one: one.replace("xl/worksheets/sheet1.xml", "</sheetData>", f"{xml}</sheetData>"))


def _stretched(last_row: int, write: Callable[[Grid], bytes], form: Form) -> Make:
    """The last person stands in the last row that a spreadsheet has."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng, total=False)
        last = table.lines.pop()
        table.lines += [Line([]) for _ in range(last_row - 1 - len(table.lines))]
        table.lines.append(last)
        return made(table, write(table))

    return make


def _rich(text: str) -> Cell:
    return Cell(
        f'<c r="{{r}}" t="inlineStr"><is><r><t>{text[0]}</t></r><r><rPr><b/></rPr><t>{text[1:]}</t></r></is></c>'
    )


def _phonetic(text: str) -> Cell:
    return Cell(f'<c r="{{r}}" t="inlineStr"><is><t>{text}</t><rPh sb="0" eb="1"><t>zhao</t></rPh></is></c>')


def _part(name: str, content: str) -> Callable[[Book], None]:
    return lambda one: one.parts.update({name: content})


EXTERNAL = '<externalLink xmlns="x"><externalBook r:id="rId1"><sheetNames><sheetName val="A"/></sheetNames></externalBook></externalLink>'
SECOND_TABLE = ["姓名", "身份证号码", "所属乡镇", "人员类别", "备注", "序号", "认定日期", "是否本县户籍"]

KINDS: tuple[Kind, ...] = (
    kind(
        23, "title rows above the header", "N",
        ("three more titles", in_xlsx(CIVIL, titles("附件1", "单位:人", "2019年度")), loads()),
        ("a title and a blank row", in_xlsx(CIVIL, titles("附件2", "")), loads()),
        ("titles of a csv", in_csv(ROLL, titles("某县城乡居民花名册", "填报日期:2019-12-01")), loads()),
        ("a title of the tax feed", in_csv(TAX, titles("入库明细")), loads()),
    ),
    kind(
        24, "two- or three-row merged headers", "N by template, else R",
        ("groups above the names, whole names below", in_xlsx(CIVIL, _header_rows(
            ["基本信息", None, None, "认定信息", None, None, None, None], list(CIVIL.header))), loads()),
        ("by template: names in either row", in_xlsx(CIVIL, _header_rows(
            ["序号", "姓名", "身份证", "人员类别", "乡镇", "认定信息", None, "备注"],
            [None, None, None, None, None, "认定日期", "是否本县户籍", None]), layout=TWO_ROWS), loads()),
        ("by template: a name split over two rows", in_xlsx(CIVIL, _header_rows(
            ["序号", "姓名", "身份证", "人员", "所属", "认定", "是否本县户籍", "备注"],
            [None, None, "号码", "类别", "乡镇", "日期", None, None]), layout=TWO_ROWS), loads()),
        ("a split name without a template", in_xlsx(CIVIL, _header_rows(
            ["序号", "姓名", "身份证", "人员类别", "所属乡镇", "认定", "是否本县户籍", "备注"],
            [None, None, "号码", None, None, "日期", None, None])), rejects("column_missing")),
        ("names in either row without a template", in_xlsx(CIVIL, _header_rows(
            ["序号", "姓名", "身份证号码", "人员类别", "认定信息", None, None, "备注"],
            [None, None, None, None, "所属乡镇", "认定日期", "是否本县户籍", None])), rejects("column_missing")),
        decided="`header_rows` of the layout says over how many rows it may be spread; all names in one row: N anyway",
    ),
    kind(
        25, "merged body cells", "N only for whitelisted columns",
        ("one unit over three rows", in_xlsx(CIVIL, _shared_unit(3), book_after=MERGED.format("E4:E6")), loads()),
        ("one unit over all rows", in_xlsx(CIVIL, _shared_unit(6), book_after=MERGED.format("E4:E9")), loads()),
        ("one name over two rows", in_xlsx(CIVIL, _emptied("name", slice(1, 2)), book_after=MERGED.format("B4:B5")),
         quarantines("cell_merged", "name_blank")),
        ("one number over three rows", in_xlsx(CIVIL, _emptied("document_number", slice(3, 5)),
                                               book_after=MERGED.format("C6:C8")),
         quarantines("cell_merged", "document_blank")),
        ("one date over two rows", in_xlsx(CIVIL, _emptied("effective_on", slice(1, 2)),
                                           book_after=MERGED.format("F4:F5")), quarantines("cell_merged")),
        decided="`fill_down` of the layout (unit, household number); every other column: the rows go to quarantine",
    ),
    kind(
        26, "hidden first sheet", "R",
        ("the only data is hidden", _sheets("hidden", "visible", filled=[True, False]), rejects("sheet_hidden")),
        ("hidden so that no menu shows it", _sheets("veryHidden", "visible", filled=[True, False]),
         rejects("sheet_hidden")),
        ("a hidden list before a visible one", _sheets("hidden", "visible"), rejects("sheet_hidden")),
    ),
    kind(
        27, "hidden rows or a filter", "W",
        ("a hidden row", in_xlsx(CIVIL, book_row_attributes={5: ' hidden="1"'}), loads("hidden_rows")),
        ("three hidden rows", in_xlsx(CIVIL, book_row_attributes=dict.fromkeys((4, 6, 7), ' hidden="true"')),
         loads("hidden_rows")),
        ("an active filter", in_xlsx(CIVIL, book_after=FILTER), loads("hidden_rows")),
    ),
    kind(
        28, "hidden columns", "W",
        ("the number's column", in_xlsx(CIVIL, book_before='<cols><col min="3" max="3" width="9" hidden="1"/></cols>'),
         loads("hidden_columns")),
        ("two columns", in_xlsx(CIVIL, book_before='<cols><col min="5" max="6" hidden="true"/></cols>'),
         loads("hidden_columns")),
        ("a column that is not read", in_xlsx(DISABLED, book_before='<cols><col min="5" max="5" hidden="1"/></cols>'),
         loads("hidden_columns")),
    ),
    kind(
        29, "data in the second or third sheet; one sheet per town", "N",
        ("in the second", _sheets("visible", "visible", filled=[False, True]), loads()),
        ("in the third", _sheets("visible", "visible", "visible", filled=[False, False, True]), loads()),
        ("one sheet per town", _sheets("visible", "visible", "visible"), loads()),
        ("two towns and a sheet of notes between", _sheets("visible", "visible", "visible", filled=[True, False, True]),
         loads()),
    ),
    kind(
        30, "several tables side by side or stacked", "R",
        ("side by side", in_xlsx(CIVIL, lambda table, rng: _beside(table)), rejects("column_duplicate")),
        ("stacked, columns in another order", in_xlsx(CIVIL, _again(3, cells=SECOND_TABLE)), rejects("tables_stacked")),
        ("stacked under another title", in_xlsx(CIVIL, both(_again(3), _blank_line(6, ["农村低保"]))),
         rejects("tables_stacked")),
        ("stacked in a csv", in_csv(POOR, _again(2, cells=["姓名", "证件号码", "乡镇", "", "", "", "", ""])),
         rejects("tables_stacked")),
    ),
    kind(
        31, "blank rows and columns inside", "N",
        ("blank rows", in_xlsx(CIVIL, both(_blank_line(5), _blank_line(7), _blank_line(7))), loads()),
        ("a blank column", in_xlsx(CIVIL, _column(3, None)), loads()),
        ("a blank first column and row", in_xlsx(CIVIL, both(lambda t, rng: _shift_right(t), titles(""))), loads()),
        ("blank lines and a blank column in a csv", in_csv(ROLL, both(_blank_line(3), _column(2, ""))), loads()),
        ("a row of blanks only", in_csv(POOR, _blank_line(4, [" "] * 8)), loads()),
    ),
    kind(
        32, "total rows", "N (check then drop)",
        ("合计 at the end", in_xlsx(CIVIL), loads()),
        ("小计 on each page", in_xlsx(CIVIL, both(_blank_line(6, ["小计", "3人"]), _blank_line(8, ["小计", "1人"]))), loads()),
        ("总计 with another word", in_xlsx(CIVIL, _blank_line(9, ["总计:", "6"]), total=False), loads()),
        ("a total that does not agree", in_xlsx(CIVIL, _blank_line(9, ["合计", "7人"]), total=False),
         loads("total_differs")),
        ("a total in the second column of a csv", in_csv(ROLL, lambda t, rng: t.insert(7, ["合计", "6人"])), loads()),
    ),
    kind(
        33, "footer notes", "N",
        ("who made it", in_xlsx(CIVIL, lambda t, rng: t.lines.append(Line(["审核人:李某", None, "联系电话:0000"]))), loads()),
        ("a date", in_xlsx(CIVIL, lambda t, rng: t.lines.append(Line([None, "填报日期:2019年12月1日"]))), loads()),
        ("a remark over several columns", in_csv(ROLL, lambda t, rng: t.lines.append(Line(["备注:以上人员已公示"]))),
         loads()),
    ),
    kind(
        34, "the header on every page", "N",
        ("the header", in_xlsx(CIVIL, _again(3)), loads()),
        ("with the titles", in_xlsx(CIVIL, _again(2, with_titles=True)), loads()),
        ("twice", in_csv(ROLL, both(_again(4), _again(2))), loads()),
    ),
    kind(
        35, "running number broken or restarted", "W",
        ("a gap", in_xlsx(CIVIL, _serials(1, 2, 4, 5, 6, 7)), warns("serial_broken")),
        ("restarted", in_xlsx(CIVIL, _serials(1, 2, 3, 1, 2, 3)), warns("serial_broken")),
        ("one twice", in_xlsx(DISABLED, _serials(1, 2, 2, 3, 4, 5)), warns("serial_broken")),
        ("not from one", in_xlsx(CIVIL, _serials(11, 12, 13, 14, 15, 16)), warns("serial_broken")),
    ),
    kind(
        36, "duplicate column names", "R",
        ("the number twice", in_xlsx(CIVIL, _column(8, "身份证号码", "x")), rejects("column_duplicate")),
        ("two words for the number", in_csv(ROLL, _column(9, "身份证号", "")), rejects("column_duplicate")),
        ("the amount twice", in_csv(TAX, lambda t, rng: t.column(9, "缴费金额(元)", lambda line: "1")),
         rejects("column_duplicate")),
    ),
    kind(
        37, "missing or renamed column, synonyms", "N by alias table else R",
        ("证件号码", in_xlsx(CIVIL, _headers(身份证号码="证件号码")), loads()),
        ("公民身份号码 and 户籍乡镇", in_xlsx(CIVIL, _headers(身份证号码="公民身份号码", 所属乡镇="户籍乡镇")), loads()),
        ("身份证号 with blanks and full-width brackets", in_csv(TAX, _headers(
            **{"证件号码": "身 份 证 号", "缴费金额(元)": "缴费金额(元)"})), loads()),
        ("a name that nobody knows", in_xlsx(CIVIL, _headers(身份证号码="身份识别码")), rejects("column_missing")),
        ("without the name's column", in_csv(ROLL, _headers(姓名="人员")), rejects("column_missing")),
    ),
    kind(
        38, "columns in another order", "N",
        ("a workbook", in_xlsx(DISABLED, _shuffled), loads()),
        ("a csv of the roll", in_csv(ROLL, _shuffled), loads()),
        ("a list of targets", in_xlsx(TARGETS, _shuffled, 4), loads()),
    ),
    kind(
        39, "extra columns", "W",
        ("one at the end", in_xlsx(CIVIL, _column(8, "手机", "x")), loads("extra_column")),
        ("one in the middle", in_csv(ROLL, _column(2, "民族", "汉")), loads("extra_column")),
        ("two", in_csv(POOR, both(_column(8, "开户行", "x"), _column(0, "档案号", "x"))), loads("extra_column")),
    ),
    kind(
        40, "formulas with and without cached values", "N+W / R",
        ("a computed name", in_xlsx(CIVIL, everywhere("name", lambda t: formula(f'"{t[0]}"&"{t[1:]}"', t))),
         loads("formula_cells")),
        ("a computed remark", in_xlsx(CIVIL, lambda t, rng: t.data[0].cells.__setitem__(7, formula("1+1", "2"))),
         loads("formula_cells")),
        ("a computed count", in_xlsx(TARGETS, everywhere("persons", lambda n: Cell(
            f'<c r="{{r}}"><f>{n}+0</f><v>{n}</v></c>')), 4), loads("formula_cells")),
        ("without a value", in_xlsx(CIVIL, value("name", formula('"a"&"b"', None))), rejects("formula_without_value")),
        ("with an empty value", in_xlsx(CIVIL, value("unit", formula("A1", ""))), rejects("formula_without_value")),
        decided="with a value: N and a warning; without one: R",
    ),
    kind(
        41, "error cells", "Q",
        ("#REF! as a name", in_xlsx(CIVIL, value("name", error("#REF!"))), quarantines("cell_error", "name_blank")),
        ("#N/A as a number", in_xlsx(CIVIL, value("document_number", error("#N/A"), 2)),
         quarantines("cell_error", "document_blank")),
        ("#VALUE! as a date", in_xlsx(CIVIL, value("effective_on", error("#VALUE!"))), quarantines("cell_error")),
        ("#N/A as a yes or no", in_xlsx(CIVIL, value("hukou_local", error("#N/A"))), quarantines("cell_error")),
        ("#REF! in a csv", in_csv(ROLL, value("household_no", "#REF!")), quarantines("cell_error", "cell_characters")),
    ),
    kind(
        42, "comments, rich text, phonetic guide", "N",
        ("rich text", in_xlsx(CIVIL, everywhere("name", _rich)), loads()),
        ("a phonetic guide", in_xlsx(CIVIL, everywhere("name", _phonetic)), loads()),
        ("a comment", in_xlsx(CIVIL, parts=_part("xl/comments1.xml", "<comments><commentList/></comments>")), loads()),
    ),
    kind(
        43, "1904 date system", "N",
        ("date cells", in_xlsx(CIVIL, _dates(lambda day: day), book_date1904=True), loads()),
        ("numbers without a date's format", in_xlsx(CIVIL, _dates(
            lambda day: Cell(f'<c r="{{r}}"><v>{(day - DAY_ZERO_1904).days}</v></c>')), book_date1904=True), loads()),
        ("an old workbook", _old_1904, loads()),
    ),
    kind(
        44, "far stray cell", "R before parse",
        ("XFD1048576", _far('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), rejects("far_cell")),
        ("a far column", _far('<row r="12"><c r="AAA12"><v>1</v></c></row>'), rejects("far_cell")),
        ("a far row", _far('<row r="900000"><c r="B900000"><v>1</v></c></row>'), rejects("far_cell")),
        ("a far dimension", in_xlsx(CIVIL, book_before='<dimension ref="A1:XFD1048576"/>'), rejects("far_cell")),
    ),
    kind(
        45, "more rows than a sheet holds, split in files", "H",
        ("an old workbook up to its last row", _stretched(65_536, lambda t: xls({"名单": t.rows()}), CIVIL),
         holds("rows_at_limit", rows_known=True)),
        ("a csv up to the old limit", _stretched(65_536, csv_bytes, ROLL), holds("rows_at_limit", rows_known=True)),
        ("a workbook up to the old limit", _stretched(65_536, lambda t: book(t.rows()).data(), CIVIL),
         holds("rows_at_limit", rows_known=True)),
    ),
    kind(
        46, "strings stored as shared, inline, or with _x000D_", "N",
        ("shared", in_xlsx(CIVIL, book_shared=True), loads()),
        ("inline", in_xlsx(DISABLED), loads()),
        ("with _x000D_", in_xlsx(CIVIL, everywhere("name", lambda t: t + "_x000D_")), loads()),
        ("shared, with _x000D_ in the number", in_xlsx(CIVIL, everywhere(
            "document_number", lambda t: t + "_x000D_\n"), book_shared=True), loads()),
    ),
    kind(
        47, "external links, pivot caches with old data", "ignore + W",
        ("an external link", in_xlsx(CIVIL, parts=_part("xl/externalLinks/externalLink1.xml", EXTERNAL)),
         loads("external_links")),
        ("a pivot cache", in_xlsx(CIVIL, parts=_part("xl/pivotCache/pivotCacheRecords1.xml", "<r/>")),
         loads("external_links")),
        ("a value from another workbook", in_xlsx(CIVIL, lambda t, rng: t.data[1].cells.__setitem__(
            7, formula("[1]A!$B$2", "x")), parts=_part("xl/externalLinks/externalLink1.xml", EXTERNAL)),
         loads("external_links", "formula_cells")),
    ),
    kind(
        48, "conditional format or colour as meaning", "H",
        ("two red rows", in_xlsx(CIVIL, _coloured(RED_FILL, lambda at, of: at in (1, 4))),
         holds("colour_meaning", rows_known=True)),
        ("a row in red letters", in_xlsx(CIVIL, _coloured(RED_FONT, lambda at, of: at == 2)),
         holds("colour_meaning", rows_known=True)),
        ("a row struck out", in_xlsx(CIVIL, _coloured(STRUCK, lambda at, of: at == of - 1)),
         holds("colour_meaning", rows_known=True)),
        ("a conditional format", in_xlsx(CIVIL, book_after=CONDITIONAL.format("$D4=1")),
         holds("colour_meaning", rows_known=True)),
        ("all rows coloured alike mean nothing", in_xlsx(CIVIL, _coloured(RED_FILL, lambda at, of: True)), loads()),
        ("every other row coloured means nothing", in_xlsx(CIVIL, _coloured(RED_FILL, lambda at, of: at % 2 == 0)),
         loads()),
    ),
)  # fmt: skip


def _beside(table: Grid) -> None:
    for line in [table.lines[table.header_at], *table.data]:
        line.cells += [None, *line.cells]


def _shift_right(table: Grid) -> None:
    for line in table.lines:
        line.cells.insert(0, None)


__all__ = ["DATE", "KINDS", "hit", "titles"]
