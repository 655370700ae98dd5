"""Finding the header among the first rows, and which column of the file is which canonical column."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.intake.folding import fold
from transforms.intake.layout import Layout
from transforms.intake.reasons import ReadRefused, Reason, reason, refuse

_MIN_RECOGNISED = 2


@dataclass(frozen=True)
class Header:
    """`index` of the header among the rows looked at, `columns` canonical -> position, `extra` unread positions."""

    index: int
    columns: dict[str, int]
    extra: list[int]
    width: int


def column_letter(position: int) -> str:
    """A, B, … Z, AA, … of a 0-based position: names a column to the sender without showing what is in it."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def find_header(rows: Sequence[Sequence[str]], layout: Layout) -> int | None:
    """Index of the row with the most recognised headers, None if no row has two of them."""
    known = layout.header_map()
    scores = [len({known[fold(cell)] for cell in row if fold(cell) in known}) for row in rows]
    best = max(scores, default=0)
    return scores.index(best) if best >= _MIN_RECOGNISED else None


def map_header(
    rows: Sequence[Sequence[str]], layout: Layout, list_mode: str, *, sheet: str | None = None, first_row: int = 1
) -> Header:
    """The header of the table. ReadRefused when there is none, a required column is missing or one stands twice."""
    index = find_header(rows, layout)
    if index is None:
        expected = "、".join(layout.label(name) for name in layout.required(list_mode))
        raise refuse("header_unknown", f"应有的列:{expected}。", sheet=sheet)
    cells = [fold(cell) for cell in rows[index]]
    known = layout.header_map()
    columns: dict[str, int] = {}
    problems: list[Reason] = []
    for position, cell in enumerate(cells):
        canonical = known.get(cell)
        if canonical is None:
            continue
        if canonical in columns:
            where = f"{column_letter(columns[canonical])} 列与 {column_letter(position)} 列"
            detail = f"“{layout.label(canonical)}”见 {where}。"
            problems.append(reason("column_duplicate", detail, sheet, first_row + index, column_letter(position)))
        columns.setdefault(canonical, position)
    missing = [canonical for canonical in layout.required(list_mode) if canonical not in columns]
    of_changes = [name for name in layout.required("change") if name not in layout.required("full")]
    if list_mode == "change" and missing == of_changes and not problems:  # nothing says what changed: a full list
        raise refuse("wrong_mode", sheet=sheet, row=first_row + index, hold=True)
    for canonical in missing:
        detail = _missing(canonical, cells, set(columns.values()), layout)
        problems.append(reason("column_missing", detail, sheet, first_row + index, layout.label(canonical)))
    if problems:
        raise ReadRefused(*problems)
    ignored = {fold(header) for header in layout.ignored} | {""}
    extra = [p for p, cell in enumerate(cells) if cell not in ignored and cell not in known]
    return Header(index, columns, extra, len(cells))


def _missing(canonical: str, cells: list[str], taken: set[int], layout: Layout) -> str:
    """Our own expected headers, and the letter of the column that looks closest; never the sender's text."""
    names = [h for name, column in layout.columns.items() if name == canonical for h in column.headers]
    detail = f"应有“{layout.label(canonical)}”" + (f"(也可写作 {'、'.join(names[1:4])})" if names[1:] else "") + "。"
    free = [(position, cell) for position, cell in enumerate(cells) if cell and position not in taken]
    scored = [
        (difflib.SequenceMatcher(None, cell, fold(name)).ratio(), position) for position, cell in free for name in names
    ]
    ratio, position = max(scored, default=(0.0, 0))
    if ratio >= 0.5:
        detail += f"{column_letter(position)} 列的表头与之相近,请改成上述名称。"
    return detail
