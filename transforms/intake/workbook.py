"""xlsx or xls bytes -> raw table. Runs inside the worker."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from transforms.intake.guards import Limits
from transforms.intake.header import Header, column_letter, find_header, map_header
from transforms.intake.layout import Layout
from transforms.intake.raw import ROW_NO, RawTable
from transforms.intake.reasons import refuse
from transforms.intake.trimming import LABEL_PREFIX, drop_other_rows

_LABEL_COLUMNS = 3


def read_workbook(data: bytes, form: str, layout: Layout, list_mode: str, limits: Limits) -> RawTable:
    """The raw table of the one sheet that has the header. ReadRefused names what is wrong."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = _choose(book, layout, limits)
        name = _shown(book, sheet)
        first_row = (sheet.start or (0, 0))[0] + 1
        head = _head(sheet, layout.header_within_rows)
        header = map_header(head, layout, list_mode, sheet=name, first_row=first_row)
        raw = _table(sheet, header, form, name, first_row)
    except PasswordError:
        raise refuse("file_encrypted") from None
    except (CalamineError, OSError, ValueError, OverflowError):
        raise refuse("file_unreadable") from None
    return drop_other_rows(raw, layout)


def _choose(book: CalamineWorkbook, layout: Layout, limits: Limits) -> CalamineSheet:
    """The visible sheet with the header. A header in hidden sheets only, or in several, is for a person."""
    found: list[CalamineSheet] = []
    hidden = False
    fallback: CalamineSheet | None = None
    for index, facts in enumerate(book.sheets_metadata):
        if facts.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        if sheet.total_height * sheet.total_width > limits.workbook_cells or sheet.total_width > limits.columns:
            raise refuse("file_unsafe")
        visible = facts.visible == SheetVisibleEnum.Visible
        if visible and (fallback is None or fallback.height == 0):
            fallback = sheet
        if find_header(_head(sheet, layout.header_within_rows), layout) is None:
            continue
        if visible:
            found.append(sheet)
        hidden = hidden or not visible
    if len(found) > 1:
        filled = [sheet for sheet in found if sheet.height > 1]
        if len(filled) > 1:
            raise refuse("sheet_ambiguous", hold=True)
        return filled[0] if filled else found[0]
    if found:
        return found[0]
    if hidden:
        raise refuse("sheet_hidden")
    if fallback is None or fallback.height == 0:
        raise refuse("file_empty")
    return fallback


def _shown(book: CalamineWorkbook, sheet: CalamineSheet) -> str:
    """The sheet as a place: its position, not its name, which a sender may have made of somebody's name."""
    return f"第{book.sheet_names.index(sheet.name) + 1}个工作表"


def _head(sheet: CalamineSheet, count: int) -> list[list[str]]:
    if sheet.height == 0:
        return []
    return [[cell_text(cell) for cell in row] for row in sheet.to_python(nrows=count)]


def _table(sheet: CalamineSheet, header: Header, form: str, name: str, first_row: int) -> RawTable:
    names = {position: canonical for canonical, position in header.columns.items()}
    wanted = sorted({*names, *range(min(_LABEL_COLUMNS, header.width))})
    keys = [names.get(position, f"{LABEL_PREFIX}{position}") for position in wanted]
    cells: list[list[str]] = [[] for _ in wanted]
    numbers: list[list[bool]] = [[] for _ in wanted]
    for row in _rows(sheet, header.index + 1):
        for slot, position in enumerate(wanted):
            value = row[position]
            cells[slot].append(value if type(value) is str else cell_text(value))
            numbers[slot].append(type(value) is float or type(value) is int)
    header_row = first_row + header.index
    offset = (sheet.start or (0, 0))[1]
    columns: dict[str, pa.Array] = {
        ROW_NO: pa.array(np.arange(len(cells[0]), dtype=np.int32) + np.int32(header_row + 1))
    }
    columns |= {key: pa.array(column, pa.string()) for key, column in zip(keys, cells, strict=True)}
    flags = {key: np.array(column, dtype=bool) for key, column in zip(keys, numbers, strict=True)}
    return RawTable(
        table=pa.table(columns),
        form=form,
        header_row=header_row,
        letters={canonical: column_letter(position + offset) for canonical, position in header.columns.items()},
        sheet=name,
        numeric={key: mask for key, mask in flags.items() if mask.any()},
        extra=[column_letter(position + offset) for position in header.extra],
    )


def _rows(sheet: CalamineSheet, skip: int) -> Iterator[list[Any]]:
    rows = iter(sheet.iter_rows() if (sheet.start or (0, 0)) == (0, 0) else sheet.to_python())
    for _ in range(skip):
        next(rows, None)
    return rows


def cell_text(value: Any) -> str:
    """A cell as text: dates as ISO, whole numbers without a point, other numbers with every digit that they have."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)
