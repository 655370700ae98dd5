"""Damage to the structure of a workbook: header rows, sheets, merged cells, colours, far cells."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.forms import CIVIL, Form
from tests.bad_inputs.files.grid import Grid, Line
from tests.bad_inputs.files.make import in_xlsx
from tests.bad_inputs.kinds.model import Made, Make, made
from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_xls import xls
from tests.support.files.raw_xlsx import Book, Cell, Sheet, styled
from transforms.intake.base.raw_table import SHEET_STRIDE

MERGED = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells>'
FILTER = '<autoFilter ref="A3:H9"><filterColumn colId="3"><filters/></filterColumn></autoFilter>'
TWO_ROWS = LAYOUTS["civil_affairs"].model_copy(update={"header_rows": 2})
CONDITIONAL = (
    '<conditionalFormatting sqref="A4:H9"><cfRule type="expression" priority="1"><formula>{}</formula></cfRule>'
    "</conditionalFormatting>"
)
DAY_ZERO_1904 = dt.date(1904, 1, 1)


def titles(*texts: str) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        for text in reversed(texts):
            table.insert(0, [text])

    return damage


def header_rows(upper: Sequence[Any], lower: Sequence[Any]) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        table.lines[table.header_at].cells = list(lower)
        table.insert(table.header_at, list(upper))

    return damage


def blank_line(at: int, cells: Sequence[Any] = ()) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        table.insert(at, list(cells))

    return damage


def header_again(after: int, *, with_titles: bool = False, cells: Sequence[Any] | None = None) -> Callable[..., None]:
    """The header once more after so many persons, as on the next page."""

    def damage(table: Grid, rng: random.Random) -> None:
        at = table.header_at + 1 + after
        head = table.lines[: table.header_at + 1] if with_titles else [table.lines[table.header_at]]
        table.lines[at:at] = [Line(list(line.cells)) for line in head]
        if cells is not None:
            table.lines[at].cells = list(cells)

    return damage


def shared_unit(lines: int) -> Callable[[Grid, random.Random], None]:
    """One unit cell merged over the first persons."""

    def damage(table: Grid, rng: random.Random) -> None:
        first = table.data[0]
        for line in table.data[1:lines]:
            assert line.truth is not None and first.truth is not None
            line.truth = replace(line.truth, unit=first.truth.unit)
            line.cells[table.form.at("unit")] = None

    return damage


def emptied(canonical: str, lines: slice) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data[lines]:
            table.set(line, canonical, None)

    return damage


def serials(*numbers: Any) -> Callable[[Grid, random.Random], None]:
    """Other running numbers; the first person whose number does not follow counts as hit."""

    def damage(table: Grid, rng: random.Random) -> None:
        before = 0
        broken = False
        for line, new in zip(table.data, numbers, strict=True):
            line.cells[0] = new
            line.hit = not broken and new != before + 1
            broken = broken or line.hit
            before = new

    return damage


def with_column(position: int, header: Any, content: Any = None) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        table.column(position, header, lambda line: content)

    return damage


def shuffled(table: Grid, rng: random.Random) -> None:
    order = list(range(len(table.header)))
    rng.shuffle(order)
    for line in [table.lines[table.header_at], *table.data]:
        line.cells = [line.cells[at] for at in order]


def with_headers(**names: str) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        table.lines[table.header_at].cells = [names.get(cell, cell) for cell in table.header]

    return damage


def several_sheets(*states: str, form: Form = CIVIL, filled: Sequence[bool] = (), header: bool = True) -> Make:
    """Several sheets with persons of their own; rows of a further sheet carry its position."""

    def make(rng: random.Random) -> Made:
        tables = [grids.table(form, rng, 3, total=False) for _ in states]
        wanted = list(filled) or [True] * len(states)
        expected = {}
        first = True
        for at, (table, full) in enumerate(zip(tables, wanted, strict=True)):
            if full and states[at] == "visible":
                shift = 0 if first else at * SHEET_STRIDE
                expected |= {row + shift: one for row, one in table.expected().items()}
                first = False
        pages = [
            Sheet(table.rows() if full else [["说明"], ["请勿修改"]], f"表{at}", state)
            for at, (table, full, state) in enumerate(zip(tables, wanted, states, strict=True))
        ]
        return Made(Book(pages).data(), form, expected=expected)

    return make


def coloured(style: int, which: Callable[[int, int], bool]) -> Callable[[Grid, random.Random], None]:
    """The name cells of some persons in a style."""

    def damage(table: Grid, rng: random.Random) -> None:
        at = table.form.at("name")
        for place, line in enumerate(table.data):
            if which(place, len(table.data)):
                line.cells[at] = styled(line.cells[at], style)

    return damage


def with_dates(write: Callable[[Any], Any]) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data:
            assert line.truth is not None
            line.cells[table.form.at("effective_on")] = write(line.truth.on)

    return damage


def old_1904(rng: random.Random) -> Made:
    table = grids.table(CIVIL, rng)
    with_dates(lambda day: day)(table, rng)
    return made(table, xls({"名单": table.rows()}, date1904=True))


def far_cell(xml: str) -> Make:
    """A cell far from the data, in its own row."""
    return in_xlsx(
        CIVIL, parts=lambda one: one.replace("xl/worksheets/sheet1.xml", "</sheetData>", f"{xml}</sheetData>")
    )


def stretched(last_row: int, write: Callable[[Grid], bytes], form: Form) -> Make:
    """The last person stands in the last row that a spreadsheet has."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng, total=False)
        last = table.lines.pop()
        table.lines += [Line([]) for _ in range(last_row - 1 - len(table.lines))]
        table.lines.append(last)
        return made(table, write(table))

    return make


def rich_text(text: str) -> Cell:
    return Cell(
        f'<c r="{{r}}" t="inlineStr"><is><r><t>{text[0]}</t></r><r><rPr><b/></rPr><t>{text[1:]}</t></r></is></c>'
    )


def phonetic(text: str) -> Cell:
    return Cell(f'<c r="{{r}}" t="inlineStr"><is><t>{text}</t><rPh sb="0" eb="1"><t>zhao</t></rPh></is></c>')


def with_part(name: str, content: str) -> Callable[[Book], None]:
    return lambda one: one.parts.update({name: content})


EXTERNAL = '<externalLink xmlns="x"><externalBook r:id="rId1"/></externalLink>'
SECOND_TABLE = ["姓名", "身份证号码", "所属乡镇", "人员类别", "备注", "序号", "认定日期", "是否本县户籍"]


def side_by_side(table: Grid) -> None:
    for line in [table.lines[table.header_at], *table.data]:
        line.cells += [None, *line.cells]


def shift_right(table: Grid) -> None:
    for line in table.lines:
        line.cells.insert(0, None)
