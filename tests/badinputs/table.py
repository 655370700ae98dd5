"""The one table of all kinds of bad input: number, letter, what is decided, and for each variant what must happen.

`KINDS` are decided by one file, `SEQUELS` by a sequence of deliveries in the warehouse (`level: warehouse`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.badinputs import (
    kinds_a,
    kinds_b,
    kinds_b_more,
    kinds_c,
    kinds_d,
    kinds_e,
    kinds_f,
    kinds_g,
    kinds_g_reversals,
    kinds_h,
    kinds_i,
)
from tests.badinputs.kinds_w import SEQUELS
from tests.badinputs.model import Kind

COUNT = 148
_SECTIONS = (
    kinds_a,
    kinds_b,
    kinds_b_more,
    kinds_c,
    kinds_d,
    kinds_e,
    kinds_f,
    kinds_g,
    kinds_g_reversals,
    kinds_h,
    kinds_i,
)
KINDS: tuple[Kind, ...] = tuple(
    sorted((kind for section in _SECTIONS for kind in section.KINDS), key=lambda kind: kind.number)
)


class Row(NamedTuple):
    """One line of the table, whatever decides about the kind."""

    number: int
    title: str
    letter: str
    level: str
    decided: str
    pending: str
    variants: Sequence[str]


def rows() -> list[Row]:
    """The whole table by number."""
    of_files = [
        Row(one.number, one.title, one.letter, one.level, one.decided, one.pending, [v.name for v in one.variants])
        for one in KINDS
    ]
    of_sequences = [
        Row(
            one.number, one.title, one.letter, "warehouse", one.decided, one.pending, [name for name, _ in one.variants]
        )
        for one in SEQUELS
    ]
    return sorted(of_files + of_sequences, key=lambda row: row.number)
