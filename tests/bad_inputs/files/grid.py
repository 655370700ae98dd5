"""A file before it is written: lines of cells, each with the clean row that it stands for."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.bad_inputs.files.clean_rows import UNITS, Truth, truths
from tests.bad_inputs.files.forms import CHANGE_HEADER, CIVIL, DISABLED, REVERSING, TARGETS, TAX, Form, yuan


@dataclass
class Line:
    """One row of the file. `truth`: what it means, None if it is no data. `hit`: whether it was damaged."""

    cells: list[Any]
    truth: Truth | None = None
    hit: bool = False


@dataclass
class Grid:
    """A whole table of one form. Row numbers are those that a spreadsheet shows: the first line is row 1."""

    form: Form
    lines: list[Line] = field(default_factory=list)
    header_at: int = 0
    mode: str = "full"

    @property
    def data(self) -> list[Line]:
        return [line for line in self.lines if line.truth is not None]

    @property
    def header(self) -> list[Any]:
        return self.lines[self.header_at].cells

    def rows(self) -> list[list[Any]]:
        return [line.cells for line in self.lines]

    def expected(self) -> dict[int, Truth]:
        """Row number -> what stands there."""
        return {at: line.truth for at, line in enumerate(self.lines, 1) if line.truth is not None}

    def hits(self) -> frozenset[int]:
        return frozenset(at for at, line in enumerate(self.lines, 1) if line.hit)

    def set(self, line: Line, canonical: str, value: Any) -> Grid:
        """Write another value into a row's cell, and mark the row."""
        line.cells[self.form.at(canonical)] = value
        line.hit = True
        return self

    def each(self, canonical: str, change: Callable[[Any], Any], lines: Iterable[Line] | None = None) -> Grid:
        """Change the printed value of a column in some rows (all rows), which counts as touching them."""
        for line in self.data if lines is None else lines:
            self.set(line, canonical, change(line.cells[self.form.at(canonical)]))
        return self

    def insert(self, at: int, cells: list[Any]) -> Grid:
        """A line that is no data, before line `at`."""
        self.lines.insert(at, Line(cells))
        self.header_at += at <= self.header_at
        return self

    def column(self, position: int, header: Any, value: Callable[[Line], Any]) -> Grid:
        """Insert a column before `position`; titles and footers keep their cells."""
        for at, line in enumerate(self.lines):
            if at == self.header_at or line.truth is not None:
                line.cells.insert(position, header if at == self.header_at else value(line))
        return self

    def copy(self) -> Grid:
        return copy.deepcopy(self)


def table(
    form: Form, rng: random.Random, count: int = 6, *, mode: str | None = None, total: bool = True,
    change: Callable[[Truth], Truth] = lambda truth: truth,
) -> Grid:  # fmt: skip
    """A clean file of the form as its sender writes it: titles, header, rows, total and footer."""
    years = (2002, 2012) if form.source.layout == "education" else (1940, 2015)
    return written(form, [change(one) for one in truths(rng, count, years)], mode=mode, total=total)


def written(form: Form, people: list[Truth], *, mode: str | None = None, total: bool = True) -> Grid:
    if form is TARGETS:  # a unit has one target
        people = [replace(one, unit=unit) for one, unit in zip(people, UNITS, strict=False)]
    grid = Grid(form, mode=mode or form.source.list_mode)
    grid.lines = [Line(list(title)) for title in form.preamble]
    grid.header_at = len(grid.lines)
    changed = grid.mode == "change"
    grid.lines.append(Line([*form.header, *(CHANGE_HEADER if changed else ())]))
    for at, one in enumerate(people, 1):
        cells = form.cells(one)
        if form.header[0] == "序号":
            cells[0] = at
        grid.lines.append(Line([*cells, *(["新增", one.on.isoformat()] if changed else [])], one))
    if form in (TAX, REVERSING):
        grid.lines.append(Line([*control(people), *[""] * (len(form.header) - len(TAX.header))]))
    elif total and form in (CIVIL, DISABLED):
        grid.lines += [Line(["合计", f"{len(people)}人"]), Line(["制表人:王某"])]
    return grid


def control(people: Iterable[Truth], count: int | None = None, fen: int | None = None) -> list[Any]:
    """The tax bureau's last row: count and sum."""
    paid = [one.fen for one in people]
    cells: list[Any] = ["合计", f"{len(paid) if count is None else count}笔", "", ""]
    return [*cells, yuan(sum(paid) if fen is None else fen), "", "", "", ""]


def renamed(form: Form, **headers: str) -> Form:
    """The form with other headers: old=new."""
    return replace(form, header=tuple(headers.get(cell, cell) for cell in form.header))
