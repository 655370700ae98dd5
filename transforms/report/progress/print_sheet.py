"""The sheets that officials print: A4 landscape, one grid under one repeated header, letters of at least 9 points.

Columns that do not fit on the width of a page go on on a further sheet, with the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from transforms.report.progress.content import Coverage, Line, Report
from transforms.report.progress.titles import source_note, subtitle, title
from transforms.report.same_day.compare import more_persons
from transforms.report.signatures import write_signatures
from transforms.spreadsheet.paper import (
    LETTER_POINTS,
    Page,
    divide,
    is_readable,
    set_page,
    text_height,
    text_width,
    title_height,
)
from transforms.spreadsheet.safe_writer import SafeSheet
from transforms.text.figures import yuan_cell, yuan_grouped
from transforms.text.labels import ACCOUNT_LABELS, WAITING_ACCOUNTS
from transforms.text.ratio import BLANK, Ratio

# `_ ` keeps a blank between the figure and the line to its right
COUNT, RATE, YUAN = "#,##0_ ", "0.00%_ ", "#,##0.00_ "
MORE = "+#,##0_ ;-#,##0_ ;0_ "
FONT = {"font_name": "宋体", "font_size": LETTER_POINTS, "valign": "vcenter"}
RED = "#C00000"
LINE_HEIGHT = 18
TITLE_POINTS = 18
MARGIN = 2
"""Characters that a column is wider than its longest figure."""
ENROLLED, SEE_NOTES = "参保人数\n（人）", "说明见工作表“打印”。"
LEAD_WIDTHS = (5, 20)
"""Widths of the columns of the numbers and of the names, in characters."""
NAME, NEXT_NAME = "打印", "打印（续{}）"
FIRST_UNIT_ROW, NAME_COLUMN, FIRST_COLUMN = 3, 1, 2
"""A sheet's first row of a unit, and the columns of the names and of the first figure, from 0."""
HEAD = {**FONT, "bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": "#DDE7F0"}


# Which kinds of line a column speaks of; elsewhere its cell stays empty.
UNITS, TOTAL, CATEGORIES, YEARS = "units", "total", "categories", "years"
PERSONS = frozenset({UNITS, TOTAL})


@dataclass(frozen=True)
class Field:
    """One printed column: heading, width in characters, number format, and the value of a line (None = dash)."""

    heading: str
    width: float
    number_format: str
    value: Callable[[Line], int | float | None]
    kinds: frozenset[str] = PERSONS
    is_missed: Callable[[Line], bool] | None = None


def fields(report: Report) -> list[Field]:
    """Return the printed columns of a report after number and name, from left to right, of all its sheets.

    A column has its heading, width, number format, and the function that gives its value for a line. Accounts that are
    zero on every line have no column.
    """
    return [field for group in _groups(report) for field in group]


def sheets(report: Report) -> dict[str, list[Field]]:
    """Return the printed columns of each sheet by its name, so that letters have at least 9 points on paper.

    A further sheet begins with the enrolled persons again, if the recipient sees them.
    """
    groups = _groups(report)
    columns = [field for group in groups for field in group]
    if is_readable([*LEAD_WIDTHS, *(field.width for field in columns)], "landscape"):
        return {NAME: columns}
    repeated = [field for field in columns if field.heading == ENROLLED]
    widths = [[field.width for field in group] for group in groups]
    parts = divide(LEAD_WIDTHS, widths, "landscape", [field.width for field in repeated])
    own = [[columns[place] for place in part] for part in parts]
    further = {
        NEXT_NAME.format("" if number == 1 else number): [*repeated, *part] for number, part in enumerate(own[1:], 1)
    }
    return {NAME: own[0], **further}


def _groups(report: Report) -> list[list[Field]]:
    shows = report.view.shows
    return [
        *([_enrolment_fields(report)] if shows("enrolment") else []),
        *([_special_fields(report)] if shows("special_populations") else []),
        *([_money_fields(report)] if shows("money") else []),
    ]


def _enrolment_fields(report: Report) -> list[Field]:
    has_ranks = report.view.units is None
    lines = (*report.units, report.total, *report.plan_years)
    return [
        _count_field("目标任务\n（人）", 10, lambda line: line.target_persons, lines),
        _count_field(ENROLLED, 10, lambda line: line.enrolled_persons, lines, PERSONS | {YEARS}),
        *_same_day_fields(report),
        Field("完成率", 9, RATE, lambda line: _rate(line.completion), is_missed=lambda line: line.misses_completion),
        *([Field("完成率\n排名", 7, COUNT, lambda line: line.rank, frozenset({UNITS}))] if has_ranks else []),
        Field("参保率", 9, RATE, lambda line: _rate(line.enrolment), is_missed=lambda line: line.misses_enrolment),
    ]


