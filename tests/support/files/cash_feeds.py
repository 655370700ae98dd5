"""Feeds of cash: a receipt from cash to received to audited, and reversals. Nobody in them exists anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.landing.deliver import Announcement
from tests.support.files.newborns import Cradle
from tests.support.files.small_deliveries import UNIT, name, number

HEAD = [
    *("凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "审核日期", "收款人编号"),
    *("缴费渠道", "乡镇", "原凭证号"),
]


class CashRow(NamedTuple):
    """A row of a feed: person, number of the receipt, days, collector and whole yuan; '' is a day that has not come.

    `of`: the receipt that the row takes back; `yuan` is negative then.
    """

    person: int
    no: str
    collected: str
    received: str = ""
    audited: str = ""
    collector: str = "C-01"
    yuan: int = 250
    of: str = ""

    def cells(self) -> list[str]:
        return [
            *(self.no, name(self.person), number(self.person), "2020", f"{self.yuan}.00"),
            *(self.collected, self.received, self.audited, self.collector, "村级代收现金", UNIT, self.of),
        ]


class CashTill(Cradle):
    """Writes feeds that have a column for each stage of a receipt, for its collector and for the receipt taken back."""

    def cash_feed(self, rows: Sequence[CashRow], on: str) -> Announcement:
        lines = [row.cells() for row in rows]
        total = f"{sum(row.yuan for row in rows)}.00"
        lines.append(["合计", f"{len(rows)}笔", "", "", total, *[""] * (len(HEAD) - 5)])
        return self._said(self._file(), HEAD, lines, "tax", on, "feed", on)
