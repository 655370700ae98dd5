"""The sheet that officials print: A4 landscape, one grid under one repeated header."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from transforms.report.progress.content import Coverage, Line, Report
from transforms.report.progress.titles import source_note, subtitle, title
from transforms.spreadsheet.safe_writer import SafeSheet
from transforms.text.figures import yuan_grouped
from transforms.text.labels import ACCOUNT_LABELS, WAITING_ACCOUNTS
from transforms.text.ratio import BLANK, Ratio

# `_ ` keeps a blank between the figure and the line to its right
COUNT, RATE, YUAN = "#,##0_ ", "0.00%_ ", "#,##0.00_ "
FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
RED = "#C00000"
LINE_HEIGHT = 18
NAME, FIRST_UNIT_ROW, NAME_COLUMN, FIRST_COLUMN = "打印", 3, 1, 2
"""The sheet's name; its first row of a unit, and the columns of the names and of the first figure, from 0."""
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
    """Return the printed columns of a report after number and name, from left to right.

    A column has its heading, width, number format, and the function that gives its value for a line. Accounts that are
    zero on every line have no column.
    """
    has_ranks = report.view.units is None
    enrolment = [
        Field("目标任务\n（人）", 10, COUNT, lambda line: line.target_persons),
        Field("参保人数\n（人）", 10, COUNT, lambda line: line.enrolled_persons, PERSONS | {YEARS}),
        Field("完成率", 9, RATE, lambda line: _rate(line.completion), is_missed=lambda line: line.misses_completion),
        *([Field("完成率\n排名", 7, COUNT, lambda line: line.rank, frozenset({UNITS}))] if has_ranks else []),
        Field("参保率", 9, RATE, lambda line: _rate(line.enrolment), is_missed=lambda line: line.misses_enrolment),
    ]
    shows = report.view.shows
    return [
        *(enrolment if shows("enrolment") else []),
        *(_special_fields(report) if shows("special_populations") else []),
        *(_money_fields(report) if shows("money") else []),
    ]


def _special_fields(report: Report) -> list[Field]:
    """Members, enrolled and rate; and, if there are any, persons whose amount is undefined, and those who paid."""
    kinds = PERSONS | {CATEGORIES}
    fields = [
        Field("特殊人群\n（人）", 10, COUNT, _of_special(lambda special: special.member_persons), kinds),
        Field("其中已参保\n（人）", 11, COUNT, _of_special(lambda special: special.enrolled_persons), kinds),
        Field(
            "特殊人群\n参保率",
            9,
            RATE,
            lambda line: _rate(line.special.rate) if line.special else None,
            kinds,
            lambda line: line.misses_special,
        ),
    ]
    lines = (*report.units, report.total, *report.categories, *report.tracked)
    if any(line.special and line.special.undefined_persons for line in lines):
        undefined = _of_special(lambda special: special.undefined_persons)
        paid = _of_special(lambda special: special.undefined_paid_persons)
        fields += [
            Field("金额未定\n（人）", 10, COUNT, undefined, kinds),
            Field("未定中已\n缴费（人）", 10, COUNT, paid, kinds),
        ]
    return fields


def _of_special(count: Callable[[Coverage], int]) -> Callable[[Line], int | None]:
    return lambda line: None if line.special is None else count(line.special)


def _rate(value: Ratio | None) -> float | None:
    """Rounded half-up once; the float only carries the four decimals."""
    return None if value is None else value.basis_points / 10_000


def _money_fields(report: Report) -> list[Field]:
    """What was received, what each payer gives, and the accounts that are not zero everywhere."""
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
    """A column as wide as its longest figure or heading (a Chinese character is two wide)."""
    figures = [len(yuan_grouped(amount_fen(line) or 0)) for line in lines]
    width = max(*figures, *(2 * len(part) for part in heading.split("\n")), 9) + 3

    def value(line: Line) -> float | None:
        fen = amount_fen(line)
        return None if fen is None else fen / 100

    return Field(heading, width, YUAN, value, PERSONS | {YEARS})


