"""Kinds about single values: receipts, dates, amounts, names; and lines of a csv."""

from __future__ import annotations

from tests.bad_inputs.kinds.model import Kind
from tests.bad_inputs.kinds.values import amounts, dates, ditto, names, receipts, rows

KINDS: tuple[Kind, ...] = (*receipts.KINDS, *amounts.KINDS, *dates.KINDS, *ditto.KINDS, *names.KINDS, *rows.KINDS)
