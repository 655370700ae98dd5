"""The sheets of an appraisal's workbook: 打印 and 计分依据 for people (A4, landscape), 数据 for programs, as the csv.

Each printed table has a sheet of its own, because a sheet repeats the header of one table only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transforms.policy.model.appraisal import AppraisalItem
from transforms.report.appraisal import measures, texts
from transforms.report.appraisal.content import AppraisalContent, AppraisedUnit
from transforms.report.signatures import write_signatures
from transforms.spreadsheet.paper import LETTER_POINTS, Page, divide, set_page, text_height, text_width, title_height
from transforms.spreadsheet.safe_writer import SafeSheet, write_csv
from transforms.text.figures import yuan_cell, yuan_decimal

FONT = {"font_name": "宋体", "font_size": LETTER_POINTS, "valign": "vcenter"}
HEAD = {**FONT, "bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": "#DDE7F0"}
TITLE_POINTS = 15
NAME_WIDTH, WIDTH, LAST_WIDTH, BASIS_WIDTH = 16, 10, 20, 12
KEYS = ("pack_code", "as_of", "unit_id", "unit_name", "target_persons", "enrolled_persons")
RESULTS = ("score_hundredths", "rank", "is_complete", "work_money_fen", "work_money_yuan", "outcome")


class _Yuan(int):
    """Fen that print as yuan."""

    def __str__(self) -> str:
        return yuan_decimal(int(self))


def print_parts(content: AppraisalContent) -> dict[str, tuple[int, ...]]:
    """Return the columns of the results by sheet, so that letters have at least 9 points on paper; places from 0."""
    return _parts("打印", _print_widths(content))


def basis_parts(content: AppraisalContent) -> dict[str, tuple[int, ...]]:
    """Return the columns of the figures by sheet, so that letters have at least 9 points on paper; places from 0."""
    return _parts("计分依据", _basis_widths(content))


def _parts(name: str, widths: Sequence[float]) -> dict[str, tuple[int, ...]]:
    parts = divide(widths[:1], [widths[1:]], "landscape")
    names = [name, *(f"{name}（续{number if number > 1 else ''}）" for number in range(1, len(parts)))]
    return {name: (0, *(place + 1 for place in part)) for name, part in zip(names, parts, strict=True)}


def _print_widths(content: AppraisalContent) -> list[float]:
    header = texts.header([unit.score for unit in content.units])
    return [NAME_WIDTH, *_widths((header, *texts.results(content)), WIDTH)[1:-1], LAST_WIDTH]


def _basis_widths(content: AppraisalContent) -> list[float]:
    return [NAME_WIDTH, *_widths(texts.basis(content), BASIS_WIDTH)[1:]]


def _widths(rows: Sequence[Sequence[str]], least: float) -> list[float]:
    """Return the width of each column: `least`, or that of its longest text, which is not broken."""
    return [max(least, *(text_width(text) + 2 for text in column)) for column in zip(*rows, strict=True)]


def write_print(sheet: SafeSheet, content: AppraisalContent, places: Sequence[int]) -> None:
    """Write the results into an empty sheet for printing, in Chinese: table, sentences, explanations, signatures.

    `sheet`: of a workbook that is being made; nothing is saved here. `places`: columns of `print_parts`; without the
    first of them after the unit, it is a further sheet, which has the table alone.
    """
    result, awards, _, gaps, explanations = texts.SECTIONS
    header = texts.header([unit.score for unit in content.units])
    widths = [_print_widths(content)[place] for place in places]
    header_row = _head(sheet, content, widths, result)
    rows = [[cells[place] for place in places] for cells in (header, *texts.results(content))]
    row = _table(sheet, header_row, rows, widths, is_last_bold=True)
    last = len(places) - 1
    if 1 in places:
        numbered = [f"{number}．{text}" for number, text in enumerate(texts.explanations(content), start=1)]
        lines = (awards, *texts.awards(content), gaps, *texts.gaps(content), explanations, *numbered)
        row = _paragraphs(sheet, row + 1, last, lines, sum(widths))
        for text in (*content.letter["signed_by"], texts.dated(content)):
            sheet.merge(row, last, text, **FONT | {"align": "right"})
            row += 1
        row = write_signatures(sheet, row, last, content.progress.signatures, FONT)
    set_page(sheet.sheet, _page(row - 1, last, header_row, content))


def write_basis(sheet: SafeSheet, content: AppraisalContent, places: Sequence[int]) -> None:
    """Write the figures by which the units are scored into an empty sheet for printing. Nothing is saved here.

    `places`: columns of `basis_parts`.
    """
    _, _, basis, _, _ = texts.SECTIONS
    widths = [_basis_widths(content)[place] for place in places]
    header_row = _head(sheet, content, widths, basis)
    rows = [[cells[place] for place in places] for cells in (texts.basis_header(content), *texts.basis(content))]
    row = _table(sheet, header_row, rows, widths)
    set_page(sheet.sheet, _page(row - 1, len(places) - 1, header_row, content))


def _head(sheet: SafeSheet, content: AppraisalContent, widths: Sequence[float], section: str) -> int:
    """Write title, opening sentence and heading; return the row of the table's header, which each page repeats."""
    last = len(widths) - 1
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)
    form = FONT | {"font_size": TITLE_POINTS, "bold": True, "align": "center", "text_wrap": True}
    sheet.merge(0, last, texts.title(content), **form)
    sheet.sheet.set_row(0, title_height(texts.title(content), sum(widths), TITLE_POINTS))
    return _paragraphs(sheet, 1, last, (texts.opening(content), section), sum(widths))