def write(sheet: SafeSheet, report: Report) -> None:
    """Write the report into an empty sheet for printing, in Chinese, with its layout for paper.

    `sheet`: of a workbook that is being made; nothing is saved here. Under one header come the units, the total, the
    categories and the plan years; then the notes.
    """
    columns = fields(report)
    last = len(columns) + 1
    sheet.merge(0, last, title(report), **FONT | {"font_size": 18, "bold": True, "align": "center"})
    sheet.merge(1, last, subtitle(report), **FONT | {"align": "center", "font_color": "#444444"})
    sheet.sheet.set_row(0, 32)
    sheet.sheet.set_row(1, 20)
    _header_row(sheet, FIRST_UNIT_ROW - 1, report, columns)
    row = _lines(sheet, FIRST_UNIT_ROW, columns, report.units, UNITS)
    row = _lines(sheet, row, columns, [report.total], TOTAL)
    if report.categories:
        row = _section(sheet, row, last, "特殊人群分类（同一人可属多类，各类不相加）")
        row = _lines(sheet, row, columns, report.categories, CATEGORIES)
    if report.tracked:
        row = _section(sheet, row, last, "另行跟踪（不计入特殊人群合计）")
        row = _lines(sheet, row, columns, report.tracked, CATEGORIES)
    if report.plan_years:
        row = _section(sheet, row, last, "资金（按参保年度，全部单位）")
        row = _lines(sheet, row, columns, report.plan_years, YEARS)
    row = _notes(sheet, row, last, [*report.notes, *_end_notes(report)], sum(f.width for f in columns) + 25)
    _page(sheet.sheet, row, last, report)


def _end_notes(report: Report) -> list[str]:
    lines = (*report.units, report.total, *report.categories)
    red = ["红字：未达到通知要求。"] if any(line.misses_something for line in lines) else []
    return [*red, source_note(report)]


def _header_row(sheet: SafeSheet, row: int, report: Report, columns: Sequence[Field]) -> None:
    sheet.sheet.set_row(row, 32)
    sheet.sheet.set_column(0, 0, 5)
    sheet.sheet.set_column(1, 1, 20)
    for column, heading in enumerate(["序号", report.header.unit_kind_label, *(f.heading for f in columns)]):
        sheet.put(row, column, heading, **HEAD)
    for column, field in enumerate(columns, start=2):
        sheet.sheet.set_column(column, column, field.width)


def _lines(sheet: SafeSheet, row: int, columns: Sequence[Field], lines: Sequence[Line], kind: str) -> int:
    base = {**FONT, "border": 1} | ({"bold": True, "bg_color": "#F2F2F2"} if kind == TOTAL else {})
    for number, line in enumerate(lines, start=1):
        sheet.sheet.set_row(row, LINE_HEIGHT)
        sheet.put(row, 0, number if kind == UNITS else None, **base, align="center")
        sheet.put(row, 1, line.label, **base, shrink=True, indent=1)
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
    """Notes over the whole width; the row's height follows the text (a Chinese character is two wide)."""
    for number, note in enumerate(notes, start=1):
        text = f"注{number}．{note}"
        sheet.merge(row, last, text, **FONT | {"text_wrap": True, "font_size": 9})
        sheet.sheet.set_row(row, 15 * (1 + int(2 * len(text) // width)))
        row += 1
    return row


def _page(sheet: Any, rows: int, last: int, report: Report) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    sheet.repeat_rows(0, 2)
    sheet.freeze_panes(3, 2)
    sheet.print_area(0, 0, rows - 1, last)
    sheet.set_footer(f"&L&9{report.header.pack_code}&C&9第 &P 页　共 &N 页&R&9截至 {report.slot.as_of.isoformat()}")
    sheet.hide_gridlines(2)
