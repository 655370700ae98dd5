"""Short ways to say how a variant's file comes about."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.csv_files import csv_bytes, join, lines_of
from tests.bad_inputs.files.forms import Form
from tests.bad_inputs.files.grid import Grid, Line
from tests.bad_inputs.kinds.model import Made, Make, made
from tests.support.files.raw_xls import PLAIN, xls
from tests.support.files.raw_xlsx import Book, book

Damage = Callable[[Grid, random.Random], Any]


def nothing(grid: Grid, rng: random.Random) -> None:
    """No damage to the table."""


def in_csv(form: Form, damage: Damage = nothing, count: int = 6, *, finish: Callable[[bytes], bytes] = lambda d: d,
           lines: Callable[[list[str]], list[str]] = lambda rows: rows, end: str = "\r\n", delimiter: str = ",",
           encoding: str | None = None, **more: Any) -> Make:  # fmt: skip
    """A clean csv of the form, damaged as a table, then as lines, then as bytes."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng, count, mode=more.get("mode"))
        damage(table, rng)
        data = finish(join(lines(lines_of(table, delimiter)), end, encoding or form.encoding))
        return made(table, data, **more)

    return make


def in_xlsx(form: Form, damage: Damage = nothing, count: int = 6, *, finish: Callable[[bytes], bytes] = lambda d: d,
            parts: Callable[[Book], Any] = lambda one: None, total: bool = True, **more: Any) -> Make:  # fmt: skip
    """A clean workbook of the form, damaged as a table, then as parts, then as bytes. `book_…` go to the workbook."""
    how = {name.removeprefix("book_"): more.pop(name) for name in list(more) if name.startswith("book_")}

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng, count, mode=more.get("mode"), total=total)
        damage(table, rng)
        one = book(table.rows(), **how)
        parts(one)
        return made(table, finish(one.data()), **more)

    return make


def in_xls(form: Form, damage: Damage = nothing, count: int = 6, **more: Any) -> Make:
    """A clean old workbook of the form, damaged as a table; `looks` of its rows and columns."""
    looks = more.pop("looks", PLAIN)

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng, count, mode=more.get("mode"))
        damage(table, rng)
        return made(table, xls({"名单": table.rows()}, looks=looks), **more)

    return make


def hit(change: Callable[[Grid, Line, random.Random], Any], rows: int = 1) -> Damage:
    """Damage to so many rows, chosen by chance."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in rng.sample(table.data, rows):
            line.hit = True
            change(table, line, rng)

    return damage


def value(canonical: str, new: Any, rows: int = 1) -> Damage:
    """Another value in a column of some rows: fixed, or worked out from the printed one."""
    return hit(
        lambda table, line, rng: table.set(
            line, canonical, new(line.cells[table.form.at(canonical)]) if callable(new) else new
        ),
        rows,
    )


def everywhere(canonical: str, new: Callable[[Any], Any]) -> Damage:
    """A column dressed in every row; no row counts as hit, as all must load as they were meant."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data:
            at = table.form.at(canonical)
            line.cells[at] = new(line.cells[at])

    return damage


def both(*damages: Damage) -> Damage:
    def damage(table: Grid, rng: random.Random) -> None:
        for one in damages:
            one(table, rng)

    return damage


def of_bytes(form: Form, content: Callable[[random.Random], bytes], name: str = "delivery", **more: Any) -> Make:
    """A file that is no table of ours. Random bytes in `content` keep the variants distinct."""
    return lambda rng: Made(content(rng), form, name, **more)


def salted(data: bytes) -> Callable[[random.Random], bytes]:
    """The same content with a few random letters after it."""
    return lambda rng: data + b" %016x" % rng.getrandbits(64)


def rows_of(table: Grid) -> Sequence[Sequence[Any]]:
    return table.rows()


__all__ = [
    "Damage", "both", "csv_bytes", "everywhere", "hit", "in_csv", "in_xls", "in_xlsx", "nothing", "of_bytes", "salted",
    "value",
]  # fmt: skip
