"""Finds which rows are one household, and compares the persons named with the counts stated. Runs inside the worker."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import PERSON_STRIDE, ROW_NO, RawTable
from transforms.intake.layouts.model import Layout
from transforms.text.arrow_columns import Mask, distinct, flags
from transforms.text.folding import fold, one_figure

Keys = npt.NDArray[np.int64]
_UNSTATED, _UNREADABLE = -1, -2
_NUMBER_OF_PERSONS = re.compile(r"([0-9]{1,3})(?:\.0+)?[人口]?")
_MOST_MISSING = 5  # a roll lacks a fifth of the persons: it names only the heads of many households


def number_households(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table with a column `household_no` for a roll that shows its households in another way.

    The number of a household is that of its head: from the column household_head_number, else of the person whose
    relation or name says that he or she is the head. Nothing is added if the file has a column household_no, if the
    layout has none, or if the file has no column of heads. `raw` is not changed.
    """
    table = raw.table
    shows_heads = {"household_head", "household_head_number", "relation"} & set(table.column_names)
    if "household_no" not in layout.columns or "household_no" in table.column_names or not shows_heads:
        return raw
    if not table.num_rows:
        return raw
    keys = household_keys(raw, layout)
    numbers = np.array([text.strip().upper() for text in table["document_number"].to_pylist()], dtype=object)
    is_head = _are_heads(table, layout)
    if "household_head_number" in table.column_names:
        stated = np.array([text.strip().upper() for text in table["household_head_number"].to_pylist()], dtype=object)
        is_head, numbers = stated != "", stated
    of_household = dict(zip(keys[is_head][::-1].tolist(), numbers[is_head][::-1].tolist(), strict=True))
    texts = pa.array([of_household.get(key, "") for key in keys.tolist()], pa.string())
    return replace(raw, table=table.append_column("household_no", pa.chunked_array([texts])))


def compare_counts(raw: RawTable, layout: Layout) -> RawTable:
    """Compare the persons named with the counts of each household (covered_persons, else household_size).

    A list of a special population with fewer persons than covered, or with a count that cannot be read, gets a reason
    to hold (household_persons_missing, household_count_unknown): the missing persons would lose their subsidy. More
    persons than stated are a warning (household_persons_more). A roll gets a warning for each household that differs
    (household_size_differs), and a reason to hold only if a fifth of all persons is missing. `raw` is not changed, and
    is returned if the file has no such column.
    """
    column = next((name for name in ("covered_persons", "household_size") if name in raw.table.column_names), None)
    if column is None or not raw.table.num_rows:
        return raw
    households, keys = np.unique(household_keys(raw, layout), return_inverse=True)
    named = np.bincount(keys, minlength=len(households))
    indices, texts = distinct(raw.table[column])
    counts = np.array([_count(text) for text in texts], dtype=np.int64)[indices]
    stated = np.full(len(households), _UNSTATED, dtype=np.int64)
    np.maximum.at(stated, keys, counts)
    unreadable = np.zeros(len(households), dtype=bool)
    unreadable[keys[counts == _UNREADABLE]] = True
    missing = (stated > named) & ~unreadable
    if layout.kind == "roll":
        return _with_notes_of_a_roll(raw, keys, column, np.where(unreadable | (stated < 0), named, stated), named)
    holds = {"household_persons_missing": missing, "household_count_unknown": unreadable | (stated < 0)}
    more = (stated >= 0) & (stated < named) & ~unreadable
    return replace(
        raw,
        hold_reasons=raw.hold_reasons + _first_rows(raw, holds, keys, column),
        notes=raw.notes + _notes(raw, "household_persons_more", more, keys, column),
    )


def household_keys(raw: RawTable, layout: Layout) -> Keys:
    """Return for each row a number that is equal for the rows of one household, and for no others.

    In a form with one household a row, its persons are one household. Otherwise the column household_no says which rows
    belong together, else household_head_number; else a household begins where the name of its head changes, or with a
    person whose relation is that of the head. Without any of these each row of the sender is a household.
    """
    table = raw.table
    rows: Keys = table[ROW_NO].to_numpy().astype(np.int64) % PERSON_STRIDE
    if layout.members_in_cell or layout.further_persons:
        return rows
    for name in ("household_no", "household_head_number"):
        if name in table.column_names:
            indices, texts = distinct(table[name])
            blank = flags(indices, [not text.strip() for text in texts])
            return np.where(blank, rows, -1 - indices)
    if {"household_head", "relation"} & set(table.column_names):
        return np.cumsum(_beginnings(table, layout)).astype(np.int64)
    return rows


def _beginnings(table: pa.Table, layout: Layout) -> Mask:
    """Return which rows begin a household, by the name of the head or the relation to the head."""
    begins = np.zeros(table.num_rows, dtype=bool)
    begins[:1] = True
    if "household_head" in table.column_names:
        indices, texts = distinct(table["household_head"])
        blank = flags(indices, [not text.strip() for text in texts])
        places = np.maximum.accumulate(np.where(blank, 0, np.arange(len(blank))))  # a blank repeats the name above
        begins[1:] |= ~blank[1:] & (indices[places][1:] != indices[places][:-1])
    if "relation" in table.column_names:
        begins |= _of_head(table, layout)
    return begins


def _of_head(table: pa.Table, layout: Layout) -> Mask:
    words = {fold(word) for word in layout.head_words}
    indices, texts = distinct(table["relation"])
    return flags(indices, [fold(text) in words for text in texts])


def _are_heads(table: pa.Table, layout: Layout) -> Mask:
    """Return which rows are the head of their household, by their relation or by the name of the head."""
    is_head = np.zeros(table.num_rows, dtype=bool)
    if "relation" in table.column_names:
        is_head |= _of_head(table, layout)
    if "household_head" in table.column_names and not is_head.any():
        names = pc.utf8_trim_whitespace(table["name"])
        is_head |= pc.equal(names, pc.utf8_trim_whitespace(table["household_head"])).to_numpy() & (
            pc.not_equal(names, "").to_numpy()
        )
    return is_head


def _count(text: str) -> int:
    if not text.strip():
        return _UNSTATED
    count = _NUMBER_OF_PERSONS.fullmatch(one_figure(text) or "")
    return int(count[1]) if count else _UNREADABLE


def _first_rows(
    raw: RawTable, holds: dict[str, Mask], keys: Keys, column: str
) -> list[tuple[str, int | None, str | None]]:
    """Return each reason to hold that applies, with the first row of the first household."""
    rows = raw.table[ROW_NO].to_numpy()
    letter = raw.letters.get(column)
    return [(code, int(rows[hit[keys]][0]) % PERSON_STRIDE, letter) for code, hit in holds.items() if hit.any()]


def _notes(raw: RawTable, code: str, hit: Mask, keys: Keys, column: str) -> list[tuple[int, str, str]]:
    """Return one note for each household that is hit, at its first row."""
    rows, first = raw.table[ROW_NO].to_numpy(), np.unique(keys, return_index=True)[1]
    return [(int(rows[at]), code, raw.letters.get(column, "")) for at in first[hit]]


def _with_notes_of_a_roll(raw: RawTable, keys: Keys, column: str, stated: Keys, named: Keys) -> RawTable:
    missing = np.maximum(stated - named, 0)
    holds = {"household_persons_missing": missing > 0} if _MOST_MISSING * missing.sum() > stated.sum() else {}
    return replace(
        raw,
        hold_reasons=raw.hold_reasons + _first_rows(raw, holds, keys, column),
        notes=raw.notes + _notes(raw, "household_size_differs", stated != named, keys, column),
    )
