"""Cash that collectors hold agrees with a plain model, on random receipts whose feeds arrive in any order."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from tests.support.files.builders import write_xlsx
from tests.support.files.small_deliveries import name, number

PACK, START, ENDS_ON = "kaijiang-2020", dt.date(2019, 12, 10), dt.date(2019, 12, 25)
ONE_DAY, LIMIT_YUAN, LIMIT_DAYS = dt.timedelta(days=1), 20_000, 5
UNITS = {"kj-xinning": "新宁镇", "kj-puan": "普安镇"}
HEAD = [
    "凭证号",
    "姓名",
    "证件号码",
    "缴费年度",
    "缴费金额(元)",
    "缴费日期",
    "入库日期",
    "收款人编号",
    "缴费渠道",
    "乡镇",
]
HELD = """
SELECT unit_id, collector, on_date, held_receipts, held_fen, oldest_on, is_over_limit, is_overdue FROM mart.cash_held
"""
AT_CLOSE = "SELECT unit_id, receive_by, is_late, held_receipts, persons, held_fen FROM mart.cash_at_close"


class Receipt(NamedTuple):
    """A receipt of cash; `received` is None if it is not deposited in time for the last feed."""

    receipt_no: str
    person: int
    unit_id: str
    collector: str
    yuan: int
    collected: dt.date
    received: dt.date | None


def make(rng: random.Random, size: int = 150) -> list[Receipt]:
    receipts = []
    for at in range(size):
        collected = START + ONE_DAY * rng.randrange(20)
        held_days = rng.choice((0, 1, 3, 4, 5, 6, 9, None))
        received = None if held_days is None else collected + ONE_DAY * held_days
        unit_id, code = rng.choice(list(UNITS)), rng.choice(("01", "02", "C-3"))
        # some pay in two parts, some are dear enough for the limit
        receipts.append(Receipt(f"现{at}", at // 2, unit_id, code, rng.choice((125, 250, 8_000)), collected, received))
    return receipts


def feed(receipts: list[Receipt], first: dt.date, last: dt.date) -> list[list[str]]:
    """Rows of the feed of these days: what was collected in them, as far as it is received, and what was received."""
    rows = []
    for receipt in receipts:
        received = receipt.received if receipt.received and receipt.received <= last else None
        if first <= receipt.collected <= last or (received and received >= first):
            day = received.isoformat() if received else ""
            rows.append([
                *(receipt.receipt_no, name(receipt.person), number(receipt.person), "2020", f"{receipt.yuan}.00"),
                *(receipt.collected.isoformat(), day, receipt.collector, "村级代收现金", UNITS[receipt.unit_id]),
            ])  # fmt: skip
    return rows


def held_by_the_model(receipts: list[Receipt], on: dt.date) -> set[tuple[Any, ...]]:
    """Day by day: who holds what at its end, by dictionaries and whole yuan."""
    rows, day = set(), START
    while day <= on:
        hands: dict[tuple[str, str], list[Receipt]] = defaultdict(list)
        for receipt in receipts:
            if receipt.collected <= day and (receipt.received is None or receipt.received > day):
                hands[receipt.unit_id, receipt.collector].append(receipt)
        for (unit_id, code), cash in hands.items():
            yuan, oldest = sum(receipt.yuan for receipt in cash), min(receipt.collected for receipt in cash)
            is_overdue = (day - oldest).days >= LIMIT_DAYS
            rows.add((unit_id, code, day, len(cash), yuan * 100, oldest, yuan >= LIMIT_YUAN, is_overdue))
        day += ONE_DAY
    return rows


def late_by_the_model(receipts: list[Receipt], on: dt.date) -> set[tuple[Any, ...]]:
    """Persons by unit who paid in the window, whose cash is not received, and who are not enrolled without it."""
    received: dict[int, int] = defaultdict(int)
    for receipt in receipts:
        if receipt.received is not None and receipt.received <= on:
            received[receipt.person] += receipt.yuan
    late: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        is_held = receipt.collected <= on and (receipt.received is None or receipt.received > on)
        if is_held and receipt.collected <= ENDS_ON and received[receipt.person] < 250:
            late[receipt.unit_id].append(receipt)
    return {
        (
            unit_id,
            ENDS_ON,
            on > ENDS_ON,
            len(cash),
            len({receipt.person for receipt in cash}),
            sum(receipt.yuan for receipt in cash) * 100,
        )
        for unit_id, cash in late.items()
    }


@pytest.mark.parametrize("seed", range(2))
def test_held_cash_and_late_persons_are_those_of_the_model(settings: Settings, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    receipts = make(rng)
    days = [START + ONE_DAY * at for at in range(0, 30, 5)]
    announced = []
    for first in days:
        rows, last = feed(receipts, first, first + ONE_DAY * 4), first + ONE_DAY * 4
        control = ["合计", f"{len(rows)}笔", "", "", f"{sum(float(row[4]) for row in rows):.2f}", *[""] * 5]
        file = write_xlsx(tmp_path / f"{last}.xlsx", [HEAD, *rows, control])
        announced.append(landing.Announcement(file, "tax", str(last), "feed", last, days[-1] + ONE_DAY * 4))
    rng.shuffle(announced)
    for announcement in announced:
        landing.deliver(settings, PACK, [announcement])
        assert intake.run(settings, PACK, ["tax_feed"], announcement.delivered_on).committed == 1
    seen = []
    for on in (ENDS_ON - ONE_DAY * 4, ENDS_ON, ENDS_ON + ONE_DAY, days[-1] + ONE_DAY * 4):
        assess.run(settings, PACK, on)
        with psycopg.connect(settings.warehouse_url("analyst")) as conn:
            assert set(conn.execute(HELD).fetchall()) == held_by_the_model(receipts, on)
            seen += conn.execute(AT_CLOSE).fetchall()
            assert set(conn.execute(AT_CLOSE).fetchall()) == late_by_the_model(receipts, on)
            flags = set(conn.execute("SELECT is_over_limit, is_overdue FROM mart.cash_held").fetchall())
    assert len(flags) == 4
    assert {row[2] for row in seen} == {True, False}
