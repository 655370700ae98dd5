"""The one table of all kinds of bad input: number, letter, what is decided, and for each variant what must happen.

`KINDS` are decided by one file, `SEQUELS` by a sequence of deliveries in the warehouse (`level: warehouse`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.bad_inputs.kinds import (
    a_container,
    b_workbook,
    b_workbook_more,
    c_csv,
    d_text,
    e_identity,
    f_dates,
    g_money,
    g_reversals,
    h_meaning,
    i_hostile,
    j_offices,
    j_offices_more,
    j_other_programs,
    k_old_workbooks,
    values,
)
from tests.bad_inputs.kinds.model import Kind
from tests.bad_inputs.kinds.sequences_of_names import SEQUELS
from tests.bad_inputs.kinds.sheets import (
    chosen_columns,
    fund_claims,
    hidden_texts,
    households,
    lists_of_systems,
    names_of_files,
    names_of_sheets,
    places,
    places_in_texts,
    rows_of_forms,
    stated_twice,
    struck_texts,
    township_answers,
    unread_columns,
)

COUNT = 148
"""Kinds of the design's list, numbered from 1. Kinds found later have any higher number."""
_SECTIONS = (
    a_container,
    b_workbook,
    b_workbook_more,
    c_csv,
    d_text,
    e_identity,
    f_dates,
    g_money,
    g_reversals,
    h_meaning,
    i_hostile,
    j_offices,
    j_offices_more,
    k_old_workbooks,
    places,
    places_in_texts,
    names_of_sheets,
    names_of_files,
    stated_twice,
    chosen_columns,
    rows_of_forms,
    unread_columns,
    j_other_programs,
    lists_of_systems,
    values,
    hidden_texts,
    households,
    struck_texts,
    fund_claims,
    township_answers,
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