def _paragraphs(sheet: SafeSheet, row: int, last: int, lines: Sequence[str], width: float) -> int:
    """Write each text over the whole width; the height follows from its length."""
    for text in lines:
        bold = {"bold": True} if text in texts.SECTIONS else {}
        sheet.merge(row, last, text, **FONT | {"text_wrap": True} | bold)
        sheet.sheet.set_row(row, text_height(text, width))
        row += 1
    return row


def _table(
    sheet: SafeSheet, row: int, rows: Sequence[Sequence[str]], widths: Sequence[float], *, is_last_bold: bool = False
) -> int:
    """Write a table of texts, as the document prints them, the header first; return the row below it."""
    for number, cells in enumerate(rows):
        marks: dict[str, Any] = {"bold": True} if is_last_bold and number == len(rows) - 1 else {}
        for column, text in enumerate(cells):
            align = {"align": "left", "indent": 1} if column == 0 else {"align": "center"}
            form = HEAD if number == 0 else {**FONT, "border": 1, "text_wrap": True, **align, **marks}
            sheet.put(row + number, column, text, **form)
        sheet.sheet.set_row(row + number, max(text_height(*cell) for cell in zip(cells, widths, strict=True)))
    return row + len(rows)


def _page(last_row: int, last: int, header_row: int, content: AppraisalContent) -> Page:
    head, as_of = content.progress.header, content.progress.slot.as_of.isoformat()
    return Page("landscape", last_row, last, (header_row, header_row), head.pack_code, f"截至 {as_of}")


def columns(content: AppraisalContent) -> tuple[str, ...]:
    """Return the names of the columns of the data: keys, figures and points of each item, results."""
    items = [name for item in content.formula.items for name in (*_figure_columns(item), f"{item.item.lower()}_points")]
    names = [f"{name}_hundredths" if name.endswith("_points") else name for name in items]
    return (*KEYS, *names, *RESULTS)


def csv_bytes(content: AppraisalContent) -> bytes:
    """Return the data as the bytes of a csv: one row per unit in the order of the notice, in UTF-8 with BOM."""
    return write_csv(columns(content), [_values(content, unit) for unit in content.units])


def write_data(sheet: SafeSheet, content: AppraisalContent) -> None:
    """Write the rows of the csv into an empty sheet: whole numbers, and the work money in yuan as a number."""
    for column, name in enumerate(columns(content)):
        sheet.put(0, column, name, bold=True, bottom=1)
        sheet.sheet.set_column(column, column, 20 if name == "unit_name" else 16)
    for row, unit in enumerate(content.units, start=1):
        for column, value in enumerate(_values(content, unit)):
            if isinstance(value, _Yuan):
                sheet.put(row, column, yuan_cell(value), num_format="0.00")
            else:
                sheet.put(row, column, value)
    sheet.sheet.freeze_panes(1, 1)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(9)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.repeat_rows(0)


def _figure_columns(item: AppraisalItem) -> tuple[str, ...]:
    key = item.item.lower()
    if item.measure == "cases":
        return (f"{key}_cases",)
    newcomers = (measures.NEWCOMERS, measures.NEWCOMERS_IN_MONTH, measures.NEWCOMERS_CORRECT)
    more = [f"{key}_{name}" for name in newcomers] if item.newcomer_deduction_per_point else []
    return (f"{key}_persons", f"{key}_of_persons", *more)


def _values(content: AppraisalContent, unit: AppraisedUnit) -> list[object]:
    """Return one row in the order of `columns`; None: not known."""
    figures, score, slot = unit.figures, unit.score, content.progress.slot
    row: list[object] = [
        content.progress.header.pack_code, slot.as_of, figures.unit_id, figures.name, figures.target_persons,
        figures.enrolled_persons,
    ]  # fmt: skip
    for item, points in zip(content.formula.items, score.items, strict=True):
        row += [*_figures(item, unit), points.points_hundredths]
    is_complete = None if score.is_complete is None else int(score.is_complete)
    money = score.work_money_fen
    yuan = None if money is None else _Yuan(money)
    outcome = "undetermined" if score.outcome is None else score.outcome
    return [*row, score.score_hundredths, score.rank, is_complete, money, yuan, outcome]


def _figures(item: AppraisalItem, unit: AppraisedUnit) -> list[object]:
    figures = unit.figures
    if item.measure == "cases":
        return [figures.cases]
    if item.measure == "accuracy_rate":
        share = figures.accuracy
    else:
        share = figures.enrolment if item.measure == "enrolment_rate" else figures.categories.get(item.category or "")
    row: list[object] = [None, None] if share is None else [share.persons, share.of_persons]
    if item.newcomer_deduction_per_point:
        row += [
            unit.delivered.get(name)
            for name in (measures.NEWCOMERS, measures.NEWCOMERS_IN_MONTH, measures.NEWCOMERS_CORRECT)
        ]
    return row
