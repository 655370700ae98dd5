"""Rows whose person is in a column that nobody reads. Kind 238."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.bad_inputs.files.clean_rows import Truth, number
from tests.bad_inputs.files.forms import CIVIL, POOR, ROLL, Form
from tests.bad_inputs.files.grid import Grid, Line
from tests.bad_inputs.files.make import Damage, both, in_csv, in_xls, in_xlsx
from tests.bad_inputs.kinds.model import Kind, kind, loads, quarantines


def _member(header: str, text: Callable[[Truth], str], *kept: str) -> Damage:
    """One row has its person in a further column only, and else what a form fills in (`kept`)."""

    def damage(table: Grid, rng: random.Random) -> None:
        line = table.data[2]
        assert line.truth is not None
        table.column(len(table.header), header, lambda one: text(one.truth) if one is line and one.truth else "")
        for at, name in enumerate(table.header[:-1]):
            line.cells[at] = line.cells[at] if name in (*kept, "序号") else ""
        line.hit = True

    return damage


def _in_column(header: str, text: str, *kept: str) -> Damage:
    """One row has its person in a column of the form that is not read."""

    def damage(table: Grid, rng: random.Random) -> None:
        line = table.data[2]
        line.cells = [
            cell if name in (*kept, "序号") else "" for cell, name in zip(line.cells, table.header, strict=True)
        ]
        line.cells[table.header.index(header)] = text or f"补报：{number(rng)}"
        line.hit = True

    return damage


def _prefilled(header: str, text: str, form: Form = CIVIL) -> Damage:
    """Three rows without anybody, each with the same text in a further column."""

    def damage(table: Grid, rng: random.Random) -> None:
        first = table.data[0].cells
        table.column(len(table.header), header, lambda line: text)
        unit = form.at("unit")
        rows = [[first[unit] if at == unit else "" for at in range(len(form.header))] for _ in range(3)]
        place = table.header_at + 1 + len(table.data)
        table.lines[place:place] = [Line([*cells, text]) for cells in rows]

    return damage


NOBODY = ("document_blank", "name_blank")

KINDS: tuple[Kind, ...] = (
    kind(
        238,
        "a row whose person is in a column that nobody reads",
        "Q",
        (
            "a member's name",
            in_xlsx(CIVIL, _member("成员姓名", lambda one: one.name, "所属乡镇", "人员类别"), 9, total=False),
            quarantines(*NOBODY, remarks=("extra_column",)),
        ),
        (
            "a number in the remark",
            in_xlsx(CIVIL, _in_column("备注", "", "所属乡镇", "人员类别"), 9, total=False),
            quarantines(*NOBODY),
        ),
        (
            "a member's number in a csv",
            in_csv(POOR, _member("成员证件", lambda one: one.number, "乡镇", "人口类别", "行政村"), 9),
            quarantines(*NOBODY, remarks=("extra_column",)),
        ),
        (
            "a householder's name",
            in_csv(POOR, _in_column("户主姓名", "王文明", "乡镇", "人口类别"), 9),
            quarantines(*NOBODY),
        ),
        (
            "nothing else in the row",
            in_csv(ROLL, _member("家庭成员姓名", lambda one: one.name, "乡镇"), 9),
            quarantines(*NOBODY, remarks=("extra_column",)),
        ),
        (
            "in an old workbook",
            in_xls(CIVIL, _member("成员身份证", lambda one: one.number, "所属乡镇", "人员类别"), 9),
            quarantines(*NOBODY, remarks=("extra_column",)),
        ),
        (
            "the official's name in every row",
            in_xlsx(CIVIL, _prefilled("填报人姓名", "王某某"), total=False),
            loads("extra_column", "row_without_person"),
        ),
        (
            "one name in all rows without anybody",
            in_xlsx(CIVIL, _prefilled("村主任姓名", "王文明"), total=False),
            loads("extra_column", "row_without_person"),
        ),
        (
            "an office's telephone",
            in_csv(POOR, both(_prefilled("电话", "0746-4212345", POOR)), 9),
            loads("extra_column", "row_without_person"),
        ),
        decided="a document number anywhere, or a name below a header for names, unless all such rows have it",
    ),
)