def _same_day_fields(report: Report) -> list[Field]:
    """Persons of the same day of the year before and the difference, if there is a figure for any line."""
    before = report.same_day
    if before is None or (before.total is None and not any(before.persons.values())):
        return []

    def persons(line: Line) -> int | None:
        return before.total if line is report.total else before.persons.get(line.label)

    return [
        _count_field("上年同日\n（人）", 10, persons, (*report.units, report.total)),
        Field("与上年同\n日相比", 10, MORE, lambda line: more_persons(line.enrolled_persons, persons(line))),
    ]


def _special_fields(report: Report) -> list[Field]:
    """Members, enrolled and rate; and, if there are any, persons whose amount is undefined, and those who paid."""
    lines = (*report.units, report.total, *report.categories, *report.tracked)

    def counted(heading: str, width: float, count: Callable[[Coverage], int]) -> Field:
        def value(line: Line) -> int | None:
            return None if line.special is None else count(line.special)

        return _count_field(heading, width, value, lines, PERSONS | {CATEGORIES})

    fields = [
        counted("特殊人群\n（人）", 10, lambda special: special.member_persons),
        counted("其中已参保\n（人）", 11, lambda special: special.enrolled_persons),
        Field(
            "特殊人群\n参保率",
            9,
            RATE,
            lambda line: _rate(line.special.rate) if line.special else None,
            PERSONS | {CATEGORIES},
            lambda line: line.misses_special,
        ),
    ]
    if any(line.special and line.special.undefined_persons for line in lines):
        fields += [
            counted("金额未定\n（人）", 10, lambda special: special.undefined_persons),
            counted("未定中已\n缴费（人）", 10, lambda special: special.undefined_paid_persons),
        ]
    return fields


def _rate(value: Ratio | None) -> float | None:
    """Rounded half-up once; the float only carries the four decimals."""
    return None if value is None else value.basis_points / 10_000


def _count_field(
    heading: str,
    width: float,
    value: Callable[[Line], int | None],
    lines: Sequence[Line],
    kinds: frozenset[str] = PERSONS,
) -> Field:
    """Return a column of persons, no narrower than `width` and than its longest figure."""
    longest = max(len(f"{value(line) or 0:,}") for line in lines)
    return Field(heading, max(width, longest + MARGIN), COUNT, value, kinds)


def _money_fields(report: Report) -> list[Field]:
    """List received, the part of each payer, and the accounts that are not zero everywhere."""
    lines = (*report.units, report.total, *report.plan_years)

    def account(name: str) -> Callable[[Line], int | None]:
        return lambda line: None if line.money is None else line.money.account_fen(name)

    def fund(payer: str) -> Callable[[Line], int | None]:
        return lambda line: None if line.money is None else line.fund_fen_by_payer.get(payer, 0)

    money_fields = [_money_field("个人缴费\n到账（元）", account("received_fen"), lines)]
    money_fields += [_money_field(f"{label}\n资助（元）", fund(payer), lines) for payer, label in report.payers.items()]
    for name in WAITING_ACCOUNTS:
        if any(account(name)(line) for line in lines):
            money_fields.append(_money_field(f"{ACCOUNT_LABELS[name]}\n（元）", account(name), lines))
    return money_fields


def _money_field(heading: str, amount_fen: Callable[[Line], int | None], lines: Sequence[Line]) -> Field:
    """Return a column as wide as its longest figure or heading."""
    figures = [len(yuan_grouped(amount_fen(line) or 0)) for line in lines]
    width = max(*figures, text_width(heading), 9) + MARGIN

    def value(line: Line) -> float | None:
        fen = amount_fen(line)
        return None if fen is None else yuan_cell(fen)

    return Field(heading, width, YUAN, value, PERSONS | {YEARS})


