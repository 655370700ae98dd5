"""Kinds about single values: receipts, dates, amounts, names, numbers, words; and lines of a csv."""

from __future__ import annotations

from tests.bad_inputs.kinds.model import Kind
from tests.bad_inputs.kinds.values import (
    amounts,
    broken_characters,
    csv_ends,
    dates,
    ditto,
    missing_ends,
    names,
    numbers_and_words,
    receipts,
    row_ends,
    rows,
)

_SECTIONS = (
    receipts,
    amounts,
    broken_characters,
    csv_ends,
    dates,
    ditto,
    missing_ends,
    names,
    numbers_and_words,
    row_ends,
    rows,
)
KINDS: tuple[Kind, ...] = tuple(kind for section in _SECTIONS for kind in section.KINDS)
