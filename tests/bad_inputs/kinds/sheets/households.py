"""M. Households in the forms of real systems: kinds 300 to 303."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.bad_inputs.files.forms import CIVIL, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, in_csv, in_xls, in_xlsx
from tests.bad_inputs.files.workbook_damages import titles
from tests.bad_inputs.kinds.model import Kind, holds, kind, loads, quarantines
from tests.support.files.builders import LAYOUTS

_LIST = replace(CIVIL, values=lambda t: {**CIVIL.values(t), "hukou_local": None}, preamble=())
HEADS = replace(
    _LIST,
    header=("地区", "户主姓名", "身份证号", "救助类型", "家庭人口数", "保障人口数", "起始保障年月"),
    cells=lambda t: [t.unit, t.name, t.number, t.category, "1", "1", t.on.isoformat()],
)
FAMILIES = replace(
    _LIST,
    header=("所属区县", "所属街道", "救助类型", "保障人口数", "最初享受月份", "家庭成员姓名", "家庭成员身份证号"),
    cells=lambda t: ["某县", t.unit, t.category, "1", t.on.isoformat(), t.name, t.number],
)
ROWS = replace(
    _LIST,
    header=("镇街", "救助类型", "家庭人口", "起始保障年月", "户主姓名", "身份证号码", "成员姓名", "身份证号码"),
    cells=lambda t: [t.unit, t.category, "1", t.on.isoformat(), t.name, t.number, "", ""],
)
PAY_SHEET = replace(
    _LIST,
    header=("序号", "户主姓名", "身份证号码", "低保证号", "保障人数", "领取金额", "领款人签字（章）"),
    cells=lambda t: ["1", t.name, t.number, "NC1", "3", "620", ""],
)
_FORMS = {"alternatives": tuple(form for form in LAYOUTS.values() if form.alternative_to == "civil_affairs")}


def _cells(form: Form, column: str, *texts: str, hit: bool = False) -> Damage:
    """Write the texts into the column of the first rows; {} is what the cell holds."""

    def damage(table: Grid, rng: random.Random) -> None:
        at = form.header.index(column)
        for line, text in zip(table.data, texts, strict=False):
            line.cells[at] = text.format(line.cells[at])
            line.hit = hit

    return damage


def _another_column(header: str) -> Damage:
    """Behind the last column there is another of that heading, filled in one row."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in [table.lines[table.header_at], *table.data]:
            line.cells.append("" if line.truth else header)

    return damage


def _members_first(table: Grid, rng: random.Random) -> None:
    """The two columns of the members precede those of the heads."""
    for line in [table.lines[table.header_at], *table.data]:
        line.cells[4:8] = [*line.cells[6:8], *line.cells[4:6]]


KINDS: tuple[Kind, ...] = (
    kind(
        300, "a list of households that names only their heads", "H",
        ("three persons covered", in_xlsx(HEADS, _cells(HEADS, "保障人口数", "3"), total=False, context=_FORMS),
         holds("household_persons_missing", rows_known=True)),
        ("a counting word", in_xls(HEADS, _cells(HEADS, "保障人口数", "1", "2人"), context=_FORMS),
         holds("household_persons_missing", rows_known=True, remarks=())),
        ("in a csv", in_csv(HEADS, _cells(HEADS, "保障人口数", "４", "3"), context=_FORMS),
         holds("household_persons_missing", rows_known=True, remarks=("form_differs",))),
        ("the count blank", in_xlsx(HEADS, _cells(HEADS, "保障人口数", ""), total=False, context=_FORMS),
         holds("household_count_unknown", rows_known=True)),
        ("households of one person", in_xlsx(HEADS, total=False, context=_FORMS), loads()),
        decided="the other persons would lose their subsidy; fewer covered than named: W",
    ),
    kind(
        301, "names and numbers of a household in one cell, of unequal counts", "Q",
        ("a name too many", in_xlsx(FAMILIES, _cells(FAMILIES, "家庭成员姓名", "{}、李四", hit=True), total=False,
                                    context=_FORMS), quarantines("members_differ")),
        ("a name too many in an old workbook", in_xls(FAMILIES, _cells(
            FAMILIES, "家庭成员姓名", "{}、李四", "王五；{}", hit=True), context=_FORMS),
         quarantines("members_differ")),
        ("a number too many", in_csv(FAMILIES, _cells(FAMILIES, "家庭成员身份证号", "{0}、{0}", hit=True),
                                     context=_FORMS), quarantines("members_differ", "document_characters",
                                                                  remarks=("form_differs",))),
        ("equal counts", in_xlsx(FAMILIES, total=False, context=_FORMS), loads()),
        decided="nobody knows whose number it is",
    ),
    kind(
        302, "columns of one heading for several persons, in another order or too many", "N",
        ("the members first", in_xlsx(ROWS, _members_first, total=False, context=_FORMS), loads()),
        ("the members first in an old workbook", in_xls(ROWS, _members_first, context=_FORMS), loads()),
        ("the members first in a csv", in_csv(ROWS, _members_first, context=_FORMS), loads("form_differs")),
        ("a number too many", in_xlsx(ROWS, _another_column("身份证号码"), total=False, context=_FORMS),
         holds("persons_unpaired")),
        ("a name too many", in_csv(ROWS, _another_column("成员姓名"), context=_FORMS), holds("persons_unpaired")),
        decided="the second number belongs to the second name from the left; unequal counts: H",
    ),
    kind(
        303, "a sheet for paying out, sent as a list of persons", "H",
        ("workbook", in_xlsx(PAY_SHEET, total=False, context=_FORMS), holds("pay_sheet")),
        ("with a title", in_xls(PAY_SHEET, titles("2019年8月农村低保资金发放花名册"), context=_FORMS),
         holds("pay_sheet")),
        ("csv", in_csv(PAY_SHEET, context=_FORMS), holds("pay_sheet")),
    ),
)  # fmt: skip
