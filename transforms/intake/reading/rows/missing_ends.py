"""Judges a csv of which every row lacks the same number of columns at its end. Runs inside the worker.

No row shows what the missing columns hold. So the kind of value that a column has (date, yes or no, figure, words)
must leave only one way to assign the cells to the columns that are read. A value that fits its own column is not looked
for in a column that has other texts by its header (备注, 签字).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

from transforms.intake.reading.header import Header

_NUMBER = re.compile(r"\s*(?:[0-9]{17}[0-9Xx]|[0-9]{15})\s*")
_DATE = re.compile(
    r"\s*(?:1[89]|20)[0-9]{2}(?:[-/.年]?(?:0?[1-9]|1[0-2])(?:[-/.月]?(?:0?[1-9]|[12][0-9]|3[01])日?)?月?)?\s*"
)
_YES_OR_NO = re.compile(r"\s*(?:是|否|有|无|[YyNn01√×])\s*")
_FIGURE = re.compile(r"\s*[A-Za-z]?[0-9][0-9A-Za-z,./-]*\s*")
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
_YES_OR_NO_COLUMNS = frozenset({"hukou_local", "insured_last_year", "enrolled", "replaces"})
_FIGURE_COLUMNS = frozenset({"amount_fen", "plan_year", "persons", "household_no", "receipt_no"})
_WORD_COLUMNS = frozenset({"name", "unit", "county", "village", "category", "region", "channel"})
_DATE_ENDS = ("_on", "_from", "_to")
_OF_VALUES = re.compile("日期|时间|年月|年度|年份|[日月]$|是否|有无|金额|标准|[数号元]")
_FEW_ROWS = 2  # a single row may have been cut off in transfer
_MOST_WAYS = 500


class HeaderWidth(NamedTuple):
    """Columns that the header names. `columns`: canonical column -> position. `width`: number of columns.

    `required`: positions of the columns that may not be blank. `values`: positions of columns that are not read, and
    whose header is one of dates, figures, or yes or no.
    """

    columns: Mapping[str, int]
    width: int
    required: frozenset[int]
    values: frozenset[int] = frozenset()


def header_width(header: Header, required: Collection[str]) -> HeaderWidth:
    """Return what a header says about its columns. `required`: canonical columns that may not be blank."""
    read = set(header.columns.values())
    return HeaderWidth(
        header.columns,
        header.width,
        frozenset(header.columns[name] for name in required if name in header.columns),
        frozenset(at for at, cell in enumerate(header.cells) if at not in read and _OF_VALUES.search(cell)),
    )


def lack_only_ends(rows: Sequence[Sequence[str]], header: HeaderWidth) -> bool:
    """Return whether rows lack only columns at their end that are not read or may be blank.

    `rows`: cells of each row of a person, all equally many and fewer than the header's columns. The document number is
    in its column in each, and no other assignment of the cells, with columns missing elsewhere, is possible.
    """
    count, number_at = len(rows[0]) if rows else 0, header.columns.get("document_number")
    lost = header.width - count
    if number_at is None or len(rows) < _FEW_ROWS or lost <= 0 or any(len(row) != count for row in rows):
        return False
    if number_at >= count or not all(_NUMBER.fullmatch(row[number_at]) for row in rows):
        return False
    if comb(header.width - number_at - 1, lost) > _MOST_WAYS:
        return False
    ends = tuple(range(count, header.width))
    if not _is_possible(rows, header, ends):
        return False
    expected = _places(header, ends)
    return not any(
        _differs(rows, expected, _places(header, missing))
        and not _is_improbable(rows, header, expected, missing)
        and _is_possible(rows, header, missing)
        for missing in combinations(range(number_at + 1, header.width), lost)
    )


def _places(header: HeaderWidth, missing: tuple[int, ...]) -> dict[str, int | None]:
    """Return canonical column -> place of its cell in a row without the `missing` columns, None if it is missing."""
    return {
        name: None if at in missing else at - sum(other < at for other in missing)
        for name, at in header.columns.items()
    }


def _differs(
    rows: Sequence[Sequence[str]], expected: Mapping[str, int | None], other: Mapping[str, int | None]
) -> bool:
    """Return whether a row gets another text in a column that is read."""
    return any(
        expected[name] != at and _cell(row, expected[name]).strip() != _cell(row, at).strip()
        for name, at in other.items()
        for row in rows
    )


def _is_improbable(
    rows: Sequence[Sequence[str]], header: HeaderWidth, expected: Mapping[str, int | None], missing: tuple[int, ...]
) -> bool:
    """Return whether a date, a figure, or yes or no that fits its column would be in a column for other texts."""
    positions = [at for at in range(header.width) if at not in missing]
    read = set(header.columns.values())
    return any(
        at is not None and positions[at] not in read | header.values and any(row[at].strip() for row in rows)
        for name, at in expected.items()
        if _is_typed(name)
    )


def _is_typed(column: str) -> bool:
    return column.endswith(_DATE_ENDS) or column in _YES_OR_NO_COLUMNS | _FIGURE_COLUMNS


def _is_possible(rows: Sequence[Sequence[str]], header: HeaderWidth, missing: tuple[int, ...]) -> bool:
    return all(
        _may_hold(name, _cell(row, at), header.columns[name] in header.required)
        for name, at in _places(header, missing).items()
        for row in rows
    )


def _cell(row: Sequence[str], at: int | None) -> str:
    return "" if at is None else row[at]


def _may_hold(column: str, text: str, is_required: bool) -> bool:
    """Return whether a canonical column may have a text, by the kind of its values; others may have any."""
    if not text.strip():
        return not is_required
    if column.endswith(_DATE_ENDS):
        return bool(_DATE.fullmatch(text))
    if column in _YES_OR_NO_COLUMNS:
        return bool(_YES_OR_NO.fullmatch(text))
    if column in _FIGURE_COLUMNS:
        return bool(_FIGURE.fullmatch(text)) and not _NUMBER.fullmatch(text)
    if column in _WORD_COLUMNS:
        is_other = _DATE.fullmatch(text) or _YES_OR_NO.fullmatch(text) or _FIGURE.fullmatch(text)
        return bool(_LETTER.search(text)) and not is_other
    return True
