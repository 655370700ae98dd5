"""A4 pages whose letters can be read: at least 9 points after a sheet was made as wide as its page.

Spreadsheet programs make a sheet smaller, in whole percent, until its columns fit on the width of a page. Letters of
10 points may become smaller by a tenth; columns that need more are divided among several sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Orientation = Literal["portrait", "landscape"]
A4_CODE = 9
"""The number of A4 in the format."""
LETTER_POINTS, SMALLEST_POINTS = 10, 9
SMALLEST_PERCENT = 100 * SMALLEST_POINTS // LETTER_POINTS
SIDE_MARGIN = 0.4
"""Inches on the left and on the right."""
LINE_POINTS = 15
"""Height of a line of 10 points; fonts of several programs need between 12 and 14.5."""
_WIDTHS_IN_POINTS = {"portrait": 595.0, "landscape": 842.0}
_LONG = 12
_RESERVE = 0.82
"""Part of the width to plan with: a program without the workbook's default font makes columns up to a fifth wider."""


def column_points(width: float) -> float:
    """Return the width of a column in points; `width`: in characters of the format's default font (7 pixels each)."""
    pixels = int(width * 7 + 0.5) + 5 if width >= 1 else int(width * 12 + 0.5)
    return pixels * 0.75


def percent_of(widths: Sequence[float], orientation: Orientation) -> int:
    """Return to how many percent columns are made smaller to fit on the width of a page; 100 at most.

    `widths`: in characters.
    """
    room = (_WIDTHS_IN_POINTS[orientation] - 2 * 72 * SIDE_MARGIN) * _RESERVE
    return min(100, int(100 * room / sum(map(column_points, widths))))


def is_readable(widths: Sequence[float], orientation: Orientation) -> bool:
    """Return whether letters of 10 points have at least 9 on paper; `widths`: of all columns, in characters."""
    return percent_of(widths, orientation) >= SMALLEST_PERCENT


def divide(
    lead: Sequence[float],
    groups: Sequence[Sequence[float]],
    orientation: Orientation,
    repeated: Sequence[float] = (),
) -> tuple[tuple[int, ...], ...]:
    """Return the places of the columns of each sheet, from 0, so that each sheet is readable.

    `lead`: widths of the columns that every sheet has; `repeated`: of those that each sheet but the first has as well;
    `groups`: of the others, by group; they are counted through all groups. A sheet has whole groups, unless a group
    alone is too wide. A column that is too wide alone has a sheet of its own.
    """
    sheets: list[list[int]] = [[]]
    taken: list[float] = []
    place = 0
    for group in groups:
        if sheets[-1] and not is_readable([*lead, *taken, *group], orientation):
            sheets.append([])
            taken = [*repeated]
        for width in group:
            if sheets[-1] and not is_readable([*lead, *taken, width], orientation):
                sheets.append([])
                taken = [*repeated]
            sheets[-1].append(place)
            taken.append(width)
            place += 1
    return tuple(tuple(places) for places in sheets)


def set_column_pages(sheet: Any, widths: Sequence[float], parts: Sequence[Sequence[int]]) -> None:
    """Print the columns of a wide sheet on several pages next to each other, each with the first column again.

    Call it after `set_page`. `sheet`: of xlsxwriter, in landscape; `widths`: of all columns, in characters; `parts`:
    the columns of each page, from 1, without the first column.
    """
    pages = [[widths[0], *(widths[column] for column in part)] for part in parts]
    # a sheet that is fitted to the width ignores breaks
    sheet.set_print_scale(max(SMALLEST_PERCENT, min(percent_of(page, "landscape") for page in pages)))
    sheet.set_v_pagebreaks([part[0] for part in parts[1:]])
    sheet.repeat_columns(0)
    sheet.print_across()


def text_width(text: str) -> int:
    """Return the width of a text in characters, of its longest line: a Chinese character is two wide."""
    return max(sum(2 if ord(character) > 0xFF else 1 for character in line) for line in text.split("\n"))


def text_height(text: str, width: float) -> float:
    """Return the height in points of a text that is wrapped in `width` characters; no less than one line."""
    # in a long text, a sign that may not begin a line takes the character before it along
    room = max(int(width) - (2 if width > _LONG else 0), 2)
    lines = sum(max(1, -(-text_width(part) // room)) for part in text.split("\n"))
    return float(LINE_POINTS * lines + 3)


def row_height(values: Sequence[object], widths: Sequence[float]) -> float | None:
    """Return the height of a row whose longest text is wrapped; None if every text fits on a line.

    Not every program makes a row so high itself. `values`: of the cells; `widths`: of their columns, in characters.
    """
    heights = [
        text_height(value, width)
        for value, width in zip(values, widths, strict=True)
        if isinstance(value, str) and 2 * len(value) > width and text_width(value) > width - 1
    ]
    return max(heights, default=None)


def title_lines(text: str, width: float, points: float) -> str:
    """Return a title with a line break before its last bracket if it does not fit on a line of `width` characters.

    `points`: size of its letters. Otherwise a program may break it inside the bracket.
    """
    before, bracket, rest = text.rpartition("（")
    fits = text_width(text) * points <= max(width - 3, 2) * LETTER_POINTS
    return text if fits or not before else f"{before}\n{bracket}{rest}"


def title_height(text: str, width: float, points: float) -> float:
    """Return the height of a title that is wrapped in `width` characters; `points`: size of its letters."""
    room = max(width - 3, 2) * LETTER_POINTS
    lines = sum(-(-text_width(part) * points // room) for part in text.split("\n"))
    return float(2 * points * lines + 4)


@dataclass(frozen=True)
class Page:
    """How a sheet is printed: rows and columns from 0; each page repeats the rows `header` (first, last; None: none).

    `left`, `right`: short texts below each page, on both sides of its number; no digit first, it would change the size.
    """

    orientation: Orientation
    last_row: int
    last_column: int
    header: tuple[int, int] | None = None
    left: str = ""
    right: str = ""


def set_page(sheet: Any, page: Page) -> None:
    """Set up a worksheet for A4: one page wide, in the middle, with page numbers. `sheet`: of xlsxwriter."""
    sheet.set_landscape() if page.orientation == "landscape" else sheet.set_portrait()
    sheet.set_paper(A4_CODE)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=SIDE_MARGIN, right=SIDE_MARGIN, top=0.5, bottom=0.7)
    sheet.center_horizontally()
    if page.header is not None:
        sheet.repeat_rows(*page.header)
    sheet.print_area(0, 0, page.last_row, page.last_column)
    # the footer keeps its size where the sheet is made smaller
    footer = f"&L&10{page.left}&C&10第 &P 页　共 &N 页&R&10{page.right}"
    sheet.set_footer(footer, {"scale_with_doc": False})
    sheet.hide_gridlines(2)
