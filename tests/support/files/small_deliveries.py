"""Small deliveries of Dong'an as files, for tests that are about their order: who is named, in which words, when."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from pipeline.landing.deliver import Announcement
from simulation.people.documents import fresh_number

PACK = "dongan-2020"
UNIT = "白牙市镇"
FIRST_SERIAL = 810_000
POOR = "建档立卡贫困人口"
SAFETY_NET = "社会保障兜底脱贫对象"
_LIST = ["乡镇", "行政村", "户主姓名", "姓名", "证件号码", "人口类别", "识别时间", "是否本县户籍"]
_TAX = ["凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道", "乡镇"]
_ROLL = ["姓名", "证件号码", "出生日期", "性别", "乡镇", "村居", "户号", "是否本县户籍", "上年是否参保"]


def name(person: int) -> str:
    return f"次序{chr(0x4E00 + person // 500)}{chr(0x5200 + person % 500)}"


def number(person: int) -> str:
    return fresh_number(FIRST_SERIAL + person)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Desk:
    """Writes deliveries into a folder and says what is announced about them."""

    def __init__(self, folder: Path, delivered: str = "2019-12-10") -> None:
        self.folder, self.delivered = folder, delivered
        folder.mkdir(parents=True, exist_ok=True)

    def _said(
        self, file: str, head: list[str], rows: list[list[str]], source: str, period: str, mode: str, cut_off: str,
        version: int = 1, encoding: str = "gb18030", delivered: str = "",
    ) -> Announcement:  # fmt: skip
        path = self.folder / file
        with path.open("w", encoding=encoding, newline="") as out:
            csv.writer(out).writerows([head, *rows])
        return Announcement(path, source, period, mode, day(cut_off), day(delivered or self.delivered), version)

    def full(
        self, people: Sequence[int | tuple[int, str] | tuple[int, str, str]], period: str, cut_off: str,
        version: int = 1, file: str = "", delivered: str = "",
    ) -> Announcement:  # fmt: skip
        """A full list of the poor; a person may come with a recognised date and a label of their own."""
        rows = [self._row(*(one if isinstance(one, tuple) else (one,))) for one in people]
        file = file or f"poor_{period}_{cut_off}_{version}.csv"
        return self._said(file, _LIST, rows, "poverty_relief", period, "full", cut_off, version, delivered=delivered)

    def change(
        self, rows: Sequence[tuple[int, str, str]], period: str, cut_off: str, version: int = 1, delivered: str = ""
    ) -> Announcement:
        """A change list: (person, 新增/减少/死亡, date); a new one is recognised on its date."""
        lines = [[*self._row(who, on if op == "新增" else "2019-01-05"), op, on] for who, op, on in rows]
        return self._said(
            f"poor_change_{period}_{version}.csv", [*_LIST, "变动类型", "变动日期"], lines, "poverty_relief", period,
            "change", cut_off, version, delivered=delivered,
        )  # fmt: skip

    def civil(self, people: Sequence[int], period: str, cut_off: str) -> Announcement:
        """A full list of the civil affairs: 低保对象."""
        rows = [[name(who), number(who), "低保对象", UNIT, "2019-01-05"] for who in people]
        head = ["姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期"]
        return self._said(f"civil_{period}.csv", head, rows, "civil_affairs", period, "full", cut_off)

    def unitless(self, rows: Sequence[tuple[int, str, str]], period: str, cut_off: str) -> Announcement:
        """The bureau's list of changes, without a unit: (person, 新增/变更/取消, date); all are 特困人员."""
        lines = [
            [op, name(who), number(who), "特困人员", on if op != "取消" else "2019-01-05", on if op == "取消" else ""]
            for who, op, on in rows
        ]
        head = ["增量形式", "姓名", "身份证号码", "医疗救助身份", "纳入资助时间", "身份取消时间"]
        return self._said(f"changes_{period}.csv", head, lines, "civil_affairs", period, "change", cut_off)

    def deaths(self, people: Sequence[int], on: str, period: str, cut_off: str) -> Announcement:
        """A list of deaths on one day, without a kind of change and without a category."""
        lines = [[str(at), name(who), number(who), on, UNIT, ""] for at, who in enumerate(people, 1)]
        head = ["序号", "姓名", "身份证号码", "死亡时间", "镇街", "备注"]
        return self._said(f"deaths_{period}.csv", head, lines, "civil_affairs", period, "change", cut_off)

    def _row(self, who: int, recognised: str = "2019-01-05", label: str = POOR) -> list[str]:
        return [UNIT, "某村", name(who), name(who), number(who), label, recognised, "是"]

    def tax(self, paid: Sequence[tuple[int, int]], on: str, file: str = "", delivered: str = "") -> Announcement:
        """A day's feed: (person, yuan), one receipt for each."""
        rows = [
            [f"凭{on}-{at}", name(who), number(who), "2020", f"{yuan}.00", on, on, "微信", UNIT]
            for at, (who, yuan) in enumerate(paid)
        ]
        rows.append(["合计", f"{len(paid)}笔", "", "", f"{sum(yuan for _, yuan in paid)}.00", "", "", "", ""])
        return self._said(file or f"tax_{on}.csv", _TAX, rows, "tax", on, "feed", on, delivered=delivered)

    def employee(self, people: Sequence[int], period: str, cut_off: str, version: int = 1) -> Announcement:
        return self.jobs([(who, "2019-01-01", "") for who in people], period, cut_off, version)

    def jobs(self, jobs: Sequence[tuple[int, str, str]], period: str, cut_off: str, version: int = 1) -> Announcement:
        """A comparison with employee insurance: (person, first day, last day or '')."""
        rows = [[name(who), number(who), "永州市", first, last] for who, first, last in jobs]
        head = ["姓名", "证件号码", "统筹区", "参保开始日期", "参保终止日期"]
        file = f"employee_{period}_{version}.csv"
        return self._said(file, head, rows, "employee", period, "full", cut_off, version, encoding="utf-8")

    def answers(
        self, rows: Sequence[tuple[int, str, str]], period: str, cut_off: str, version: int = 1, part: str = ""
    ) -> Announcement:
        """Answers of a township: (person, reason in its words, note)."""
        lines = [[UNIT, name(who), number(who), reason, note] for who, reason, note in rows]
        head = ["乡镇", "姓名", "证件号码", "未参保原因", "备注"]
        file = f"answers{part}_{period}_{version}.csv"
        return self._said(file, head, lines, "uninsured_reason", period, "change", cut_off, version)

    def reasons(
        self, rows: Sequence[tuple[int, str, str]], period: str, cut_off: str, mode: str = "change", version: int = 1
    ) -> Announcement:
        """Reasons for late entry: (person, reason in the list's words, 撤销 or '')."""
        lines = [[UNIT, name(who), number(who), reason, "户口簿", op] for who, reason, op in rows]
        head = ["乡镇", "姓名", "证件号码", "中途参保原因", "证明材料", "撤销标志"]
        file = f"reasons_{period}_{version}.csv"
        return self._said(file, head, lines, "late_entry", period, mode, cut_off, version)

    def roll(self, people: Sequence[int], period: str, cut_off: str, version: int = 1) -> Announcement:
        rows = [[name(who), number(who), "", "", UNIT, "某村", f"户{who // 2}", "是", "是"] for who in people]
        return self._said(
            f"roll_{period}_{version}.csv", _ROLL, rows, "roll", period, "full", cut_off, version, encoding="utf-8"
        )
