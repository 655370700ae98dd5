"""Children born in the campaign: first known by a birth certificate, later by a number. Nobody exists anywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.landing.deliver import Announcement
from simulation.people.documents import number_of
from tests.support.files.small_deliveries import POOR, UNIT, Desk

BORN = dt.date(2019, 9, 20)
_ROLL = ["姓名", "证件号码", "出生日期", "性别", "乡镇", "户号", "是否本县户籍", "上年是否参保", "出生证编号"]
_LIST = ["乡镇", "姓名", "证件号码", "人口类别", "识别时间", "是否本县户籍", "出生医学证明编号", "出生日期"]
_TAX = [
    "凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道", "乡镇", "出生日期",
    "出生证号",
]  # fmt: skip


def certificate(child: int) -> str:
    """A number of a certificate that no province has printed: 19 is the code of none."""
    return f"{chr(ord('A') + child % 26)}19{child:07d}"


def number(child: int, born: dt.date = BORN) -> str:
    return number_of(born, 901 + child % 99)


def name(child: int) -> str:
    return f"新生{chr(0x5200 + child)}"


class Said(NamedTuple):
    """What a row says of a child: by which documents, in which name, born when (None: the cell is blank)."""

    child: int
    by: str = "certificate"  # certificate, number, both
    name: str = ""
    born: dt.date | None = BORN
    numbered: int = 0  # has the number of this child

    def cells(self) -> dict[str, str]:
        return {
            "姓名": self.name or name(self.child),
            "证件号码": number(self.numbered or self.child) if self.by in ("number", "both") else "",
            "出生证": certificate(self.child) if self.by in ("certificate", "both") else "",
            "出生日期": self.born.isoformat() if self.born else "",
        }


class Cradle(Desk):
    """A desk whose forms have a column for birth certificates."""

    _at = 0

    def _file(self) -> str:
        """A name of its own: files of one desk do not write over each other."""
        self._at += 1
        return f"born_{self._at}.csv"

    def born_roll(
        self, rows: Sequence[Said], period: str = "2019-10", cut_off: str = "2019-10-31", version: int = 1
    ) -> Announcement:
        lines = [
            [one["姓名"], one["证件号码"], one["出生日期"], "", UNIT, f"户{at}", "是", "", one["出生证"]]
            for at, one in enumerate(said.cells() for said in rows)
        ]
        return self._said(self._file(), _ROLL, lines, "roll", period, "full", cut_off, version, encoding="utf-8")

    def born_list(
        self, rows: Sequence[Said], period: str = "2019-11", cut_off: str = "2019-11-30", version: int = 1,
        recognised: str = "2019-10-25",
    ) -> Announcement:  # fmt: skip
        lines = [
            [UNIT, one["姓名"], one["证件号码"], POOR, recognised, "是", one["出生证"], one["出生日期"]]
            for one in (said.cells() for said in rows)
        ]
        return self._said(self._file(), _LIST, lines, "poverty_relief", period, "full", cut_off, version)

    def born_tax(self, rows: Sequence[Said], on: str, yuan: int = 250) -> Announcement:
        lines = [
            [f"婴{on}-{at}", one["姓名"], one["证件号码"], "2020", f"{yuan}.00", on, on, "微信", UNIT,
             one["出生日期"], one["出生证"]]
            for at, one in enumerate(said.cells() for said in rows)
        ]  # fmt: skip
        total = f"{yuan * len(rows)}.00"
        lines.append(["合计", f"{len(rows)}笔", "", "", total, "", "", "", "", "", ""])
        return self._said(self._file(), _TAX, lines, "tax", on, "feed", on)
