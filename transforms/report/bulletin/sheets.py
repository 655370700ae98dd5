"""The two sheets of a bulletin's workbook: 打印 for people (A4, portrait), 数据 for programs."""

from __future__ import annotations

from typing import Any

from transforms.report.bulletin import texts
from transforms.report.bulletin.content import Bulletin, RankedUnit
from transforms.report.signatures import write_signatures
from transforms.spreadsheet.paper import LETTER_POINTS, Page, set_page, text_height, title_height
from transforms.spreadsheet.safe_writer import SafeSheet
from transforms.text.ratio import BLANK, percent, percent_of_goal

FONT = {"font_name": "宋体", "font_size": LETTER_POINTS, "valign": "vcenter"}
HEAD = {**FONT, "bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": "#DDE7F0"}
PRINT_WIDTHS = (5, 18, 11.5, 11.5, 11, 9.5, 10, 7)
PRINT_WIDTHS_WITH_ENROLMENT = (5, 14, 10.5, 10.5, 10, 9, 9, 9, 6)
TITLE_POINTS = 15
COUNT = "#,##0_ "
COLORS = {"": "#000000", "praised": "#006100", "behind": "#C00000"}
COLUMNS = (
    "pack_code", "as_of", "period_from", "rank", "unit_name", "target_persons", "enrolled_persons",
    "increment_persons", "completion_bp", "enrolment_bp", "missing_persons", "verdict",
)  # fmt: skip


def write_print(sheet: SafeSheet, content: Bulletin) -> None:
    """Write the bulletin into an empty sheet for printing, in Chinese: sentences, the ranked units, explanations.

    `sheet`: of a workbook that is being made; nothing is saved here. The header of the table is repeated on each page.
    """
    widths = PRINT_WIDTHS_WITH_ENROLMENT if texts.has_enrolment(content) else PRINT_WIDTHS
    last = len(widths) - 1
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)
    form = FONT | {"font_size": TITLE_POINTS, "bold": True, "align": "center", "text_wrap": True}
    sheet.merge(0, last, texts.title(content), **form)
    sheet.sheet.set_row(0, title_height(texts.title(content), sum(widths), TITLE_POINTS))
    row = _paragraphs(sheet, 1, last, texts.overview(content))
    for column, heading in enumerate((*texts.header(content), "评价")):
        sheet.put(row, column, heading.replace("（", "\n（"), **HEAD)
    sheet.sheet.set_row(row, 33)
    header_row = row
    for number, unit in enumerate((*content.units, content.total), start=1):
        is_total = number > len(content.units)
        _unit(sheet, row + number, content, unit, {"bold": True, "bg_color": "#F2F2F2"} if is_total else {})
    row = row + len(content.units) + 2
    _, _, praise, behind, explanations = texts.SECTIONS
    row = _paragraphs(sheet, row, last, (praise, texts.praise(content), behind, *texts.behind(content), explanations))
    numbered = [f"{number}．{text}" for number, text in enumerate(texts.explanations(content), start=1)]
    row = _paragraphs(sheet, row, last, tuple(numbered))
    for text in (*content.letter["signed_by"], texts.dated(content)):
        sheet.merge(row, last, text, **FONT | {"align": "right"})
        row += 1
    row = write_signatures(sheet, row, last, content.progress.signatures, FONT)
    head, as_of = content.progress.header, content.progress.slot.as_of.isoformat()
    page = Page("portrait", row - 1, last, (header_row, header_row), head.pack_code, f"截至 {as_of}")
    set_page(sheet.sheet, page)


def _paragraphs(sheet: SafeSheet, row: int, last: int, lines: tuple[str, ...]) -> int:
    """Write each text over the whole width; the height follows from its length."""
    for text in lines:
        sheet.merge(row, last, text, **FONT | {"text_wrap": True})
        sheet.sheet.set_row(row, text_height(text, sum(PRINT_WIDTHS)))
        row += 1
    return row


def _unit(sheet: SafeSheet, row: int, content: Bulletin, unit: RankedUnit, marks: dict[str, Any]) -> None:
    line, base = unit.line, {**FONT, "border": 1, **marks}
    enrolment = [_rate(percent(line.enrolment))] if texts.has_enrolment(content) else []
    sheet.put(row, 0, BLANK if line.rank is None else line.rank, **base, align="center")
    sheet.put(row, 1, line.label, **base, text_wrap=True, indent=1)
    sheet.sheet.set_row(row, text_height(line.label, PRINT_WIDTHS_WITH_ENROLMENT[1]))
    figures = (
        (line.target_persons, COUNT),
        (line.enrolled_persons or 0, COUNT),
        (unit.increment_persons, COUNT),
        _rate(percent_of_goal(line.completion, content.goal_bp)),
        *enrolment,
        (unit.missing_persons, COUNT),
    )
    for column, (value, number_format) in enumerate(figures, start=2):
        if value is None:
            sheet.put(row, column, BLANK, **base, align="center")
        else:
            sheet.put(row, column, value, **base, num_format=number_format, align="right")
    verdict = texts.VERDICTS[unit.verdict] or None
    sheet.put(row, 2 + len(figures), verdict, **base, align="center", font_color=COLORS[unit.verdict])


def _rate(text: str) -> tuple[float | None, str]:
    """Return the number of a printed rate, and the format that prints it with as many decimals; None for a dash."""
    if text == BLANK:
        return None, ""
    whole, decimals = text.removesuffix("%").split(".")
    return round(float(f"{whole}.{decimals}") / 100, len(decimals) + 2), f"0.{'0' * len(decimals)}%_ "


def write_data(sheet: SafeSheet, content: Bulletin) -> None:
    """Write one row per unit into an empty sheet, by rank, for programs: whole numbers, rates in basis points."""
    for column, name in enumerate(COLUMNS):
        sheet.put(0, column, name, bold=True, bottom=1)
        sheet.sheet.set_column(column, column, 20 if name == "unit_name" else 16)
    head, slot = content.progress.header, content.progress.slot
    for row, unit in enumerate(content.units, start=1):
        line = unit.line
        values = (
            head.pack_code, slot.as_of, slot.period_from, line.rank, line.label, line.target_persons,
            line.enrolled_persons or 0, unit.increment_persons,
            None if line.completion is None else line.completion.basis_points,
            None if line.enrolment is None else line.enrolment.basis_points, unit.missing_persons, unit.verdict,
        )  # fmt: skip
        for column, value in enumerate(values):
            sheet.put(row, column, value)
    sheet.sheet.freeze_panes(1, 0)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(9)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.repeat_rows(0)
