"""The content of a table of money controls, before it is a file: plain records, amounts in whole fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypedDict

from transforms.report.publication import Edition


class FigureRow(TypedDict):
    """Row of publish/money_controls/figure: a subject in a unit, with items (receipts and the like) and their fen."""

    unit_id: str
    subject: str
    items: int
    fen: int


class CollectorRow(TypedDict):
    """Row of publish/money_controls/collector: cash that should have been deposited. Days are ISO texts."""

    unit_id: str
    collector: str
    held_receipts: int
    held_fen: int
    oldest_on: str
    deposit_by: str | None
    is_overdue: bool
    is_over_limit: bool


class ControlsRow(TypedDict):
    """What a table states, as its manifest keeps it: the last assessed day (ISO text), and rows of the marts."""

    assessed_on: str
    figures: list[FigureRow]
    collectors: list[CollectorRow]


class Subject(NamedTuple):
    """A subject of the table: words, the word for its items, whether it has money, and what is to be done.

    `field`: name of the figures that a recipient must be allowed to see.
    """

    label: str
    counted: str
    has_money: bool
    field: str
    next_step: str


SUBJECTS = {
    "paid_twice": Subject(
        "重复缴费", "笔", True, "money", "同一人同一年度已缴足后又缴；核对后按退费清单退给本人，不得重复入账。"
    ),
    "over": Subject("多缴", "笔", True, "money", "实缴超过应缴的部分，核对后按退费清单退给本人。"),
    "awaiting_reimbursement": Subject(
        "先缴后补待报销", "笔", True, "money", "本人已先全额缴费，资助部分随结算函向资助资金申请后补给本人。"
    ),
    "household": Subject("未整户参保", "户", False, "enrolment", "户内有人已参保、有人应参保未参保；请动员全户参保。"),
    "cash_held": Subject("代收未解缴", "笔", True, "money", "代收人已收、尚未入库的保费；入库前不算到账。"),
    "cash_overdue": Subject("代收超期", "人", True, "money", "已到解缴期限仍未入库；请当日解缴，收款人见“代收现金”。"),
    "cash_over_limit": Subject(
        "代收超限额", "人", True, "money", "在手现金已达到限额；请当日解缴，收款人见“代收现金”。"
    ),
    "audit_open": Subject("待税务审核", "笔", True, "money", "缴费已登记，尚在审核期限内。"),
    "audit_missed": Subject("审核超期", "笔", True, "money", "超过审核期限仍未审核，或者逾期才审核；请税务部门说明。"),
    "request_open": Subject("更正申请待办", "件", False, "enrolment", "尚在办理期限内的信息更正申请。"),
    "request_missed": Subject(
        "更正申请超期", "件", False, "enrolment", "超过办理期限仍未办结，或者逾期才办结；请经办机构尽快办结。"
    ),
    "changed_after_payment": Subject(
        "缴费后已更正", "件", False, "enrolment", "缴费登记后不应办理异动；请经办机构核查。"
    ),
}
"""Code -> subject, in the order of printing."""


class Line(NamedTuple):
    """Items and money in fen of a subject."""

    items: int
    fen: int


class UnitLines(NamedTuple):
    """A unit's name ('' = not known) and its line for each subject, in the order of the content's subjects."""

    name: str
    lines: tuple[Line, ...]


class Collector(NamedTuple):
    """Cash that a collector should have deposited: name of the unit ('' = not known), and the row of the mart."""

    unit_name: str
    row: CollectorRow


@dataclass(frozen=True)
class MoneyControls:
    """One table. `subjects`: codes that the pack has and the recipient may see; `units`: in the notice's order.

    Only units with something to check are in `units`. `unit_name`: the unit that the table is of; '' = the whole place.
    """

    pack_code: str
    place_name: str
    plan_year: int
    edition: Edition
    unit_name: str
    as_of: date
    assessed_on: date
    subjects: tuple[str, ...]
    sums: tuple[Line, ...]
    units: tuple[UnitLines, ...]
    collectors: tuple[Collector, ...]
