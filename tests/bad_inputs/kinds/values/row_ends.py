"""Rows of a csv that lost the delimiters of blank columns at their end: kind 311."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.bad_inputs.files.forms import POOR, ROLL, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, in_csv
from tests.bad_inputs.kinds.model import Kind, Make, kind, loads, quarantines

_COUNT = 24


def _more(headers: Sequence[str], *texts: Sequence[str]) -> Damage:
    """Further columns that nobody reads: `texts` in the first rows, blank in the others."""

    def damage(table: Grid, rng: object) -> None:
        table.header.extend(headers)
        for at, line in enumerate(table.data):
            line.cells.extend(texts[at] if at < len(texts) else [""] * len(headers))

    return damage


def _shortened(
    form: Form, count: int, headers: Sequence[str], *texts: Sequence[str], rows: slice = slice(None)
) -> Make:
    """The rows that end with `count` delimiters, chosen by `rows`, lose them."""

    def lines(whole: list[str]) -> list[str]:
        ends = "," * count
        at = [place for place, line in enumerate(whole) if place and line.endswith(ends)][rows]
        return [line[: -len(ends)] if place in at else line for place, line in enumerate(whole)]

    return in_csv(form, _more(headers, *texts), _COUNT, lines=lines)


def _joined(form: Form, change: Callable[[str], str]) -> Make:
    """One row loses a delimiter elsewhere."""

    def damage(table: Grid, rng: object) -> None:
        _more(["备注", "电话"], *[["外出", "1"]] * 3, *[["", ""]] * 4, ["外出", ""])(table, rng)  # type: ignore[arg-type]
        table.data[-1].hit = True

    return in_csv(form, damage, _COUNT, lines=lambda rows: [*rows[:-1], change(rows[-1])])


KINDS: tuple[Kind, ...] = (
    kind(
        311, "rows without the delimiters of blank columns at their end", "N+W / Q",
        ("one column, in every row that has it blank", _shortened(ROLL, 1, ["备注"], *[["外出"]] * 6),
         loads("row_ends_missing")),
        ("two columns", _shortened(ROLL, 2, ["备注", "电话"], *[["外出", "1"]] * 6),
         loads("row_ends_missing", "extra_column")),
        ("two rows", _shortened(POOR, 1, ["备注"], *[["外出"]] * 6, rows=slice(2)),
         loads("row_ends_missing")),
        ("a delimiter in the middle", _joined(ROLL, lambda line: line.replace(",西村", "西村")),
         quarantines("row_fields", remarks=("extra_column",))),
        ("at the beginning", _joined(ROLL, lambda line: line.replace(",", "", 1)),
         quarantines("row_fields", remarks=("extra_column",))),
        ("a required column too", _joined(ROLL, lambda line: ",".join(line.split(",")[:4])),
         quarantines("row_fields", remarks=("extra_column",))),
        decided="read if the cells can be assigned to the columns in one way only, compared with the whole rows",
    ),
)  # fmt: skip
