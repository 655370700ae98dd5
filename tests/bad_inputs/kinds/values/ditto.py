"""Marks of repetition (同上, 〃) in place of a unit, a household, a category. Kind 239."""

from __future__ import annotations

import random

from tests.bad_inputs.files.forms import CIVIL, POOR, ROLL, Form
from tests.bad_inputs.files.grid import Grid, Line
from tests.bad_inputs.files.make import Damage, both, in_csv, in_xls, in_xlsx
from tests.bad_inputs.kinds.model import Kind, holds, kind, quarantines, warns


def _same(canonical: str, field: str, mark: str, of: int = 5, value: str | None = None) -> Damage:
    """The first `of` rows after the first one repeat its value by a mark."""

    def damage(table: Grid, rng: random.Random) -> None:
        first = table.data[0].truth
        assert first is not None
        for line in table.data[1 : 1 + of]:
            assert line.truth is not None
            line.truth = line.truth.__class__(**{**vars(line.truth), field: getattr(first, field)})
            table.set(line, canonical, mark)

    return damage


def _blank_row(at: int) -> Damage:
    def damage(table: Grid, rng: random.Random) -> None:
        table.lines.insert(table.header_at + 1 + at, Line([""] * len(table.header)))

    return damage


def _units(mark: str, form: Form = CIVIL, of: int = 5) -> Damage:
    return _same("unit", "unit", mark, of)


KINDS: tuple[Kind, ...] = (
    kind(
        239,
        "同上, 〃 or a quote in place of a unit, a household or a category",
        "W / Q",
        ("同上 in most rows", in_xlsx(CIVIL, _units("同上"), total=False), warns("ditto_filled")),
        ("〃", in_csv(POOR, _units("〃", POOR)), warns("ditto_filled")),
        ("a quote", in_xls(CIVIL, _units('"'), 9), warns("ditto_filled")),
        ("a household", in_csv(ROLL, _same("household_no", "household", "同 上", 2)), warns("ditto_filled")),
        (
            "below a blank row",
            in_csv(ROLL, both(_units("同上", ROLL, 1), _blank_row(1)), 9),
            quarantines("ditto_unclear", "unit_blank"),
        ),
        (
            "in filtered rows",
            in_xlsx(ROLL, _units("同上", ROLL, 1), 9, book_row_attributes={5: ' hidden="1"'}),
            quarantines("ditto_unclear", "unit_blank", remarks=("form_differs", "hidden_rows")),
        ),
        (
            "in most of filtered rows",
            in_xlsx(ROLL, _units("同上", ROLL), book_row_attributes={5: ' hidden="1"'}),
            holds(
                "gate_failed",
                "mostly_quarantined",
                rows_known=True,
                fate="quarantine",
                codes=("ditto_unclear", "unit_blank"),
                remarks=("form_differs", "hidden_rows"),
            ),
        ),
        (
            "a category",
            in_xlsx(CIVIL, _same("category", "category", "同上", 2), 9, total=False),
            quarantines("ditto_unclear", "category_blank"),
        ),
        decided="W: the row directly above, in columns that may be merged cells, too (`fill_down`); filtered or sorted "
        "rows, another row above, and other columns: Q",
    ),
)
