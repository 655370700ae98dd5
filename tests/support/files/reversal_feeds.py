"""Feeds of receipts and of what is taken back of them, and what the warehouse says of both. Nobody exists anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pipeline.landing.deliver import Announcement
from tests.support.files.newborns import Cradle, Said
from tests.support.files.small_deliveries import UNIT, name, number
from tests.support.warehouse.scenes import Nursery

HEAD = [
    "凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道", "乡镇", "出生日期",
    "出生证号", "原凭证号",
]  # fmt: skip
PAID_ON, BACK_ON = "2019-10-08", "2019-11-20"


class Row(NamedTuple):
    """A row of a feed: whose (a person, or a newborn as it is named), how many yuan, under which number, when.

    `of`: the receipt that the row takes back; `yuan` is negative then. `year`: the plan year.
    """

    who: int | Said
    yuan: int
    no: str
    on: str = PAID_ON
    of: str = ""
    year: int = 2020

    def cells(self) -> list[str]:
        if isinstance(self.who, int):
            person = {"姓名": name(self.who), "证件号码": number(self.who), "出生日期": "", "出生证": ""}
        else:
            person = self.who.cells()
        return [
            self.no, person["姓名"], person["证件号码"], str(self.year), f"{self.yuan}.00", self.on, self.on, "微信",
            UNIT, person["出生日期"], person["出生证"], self.of,
        ]  # fmt: skip


def paid(who: int | Said, no: str, yuan: int = 250, on: str = PAID_ON) -> Row:
    return Row(who, yuan, no, on)


def back(who: int | Said, no: str, of: str, yuan: int = 250, on: str = BACK_ON) -> Row:
    return Row(who, -yuan, no, on, of)


class Till(Cradle):
    """Writes feeds; the column of the receipts that are taken back is there in all of them."""

    def feed(self, rows: Sequence[Row], on: str, delivered: str = "") -> Announcement:
        lines = [one.cells() for one in rows]
        lines.append(["合计", f"{len(rows)}笔", "", "", f"{sum(one.yuan for one in rows)}.00", *[""] * 7])
        return self._said(self._file(), HEAD, lines, "tax", on, "feed", on, delivered=delivered)


def states(nursery: Nursery) -> list[tuple[Any, ...]]:
    """(number, fen, state) of each reversal."""
    return nursery.rows("SELECT reversal_no, amount_fen, state FROM core.reversal_state ORDER BY 1")


def listed(nursery: Nursery) -> list[tuple[Any, ...]]:
    """(state, reversals, fen) of what officials see."""
    return nursery.rows(
        "SELECT state, sum(reversals)::integer, sum(reversed_fen)::integer FROM mart.reversal GROUP BY 1 ORDER BY 1"
    )


def received(nursery: Nursery) -> list[tuple[Any, ...]]:
    """(day, fen) of the money that the ledger received."""
    return nursery.rows(
        "SELECT on_date::text, sum(received_fen)::integer FROM ledger.event GROUP BY 1 HAVING sum(received_fen) <> 0"
        " ORDER BY 1"
    )