def write(sheet: SafeSheet, report: Report, columns: Sequence[Field], *, is_further: bool = False) -> None:
    """Write the report with these columns into an empty sheet for printing, in Chinese, with its layout for paper.

    `sheet`: of a workbook that is being made; nothing is saved here. `columns`: of `sheets`. Under one header come the
    units, the total, and those of categories and plan years that a column speaks of; then the notes. A further sheet
    refers to the notes of the first.
    """
    last = len(columns) + 1
    heading = f"{title(report)}（续）" if is_further else title(report)
    width = sum(field.width for field in columns) + sum(LEAD_WIDTHS)
    form = FONT | {"font_size": TITLE_POINTS, "bold": True, "align": "center", "text_wrap": True}
    sheet.merge(0, last, heading, **form)
    sheet.merge(1, last, subtitle(report), **FONT | {"align": "center", "font_color": "#444444", "text_wrap": True})
    sheet.sheet.set_row(0, title_height(heading, width, TITLE_POINTS))
    sheet.sheet.set_row(1, text_height(subtitle(report), width))
    _header_row(sheet, FIRST_UNIT_ROW - 1, report, columns)
    row = _lines(sheet, FIRST_UNIT_ROW, columns, report.units, UNITS)
    row = _lines(sheet, row, columns, [report.total], TOTAL)
    for text, lines, kind in _sections(report, columns):
        row = _section(sheet, row, last, text)
        row = _lines(sheet, row, columns, lines, kind)
    notes = [SEE_NOTES] if is_further else [*report.notes]
    row = _notes(sheet, row, last, [*notes, *_end_notes(report)], width)
    row = write_signatures(sheet, row, last, report.signatures, FONT)
    sheet.sheet.freeze_panes(FIRST_UNIT_ROW, FIRST_COLUMN)
    as_of = report.slot.as_of.isoformat()
    page = Page("landscape", row - 1, last, (0, FIRST_UNIT_ROW - 1), report.header.pack_code, f"截至 {as_of}")
    set_page(sheet.sheet, page)


def _sections(report: Report, columns: Sequence[Field]) -> list[tuple[str, Sequence[Line], str]]:
    """List the sections below the total: heading, lines and their kind; a section without any figure is left out."""
    has_special = any(CATEGORIES in field.kinds for field in columns)
    has_money = any(field.number_format == YUAN for field in columns)
    sections: list[tuple[str, Sequence[Line], str]] = []
    if report.categories and has_special:
        sections.append(("特殊人群分类（同一人可属多类，各类不相加）", report.categories, CATEGORIES))
    if report.tracked and has_special:
        sections.append(("另行跟踪（不计入特殊人群合计）", report.tracked, CATEGORIES))
    if report.plan_years and has_money:
        sections.append(("资金（按参保年度，全部单位）", report.plan_years, YEARS))
    return sections


def _end_notes(report: Report) -> list[str]:
    lines = (*report.units, report.total, *report.categories)
    red = ["红字：未达到通知要求。"] if any(line.misses_something for line in lines) else []
    return [*red, source_note(report)]


def _header_row(sheet: SafeSheet, row: int, report: Report, columns: Sequence[Field]) -> None:
    headings = ["序号", report.header.unit_kind_label, *(field.heading for field in columns)]
    widths = [*LEAD_WIDTHS, *(field.width for field in columns)]
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.sheet.set_column(column, column, width)
        sheet.put(row, column, heading, **HEAD)
    sheet.sheet.set_row(row, max(32, *(text_height(*cell) for cell in zip(headings, widths, strict=True))))


def _lines(sheet: SafeSheet, row: int, columns: Sequence[Field], lines: Sequence[Line], kind: str) -> int:
    base = {**FONT, "border": 1} | ({"bold": True, "bg_color": "#F2F2F2"} if kind == TOTAL else {})
    for number, line in enumerate(lines, start=1):
        sheet.sheet.set_row(row, text_height(line.label, LEAD_WIDTHS[1]))
        sheet.put(row, 0, number if kind == UNITS else None, **base, align="center")
        sheet.put(row, 1, line.label, **base, text_wrap=True, indent=1)
        for column, field in enumerate(columns, start=2):
            _value(sheet, row, column, line, field, base, kind)
        row += 1
    return row


def _value(sheet: SafeSheet, row: int, column: int, line: Line, field: Field, base: dict[str, Any], kind: str) -> None:
    """A figure, a dash where it is not known, or nothing where the column does not speak of this kind of line."""
    value = field.value(line) if kind in field.kinds else None
    if kind not in field.kinds or value is None:
        sheet.put(row, column, BLANK if kind in field.kinds else None, **base, align="center", font_color="#808080")
        return
    red = {"font_color": RED} if field.is_missed is not None and field.is_missed(line) else {}
    sheet.put(row, column, value, **base, **red, num_format=field.number_format, align="right")


def _section(sheet: SafeSheet, row: int, last: int, text: str) -> int:
    sheet.merge(row, last, text, **FONT | {"bold": True, "border": 1, "bg_color": "#EEF3F8"})
    sheet.sheet.set_row(row, LINE_HEIGHT)
    return row + 1


def _notes(sheet: SafeSheet, row: int, last: int, notes: Sequence[str], width: float) -> int:
    """Write notes over the whole width; the height of a row follows its text."""
    for number, note in enumerate(notes, start=1):
        text = f"注{number}．{note}"
        sheet.merge(row, last, text, **FONT | {"text_wrap": True})
        sheet.sheet.set_row(row, text_height(text, width))
        row += 1
    return row
