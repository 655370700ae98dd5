"""Requests of villages and towns to correct what the insurance system knows of a person (信息更正申请): one item a row.

A request is answered and timed; it changes no result by itself, because the facts come from rolls and lists. The values
are no part of it: they may be names and numbers. The agency states the day on which it has completed a request.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.gate.kinds.schema import Column, Columns, Kind, person_columns
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.text.arrow_columns import mask

COLUMNS = (
    *person_columns(),
    Column("item"),
    Column("requested_on", pa.date32()),
    Column("completed_on", pa.date32()),
    Column("unit_id"),
)
_ITEMS = {
    **dict.fromkeys(("姓名",), "name"),
    **dict.fromkeys(("证件号码", "身份证号码", "身份证号"), "number"),
    **dict.fromkeys(("性别", "出生日期"), "birth"),
    **dict.fromkeys(("所属单位", "所属乡镇", "乡镇", "村组", "村居", "住址", "参保地"), "unit"),
    **dict.fromkeys(("人员类别", "人员属性", "参保身份", "身份类别"), "category"),
    **dict.fromkeys(("户主", "户号", "与户主关系", "家庭成员"), "household"),
    **dict.fromkeys(("参保状态", "减员", "死亡", "异动"), "status"),
    **dict.fromkeys(("联系电话", "手机号码", "其他", "其它"), "other"),
}
"""Words of a request for what is to be corrected -> code."""


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse requests for correction, one person and item per row; return canonical column -> values.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, item (code of what is to be corrected; another word is a fault), requested_on and completed_on (neither after
    the day of delivery; null: not completed yet) and unit_id. `source` is not used.
    """
    until = parser.context.as_of
    requested_on = parser.date("requested_on", required=True, until=until)
    completed_on = _completed_on(parser, requested_on)
    return parser.person() | {
        "item": parser.word("item", _ITEMS, pa.string(), "item_unlisted", required=True),
        "requested_on": requested_on,
        "completed_on": completed_on,
        "unit_id": parser.unit(required=False),
    }


def _completed_on(parser: Parser, requested_on: pa.Array) -> pa.Array:
    """Return the day of completion as date32, null without; a day before that of the request is a fault."""
    if not parser.has("completed_on"):
        return pa.nulls(parser.size, pa.date32())
    days = parser.date("completed_on", required=False, until=parser.context.as_of)
    parser.findings.fault("date_out_of_range", "completed_on", mask(pc.less(days, requested_on)))
    return days


KIND = Kind("correction_request", COLUMNS, parse)
