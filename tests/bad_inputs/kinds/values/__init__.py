"""Kinds about single values: receipts, dates, amounts, names; and lines of a csv."""

from __future__ import annotations

from tests.bad_inputs.kinds.model import Kind
from tests.bad_inputs.kinds.values import amounts, csv_ends, dates, ditto, names, receipts, rows

_SECTIONS = (receipts, amounts, csv_ends, dates, ditto, names, rows)
KINDS: tuple[Kind, ...] = tuple(kind for section in _SECTIONS for kind in section.KINDS)
