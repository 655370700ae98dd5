"""Csv files of which every row lacks the same columns at its end: kind 314."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.bad_inputs.files.forms import EMPLOYEE, POOR, ROLL, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, in_csv
from tests.bad_inputs.kinds.model import Kind, Make, kind, loads, rejects


def _more(*headers: str) -> Callable[[list[str]], list[str]]:
    """Further names at the end of the header only."""
    return lambda lines: [",".join([lines[0], *headers]), *lines[1:]]


def _without(form: Form, positions: Sequence[int], *headers: str) -> Make:
    """Every row lacks the fields at these positions; `headers`: further names at the end of the header."""

    def lines(rows: list[str]) -> list[str]:
        fields = [row.split(",") for row in rows[1:]]
        short = [",".join(cell for at, cell in enumerate(row) if at not in positions) for row in fields]
        return [",".join([rows[0], *headers]), *short]

    return in_csv(form, lines=lines)


def _blank(position: int) -> Damage:
    def damage(table: Grid, rng: object) -> None:
        for line in table.data:
            line.cells[position] = ""

    return damage


KINDS: tuple[Kind, ...] = (
    kind(
        314,
        "the header has columns at its end that no row has",
        "N+W / R",
        ("a column for remarks", in_csv(ROLL, lines=_more("备注")), loads("row_ends_missing")),
        ("three columns to sign in", in_csv(POOR, lines=_more("联系电话", "签字", "备注")),
         loads("row_ends_missing", "extra_column")),
        ("names that are blank", in_csv(ROLL, lines=_more("", "")), loads("row_ends_missing")),
        ("a village that is blank in the middle", in_csv(ROLL, _blank(5), lines=_more("备注", "签字")),
         loads("row_ends_missing", "extra_column")),
        ("a column in the middle is missing", _without(ROLL, (5,)), rejects("columns_shifted")),
        ("a column in the middle, and one more in the header", _without(ROLL, (6,), "备注"),
         rejects("columns_shifted")),
        ("the number is shifted", _without(POOR, (2,)), rejects("columns_shifted")),
        ("a required column", _without(POOR, (5, 6, 7)), rejects("columns_shifted")),
        ("either of two dates", _without(EMPLOYEE, (3,), "登记日期"), rejects("columns_shifted")),
        decided="read if no missing column is required and the kinds of the values leave only one way to assign them",
    ),
)  # fmt: skip
