"""Applies a layout's rules of form to a table that was read. Runs inside the worker.

Each rule is a pure function from a raw table and its layout to a raw table, in a file of this folder. A rule of which
the layout says nothing returns the table as it is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from transforms.intake.base.raw_table import NUMBERED, PERSON_STRIDE, ROW_NO, RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.category_columns import choose_category
from transforms.intake.reading.forms.constants import add_constant_columns
from transforms.intake.reading.forms.households import compare_counts, number_households
from transforms.intake.reading.forms.measures import one_row_per_measure
from transforms.intake.reading.forms.members import one_row_per_member
from transforms.intake.reading.forms.pair_numbers import pair_numbers
from transforms.intake.reading.forms.place_chain import unit_from_columns
from transforms.intake.reading.forms.row_states import leave_out_rows
from transforms.intake.reading.forms.rows_kept import keep_rows
from transforms.intake.reading.forms.several_categories import one_row_per_category
from transforms.intake.reading.forms.split_persons import one_row_per_person
from transforms.intake.reading.forms.titles import category_from_title

_RULES = (
    add_constant_columns,
    unit_from_columns,
    category_from_title,
    one_row_per_measure,
    pair_numbers,
    one_row_per_person,
    one_row_per_member,
    number_households,
    compare_counts,
    one_row_per_category,
)
"""In this order, after the category is chosen, which the state of a row may concern, and after the rows that do not
count are left out: persons are counted before they are split into categories."""
_STATES = f"row_states{NUMBERED}"


def apply_rules(raw: RawTable, layout: Layout, *, with_states: bool = False) -> RawTable:
    """Return the table after all rules of the layout, with canonical columns only. `raw` is not changed.

    A rule may leave rows out, add or replace columns, and make several rows of one row, such as one row per person. The
    columns that only a rule reads (`row_states/1`) are gone. `with_states`: keep the columns of states, and all rows
    whatever their state is, without a note or a fault about it; `leave_out_rows` of the result gives the table without
    the rows that do not count.
    """
    raw = choose_category(raw, layout)
    counted = leave_out_rows(raw, layout)
    if with_states and layout.row_states:
        is_counted = np.isin(raw.table[ROW_NO].to_numpy(), counted.table[ROW_NO].to_numpy())
        other_rows = _after_rules(keep_rows(raw, ~is_counted), layout)
        return _without_columns_of_rules(_united(_after_rules(keep_rows(raw, is_counted), layout), other_rows), _STATES)
    return _without_columns_of_rules(_after_rules(counted, layout))


def _after_rules(raw: RawTable, layout: Layout) -> RawTable:
    for rule in _RULES:
        raw = rule(raw, layout)
    return raw


def _united(counted: RawTable, other_rows: RawTable) -> RawTable:
    """Return the rows of both tables in the order of the file; everything about the whole file is that of `counted`."""
    if not other_rows.table.num_rows:
        return counted
    names = list(dict.fromkeys([*counted.table.column_names, *other_rows.table.column_names]))
    table = pa.concat_tables([_with_columns(part.table, names) for part in (counted, other_rows)])
    numbers = table[ROW_NO].to_numpy().astype(np.int64)
    order = np.lexsort((np.abs(numbers // PERSON_STRIDE), numbers % PERSON_STRIDE))
    numeric = {
        name: np.concatenate(
            [part.numeric.get(name, np.zeros(part.table.num_rows, dtype=bool)) for part in (counted, other_rows)]
        )[order]
        for name in {**counted.numeric, **other_rows.numeric}
    }
    of_others = set(other_rows.table[ROW_NO].to_pylist())
    return replace(
        counted,
        table=table.take(pa.array(order)),
        letters={**other_rows.letters, **counted.letters},
        numeric=numeric,
        faults=[*counted.faults, *(fault for fault in other_rows.faults if fault[0] in of_others)],
        notes=[*counted.notes, *(note for note in other_rows.notes if note[0] in of_others)],
    )


def _with_columns(table: pa.Table, names: list[str]) -> pa.Table:
    """Return the table with columns of these names, blank where it has none."""
    blank = pa.repeat(pa.scalar("", pa.string()), table.num_rows)
    return pa.table({name: table[name] if name in table.column_names else blank for name in names})


def _without_columns_of_rules(raw: RawTable, kept: str | None = None) -> RawTable:
    """Return the table without the columns that only a rule reads, but for those whose names begin with `kept`."""
    names = [name for name in raw.table.column_names if NUMBERED in name]
    done = [name for name in names if kept is None or not name.startswith(kept)]
    if not done:
        return raw
    return replace(
        raw,
        table=raw.table.drop_columns(done),
        letters={name: letter for name, letter in raw.letters.items() if name not in done},
        numeric={name: cells for name, cells in raw.numeric.items() if name not in done},
    )
