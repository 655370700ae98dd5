"""M. Columns of real forms that decide about rows and were not read: kinds 320 to 322."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.bad_inputs.files.forms import TAX, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, in_csv, in_xls, in_xlsx
from tests.bad_inputs.files.real_forms import (
    BUREAU_ROLL,
    CERTIFICATES,
    PAYMENTS,
    PERSONS,
    PLATFORM,
    POVERTY,
    VETERANS,
    surroundings,
)
from tests.bad_inputs.kinds.model import Expect, Kind, Make, holds, kind, loads

_UNREAD, _MISSING = holds("state_column_unread"), holds("form_column_missing")
_NO_MONITORING = holds("category_column_missing")
# each number of a certificate has its remark, whatever else is in the file
_REMARKED = Expect("accept", codes=("document_from_certificate",), remarks=("extra_column",))
# the usual form of the receipts with the sender's own column of states
WITH_STATE = replace(
    TAX, header=(*TAX.header, "核销标志"), cells=lambda t: [*TAX.cells(t), "正常"], layout="tax", encoding="utf-8"
)


def _in(form: Form, make: Callable[..., Make], damage: Damage) -> Make:
    return make(form, damage, total=False, context=dict(surroundings(form).changes)) if make is in_xlsx else make(
        form, damage, context=dict(surroundings(form).changes)
    )  # fmt: skip


def _named(old: str, new: str, *cells: str) -> Damage:
    """Give the column another header, and its first cells other texts."""

    def damage(table: Grid, rng: random.Random) -> None:
        at = table.form.header.index(old)
        table.header[at] = new
        for line, text in zip(table.data, cells, strict=False):
            line.cells[at] = text

    return damage


def _each_marked(damage: Damage) -> Damage:
    """The same damage; every row has its remark."""

    def marked(table: Grid, rng: random.Random) -> None:
        damage(table, rng)
        for line in table.data:
            line.hit = True

    return marked


def _without(header: str) -> Damage:
    def damage(table: Grid, rng: random.Random) -> None:
        at = table.form.header.index(header)
        for line in [table.lines[table.header_at], *table.data]:
            del line.cells[at]

    return damage


def _without_monitoring(table: Grid, rng: random.Random) -> None:
    """The column of monitored households is missing; the first household is in no other category."""
    table.data[0].cells[table.form.header.index("户类型")] = "一般农户"
    _without("易返贫致贫户(监测对象)类型")(table, rng)


def _header_again(table: Grid, rng: random.Random) -> None:
    table.insert(table.header_at + 4, list(table.header))


KINDS: tuple[Kind, ...] = (
    kind(
        320, "a column of states whose header is misspelt, another word or missing", "H",
        ("a character is missing in an optional one", _in(CERTIFICATES, in_xlsx, _named("状态", "态", "注销")),
         _UNREAD),
        ("another word", _in(CERTIFICATES, in_csv, _named("状态", "某列", "有效", "注销")), _UNREAD),
        ("another word, all rows count", _in(CERTIFICATES, in_xls, _named("状态", "情况")), _UNREAD),
        ("a wrong character in an optional one", _in(PAYMENTS, in_xlsx, _named("缴费类型", "缴费类形", "退费")),
         _UNREAD),
        ("the usual form with the word of a reversed row", _in(WITH_STATE, in_csv, _named(
            "核销标志", "核销标志", "正常", "被冲销")), _UNREAD),
        ("no header above the state", _in(CERTIFICATES, in_xlsx, _named("状态", "", "注销")), _UNREAD),
        ("a form of which another asks for less", _in(BUREAU_ROLL, in_xlsx, _without("参保情况")), _MISSING),
        ("twice, where another form asks for less", _in(BUREAU_ROLL, in_xlsx, _named("手机号", "参保情况")),
         holds("form_column_duplicate")),
        ("another column is misspelt", _in(VETERANS, in_xlsx, _named("民族", "民旅")), loads("extra_column")),
        ("a column of yes and no", _in(CERTIFICATES, in_csv, _each_marked(_named(
            "户籍类别", "是否低保", "否", "是"))),
         _REMARKED),
        decided="rows that do not count would be loaded; a word alone (是, 1) says nothing",
    ),
    kind(
        321, "a column of categories whose header is misspelt, or that is missing", "H",
        ("a wrong character", _in(POVERTY, in_xlsx, _named("户类型", "户类形")),
         holds("category_column_unread")),
        ("a character is missing", _in(POVERTY, in_xls, _named(
            "易返贫致贫户(监测对象)类型", "易返贫致贫户(监测对象)类", "脱贫不稳定户")),
         holds("category_column_unread")),
        ("another word", _in(POVERTY, in_csv, _named("易返贫致贫户(监测对象)类型", "某列", "边缘易致贫户")),
         holds("category_column_unread")),
        ("exchanged with the state", _in(POVERTY, in_xlsx, _named(
            "风险是否消除", "风险是否消除", *["脱贫不稳定户"] * 6)), holds("category_column_unread")),
        ("it is missing", _in(POVERTY, in_xlsx, _without_monitoring), _NO_MONITORING),
        ("it is missing in an old workbook", _in(POVERTY, in_xls, _without_monitoring), _NO_MONITORING),
        ("it is missing in a csv", _in(POVERTY, in_csv, _without_monitoring), _NO_MONITORING),
        decided="the persons would be left out as being in no category",
    ),
    kind(
        322, "the header again on the next page of a real form", "N",
        ("a chain of places", _in(PERSONS, in_xlsx, _header_again), loads()),
        ("in an old workbook", _in(PERSONS, in_xls, _header_again), loads()),
        ("in a csv", _in(PERSONS, in_csv, _header_again), loads("form_differs")),
        ("columns of states", _in(PLATFORM, in_xlsx, _header_again), loads()),
    ),
)  # fmt: skip
