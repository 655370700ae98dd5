"""A department's list of a special population: one person per row, added (`add`), removed (`end`) or dead (`death`).

A row of a change list may also change the category (变更): it is an addition that `replaces` the person's other
categories of the same source.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.gate.kinds.categories import parse_category, parse_grade
from transforms.intake.gate.kinds.schema import Column, Columns, Kind, person_columns
from transforms.intake.gate.kinds.student_numbers import compare_student_numbers
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.intake.values.text_columns import null_if_blank
from transforms.text.arrow_columns import mask

COLUMNS = (
    *person_columns("birth_on", may_be_newborn=True),
    Column("category"),
    Column("op"),
    Column("replaces", pa.bool_()),
    Column("effective_on", pa.date32()),
    Column("grade", pa.int8()),
    Column("subclass"),
    Column("hukou_local", pa.bool_()),
    Column("unit_id"),
    Column("village"),
)


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse a special list, one person per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, birth_certificate_no, stated_birth_on, category, op (`add`, `end` or `death`), replaces (True: the person's
    other categories of the source end on that day; else null), effective_on (recognised date of an addition, or date of
    the end or death), grade, subclass, hukou_local (registered in this place), unit_id and
    village. `source`: gives the sender's own words for categories.
    """
    person = parser.person(may_be_newborn=True)
    compare_student_numbers(parser, person["document_number"])
    op = _parse_op(parser)
    effective_on = _parse_effective_on(parser, op)
    replaces = pa.nulls(parser.size, pa.bool_())
    if "change" in pc.unique(op).to_pylist():
        changes = pc.equal(op, "change")
        replaces = pc.if_else(changes, True, pa.scalar(None, pa.bool_()))
        parser.frame["op"] = op = pc.if_else(changes, "add", op)
    grade = parse_grade(parser)
    return person | {
        "category": _no_category(parser) if parser.layout.lists_deaths else parse_category(parser, source, grade),
        "op": op,
        "replaces": replaces,
        "effective_on": effective_on,
        "grade": grade,
        "subclass": null_if_blank(parser.plain("subclass")),
        "hukou_local": parser.yes_no("hukou_local"),
        "unit_id": parser.unit(required=False),
        "village": parser.village(),
    }


def _parse_op(parser: Parser) -> pa.Array:
    """Return add, end, death or change per row; a full list may leave it blank, which means add."""
    if parser.context.list_mode == "change" or parser.has("op"):
        required = parser.context.list_mode == "change"
        op = parser.word("op", parser.layout.op_words, pa.string(), "op_unknown", required=required)
        return op if required else pc.fill_null(op, "add")
    return pa.array(["add"]).take(pa.array(np.zeros(parser.size, dtype=np.int8)))


def _no_category(parser: Parser) -> pa.Array:
    """Return an empty category for each row: who has died is dead in every category."""
    parser.frame["category"] = pa.array([""]).take(pa.array(np.zeros(parser.size, dtype=np.int8)))
    return parser.frame["category"]


def _parse_effective_on(parser: Parser, op: pa.Array) -> pa.Array:
    """Return the recognised date of an addition, and the change date of an end or death.

    An addition without a recognised date has in a change list its change date. Without both it has the list's cut-off.
    So has a change of category; with two different days it is a fault, because these do not say when the earlier
    category ended.
    """
    changes = mask(pc.fill_null(pc.equal(op, "change"), False))
    added = mask(pc.fill_null(pc.equal(op, "add"), False)) | changes
    as_of = parser.context.as_of
    recognised = parser.date(
        "effective_on", required=False, where=added, until=as_of, default=parser.context.cut_off_on
    )
    by_change = with_both = added & False
    if parser.context.list_mode == "change" and parser.has("change_on"):
        stated = ~parser.blank("change_on")
        by_change = added & parser.blank("effective_on") & stated
        with_both = changes & ~by_change & stated
    if added.all() and not (by_change | with_both).any():
        return recognised
    used = (~added & mask(pc.is_valid(op))) | by_change | with_both
    changed = parser.date("change_on", required=True, where=used, until=as_of)
    if parser.has("effective_on"):
        backwards = mask(pc.fill_null(pc.less(changed, parser.day("effective_on")), False))
        parser.findings.fault("date_order", "change_on", backwards & ~added)
    differs = mask(pc.fill_null(pc.not_equal(changed, recognised), False))
    parser.findings.fault("change_two_days", "change_on", with_both & differs)
    return pc.if_else(pa.array(added & ~by_change), recognised, changed)


KIND = Kind("special_list", COLUMNS, parse)
