"""M. Answers of townships why persons are not enrolled: kinds 343 and 344."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.bad_inputs.files.clean_rows import UNITS
from tests.bad_inputs.files.forms import TAX
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, in_csv, in_xls, in_xlsx
from tests.bad_inputs.kinds.model import Kind, kind, loads, quarantines
from tests.support.files.builders import FakeSource

ANSWERS = replace(
    TAX,
    source=FakeSource("uninsured_reason", "uninsured_reason", "uninsured_reason", "full", {}),
    layout="uninsured_reason",
    header=("序号", "乡镇", "村居", "姓名", "证件号码", "未参保原因", "备注"),
    cells=lambda t: [None, t.unit, "某村", t.name, t.number, "失联", ""],
    values=lambda t: {"reason": "untraceable", "unit_id": UNITS[t.unit], "note": None},
    encoding="utf-8",
)


def _reason(text: str) -> Damage:
    def damage(table: Grid, rng: random.Random) -> None:
        line = rng.choice(table.data)
        line.cells[table.header.index("未参保原因")] = text
        line.hit = True

    return damage


KINDS: tuple[Kind, ...] = (
    kind(
        343, "a reason that the form does not list", "Q",
        ("free words", in_csv(ANSWERS, _reason("去了外省")),
         quarantines("reason_unlisted", remarks=("form_differs",))),
        ("two reasons", in_xlsx(ANSWERS, _reason("参军、失联")), quarantines("reason_unlisted")),
        ("a name", in_xls(ANSWERS, _reason("张三丰")), quarantines("reason_unlisted")),
        ("a yes", in_xlsx(ANSWERS, _reason("是")), quarantines("reason_unlisted")),
        decided="free words belong into the note, which stays in the bureau",
    ),
    kind(
        344, "answers in the words of other offices", "N",
        ("as listed", in_xlsx(ANSWERS), loads()),
        ("a comma-separated file", in_csv(ANSWERS), loads("form_differs")),
        ("old workbook", in_xls(ANSWERS), loads()),
        decided="words of 参保情况 in a county's own table",
    ),
)  # fmt: skip
