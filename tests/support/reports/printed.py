"""How large letters of a workbook are on paper, read from the file alone: none of the product's arithmetic."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string, range_boundaries

WIDTHS = {"portrait": 210 / 25.4 * 72, "landscape": 297 / 25.4 * 72}
CHART_POINTS = 10
FOR_PROGRAMS = "数据"


def printed_sheets(content: bytes) -> dict[str, Any]:
    """Return the sheets for people by name; the sheet 数据 is for programs."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: sheet for sheet in book if sheet.title != FOR_PROGRAMS}


def scale_of(sheet: Any) -> float:
    """Return the scale on paper, as programs compute it from widths, margins and orientation: whole percent."""
    assert sheet.page_setup.paperSize == 9, "A4"
    first, top, last, bottom = range_boundaries(sheet.print_area.rpartition("!")[2])
    room = WIDTHS[sheet.page_setup.orientation] - 72 * (sheet.page_margins.left + sheet.page_margins.right)
    is_fitted = sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
    breaks = [] if is_fitted else sorted(mark.id for mark in sheet.col_breaks.brk)
    starts = [first, *(after + 1 for after in breaks)]
    fitting = 100
    for start, end in zip(starts, [*breaks, last], strict=True):
        columns = {*range(start, end + 1), *_repeated_columns(sheet)}
        fitting = min(fitting, int(100 * room / sum(_column_points(sheet, column) for column in columns)))
    if is_fitted:
        if sheet.page_setup.fitToHeight == 0:
            return fitting / 100
        height = WIDTHS["landscape"] - 72 * (sheet.page_margins.top + sheet.page_margins.bottom)
        return min(fitting, int(100 * height / (15 * (bottom - top + 1)))) / 100
    stated = sheet.page_setup.scale or 100
    assert stated <= fitting, f"{sheet.title}: the columns do not fit on one page at {stated} percent"
    return stated / 100


def _repeated_columns(sheet: Any) -> range:
    if not sheet.print_title_cols:
        return range(0)
    first, last = (column_index_from_string(name.strip("$")) for name in sheet.print_title_cols.split(":"))
    return range(first, last + 1)


def _column_points(sheet: Any, column: int) -> float:
    for dimension in sheet.column_dimensions.values():
        if dimension.min <= column <= dimension.max and dimension.width:
            # of the default font, each character has 7 pixels; the file's width includes 5 more for the margin
            return float(int((256 * dimension.width + 128 // 7) / 256 * 7) * 72 / 96)
    return 64 * 72 / 96


def smallest_points(sheet: Any) -> float:
    """Return the size of the smallest letters on paper, in points: of cells, of the footer and of charts' texts."""
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.alignment.shrink_to_fit for cell in cells), "a cell that shrinks its text"
    scale = scale_of(sheet)
    sizes = [cell.font.sz * scale for cell in cells] + [CHART_POINTS * scale for _ in sheet._charts]
    footer = sheet.oddFooter
    assert not sheet.HeaderFooter.scaleWithDoc
    texts = [part.text for part in (footer.left, footer.center, footer.right) if part.text]
    sizes += [float(part.size) for part in (footer.left, footer.center, footer.right) if part.text and part.size]
    assert any("&P" in text for text in texts) and all(not re.search(r"&[0-8]\b", text) for text in texts)
    return float(min(sizes))
