"""Payments as the national platform exports them, with a state of each; small, for tests about their order."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.landing.deliver import Announcement
from tests.support.files.small_deliveries import Desk, name, number

HEAD = [
    "姓名", "证件号码", "险种类型", "电子税票号码", "对应费款所属期起始", "对应费款所属期结束", "个人缴费金额",
    "核销标志", "缴费标志", "缴费时间", "入国库时间",
]  # fmt: skip
Payment = tuple[int, str, str]
"""Person, receipt and the text in 核销标志."""


class Platform(Desk):
    """Writes the platform's exports; every payment is of 250 yuan and of one day."""

    def export(self, payments: Sequence[Payment], on: str, day_paid: str = "2019-10-08") -> Announcement:
        lines = [
            [name(who), number(who), "城乡居民基本医疗保险", receipt, "202001", "202012", "250", state, "已缴费",
             day_paid, day_paid]
            for who, receipt, state in payments
        ]  # fmt: skip
        return self._said(f"platform_{on}.csv", HEAD, lines, "tax", on, "feed", on)
