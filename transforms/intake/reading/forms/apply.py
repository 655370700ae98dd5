"""Applies a layout's rules of form to a table that was read. Runs inside the worker.

Each rule is a pure function from a raw table and its layout to a raw table, in a file of this folder. A rule of which
the layout says nothing returns the table as it is.
"""

from __future__ import annotations

from dataclasses import replace

from transforms.intake.base.raw_table import NUMBERED, RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.category_columns import choose_category
from transforms.intake.reading.forms.constants import add_constant_columns
from transforms.intake.reading.forms.households import compare_counts, number_households
from transforms.intake.reading.forms.measures import one_row_per_measure
from transforms.intake.reading.forms.members import one_row_per_member
from transforms.intake.reading.forms.pair_numbers import pair_numbers
from transforms.intake.reading.forms.place_chain import unit_from_columns
from transforms.intake.reading.forms.row_states import leave_out_rows
from transforms.intake.reading.forms.several_categories import one_row_per_category
from transforms.intake.reading.forms.split_persons import one_row_per_person
from transforms.intake.reading.forms.titles import category_from_title

_RULES = (
    choose_category,
    leave_out_rows,
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
"""In this order: the state of a row may concern some categories only; a row that does not count is left out before it
is split into persons, who are counted before they are split into categories."""


def apply_rules(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table after all rules of the layout, with canonical columns only. `raw` is not changed.

    A rule may leave rows out, add or replace columns, and make several rows of one row, such as one row per person. The
    columns that only a rule reads (`row_states/1`) are gone.
    """
    for rule in _RULES:
        raw = rule(raw, layout)
    done = [name for name in raw.table.column_names if NUMBERED in name]
    if not done:
        return raw
    return replace(
        raw,
        table=raw.table.drop_columns(done),
        letters={name: letter for name, letter in raw.letters.items() if name not in done},
        numeric={name: cells for name, cells in raw.numeric.items() if name not in done},
    )
