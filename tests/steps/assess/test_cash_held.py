"""Cash that collectors hold: from the feed to the sums by collector and day, and who is late because of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.files.builders import write_xlsx
from tests.support.files.small_deliveries import name, number

KAIJIANG, DONGAN, HEFEI = "kaijiang-2020", "dongan-2020", "hefei-2020"
UNITS = {KAIJIANG: "新宁镇", DONGAN: "白牙市镇", HEFEI: "瑶海区"}
YEARS = {KAIJIANG: "2020", DONGAN: "2020", HEFEI: "2021"}
RECEIPT = ["凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期"]
HEAD = [*RECEIPT, "收款人编号", "缴费渠道", "乡镇"]
HELD = """
SELECT collector, on_date::text, held_receipts, held_fen, oldest_on::text, is_over_limit, is_overdue
FROM mart.cash_held WHERE collector = '{}' ORDER BY on_date
"""
AT_CLOSE = "SELECT receive_by::text, is_late, persons, held_fen FROM mart.cash_at_close"


class Paid(NamedTuple):
    """A receipt of cash: number of the person, day of paying, day of receipt ('' = not deposited), collector, yuan."""

    person: int
    collected: str
    received: str = ""
    collector: str = "C-01"
    yuan: int = 250
    channel: str = "村级代收现金"


class Till(NamedTuple):
    """A campaign whose tax bureau sends feeds of cash."""

    settings: Settings
    folder: Path
    pack: str = KAIJIANG

    def send(self, receipts: Sequence[Paid], on: str) -> intake.IntakeReport:
        """Deliver a feed of these receipts, with the control row, on the day, and take it in."""
        rows = [
            [
                *(
                    f"现{receipt.person}",
                    name(receipt.person),
                    number(receipt.person),
                    YEARS[self.pack],
                    f"{receipt.yuan}.00",
                ),
                *(receipt.collected, receipt.received, receipt.collector, receipt.channel, UNITS[self.pack]),
            ]
            for receipt in receipts
        ]
        total = sum(receipt.yuan for receipt in receipts)
        control = ["合计", f"{len(rows)}笔", "", "", f"{total}.00", *[""] * (len(HEAD) - 5)]
        file, day = write_xlsx(self.folder / f"cash-{on}.xlsx", [HEAD, *rows, control]), dt.date.fromisoformat(on)
        landing.deliver(self.settings, self.pack, [landing.Announcement(file, "tax", on, "feed", day, day)])
        return intake.run(self.settings, self.pack, ["tax_feed"], day)

    def ask(self, query: str, on: str) -> list[tuple[Any, ...]]:
        assess.run(self.settings, self.pack, dt.date.fromisoformat(on))
        with psycopg.connect(self.settings.warehouse_url("analyst")) as conn:
            return conn.execute(query).fetchall()


@pytest.fixture()
def till(settings: Settings, tmp_path: Path) -> Till:
    return Till(settings, tmp_path)


def test_cash_is_held_from_its_day_until_it_is_received_and_is_no_money_before(till: Till) -> None:
    report = till.send(
        [Paid(1, "2019-10-08"), Paid(2, "2019-10-09"), Paid(3, "2019-10-09", "2019-10-10")], "2019-10-10"
    )
    assert (report.committed, report.clean, report.duplicates, report.quarantined) == (1, 3, 0, 0)
    assert till.ask(HELD.format("C-01"), "2019-10-10") == [
        ("C-01", "2019-10-08", 1, 25_000, "2019-10-08", False, False),
        ("C-01", "2019-10-09", 3, 75_000, "2019-10-08", False, False),
        ("C-01", "2019-10-10", 2, 50_000, "2019-10-08", False, False),
    ]
    assert till.ask("SELECT sum(receipts), sum(amount_fen) FROM mart.receipt_state", "2019-10-10") == [(1, 25_000)]
    till.send([Paid(1, "2019-10-08", "2019-10-12"), Paid(2, "2019-10-09", "2019-10-14")], "2019-10-14")
    assert till.ask(HELD.format("C-01"), "2019-10-20")[2:] == [
        ("C-01", "2019-10-10", 2, 50_000, "2019-10-08", False, False),
        ("C-01", "2019-10-11", 2, 50_000, "2019-10-08", False, False),
        ("C-01", "2019-10-12", 1, 25_000, "2019-10-09", False, False),
        ("C-01", "2019-10-13", 1, 25_000, "2019-10-09", False, False),
    ]
    assert till.ask("SELECT sum(receipts), sum(amount_fen) FROM mart.receipt_state", "2019-10-20") == [(3, 75_000)]
    with psycopg.connect(till.settings.warehouse_url("owner")) as conn:
        assert conn.execute("SELECT count(*) FROM core.payment").fetchall() == [(3,)]
    assert not [found for found in invariants.run(till.settings, KAIJIANG) if found.problems]


def test_the_amount_and_the_days_are_limits_whichever_comes_first(till: Till) -> None:
    many = [Paid(at, "2019-10-08", collector="C-02") for at in range(10, 89)]
    till.send([*many, Paid(1, "2019-10-08"), Paid(89, "2019-10-09", collector="C-02")], "2019-10-13")
    assert [row[-2:] for row in till.ask(HELD.format("C-01"), "2019-10-13")] == [
        *[(False, False)] * 5, (False, True),
    ]  # fmt: skip
    assert [row[3:4] + row[-2:] for row in till.ask(HELD.format("C-02"), "2019-10-13")] == [
        (1_975_000, False, False), *[(2_000_000, True, False)] * 4, (2_000_000, True, True),
    ]  # fmt: skip


def test_a_notice_without_an_amount_counts_days_only(settings: Settings, tmp_path: Path) -> None:
    till = Till(settings, tmp_path, DONGAN)
    till.send([Paid(at, "2019-10-08") for at in range(100)], "2019-10-11")
    held = till.ask(
        "SELECT held_fen, limit_fen, is_over_limit, is_overdue FROM mart.cash_held ORDER BY on_date", "2019-10-11"
    )
    assert held == [*[(2_500_000, None, False, False)] * 3, (2_500_000, None, False, True)]
    assert till.ask(AT_CLOSE, "2019-12-31") == [], "the day of paying decides"


def test_universities_deposit_the_students_money_by_the_day_of_the_notice(settings: Settings, tmp_path: Path) -> None:
    till = Till(settings, tmp_path, HEFEI)
    students = [Paid(at, "2020-09-10", collector="U-1", yuan=280, channel="高校代收") for at in range(3)]
    till.send([*students, Paid(5, "2020-09-10", collector="U-1", yuan=280)], "2020-09-10")
    deposited = [
        receipt._replace(received=day) for receipt, day in zip(students, ("2020-10-30", "2020-11-02"), strict=False)
    ]
    till.send([*deposited, Paid(6, "2020-11-01", collector="U-2", yuan=280, channel="大学代收")], "2020-11-02")
    held = """SELECT collector, rule_id, on_date::text, held_receipts, deposit_by::text, is_over_limit, is_overdue
              FROM mart.cash_held WHERE on_date >= '2020-10-29' ORDER BY collector, rule_id, on_date"""
    rule, day = "HF-12-treasury_day", "2020-10-30"
    assert till.ask(held, "2020-11-02") == [
        *[("U-1", "", f"2020-{on}", 1, None, False, False) for on in ("10-29", "10-30", "10-31", "11-01", "11-02")],
        ("U-1", rule, "2020-10-29", 3, day, False, False),
        *[("U-1", rule, f"2020-{on}", 2, day, False, True) for on in ("10-30", "10-31", "11-01")],
        ("U-1", rule, "2020-11-02", 1, day, False, True),
        *[("U-2", rule, f"2020-{on}", 1, day, False, True) for on in ("11-01", "11-02")],
    ]


def test_a_name_or_a_number_as_collector_reaches_no_sum(till: Till) -> None:
    words = [name(1), number(2), "13800000000", "第一组"]
    till.send([Paid(at, "2019-10-08", collector=word) for at, word in enumerate(words)], "2019-10-08")
    assert till.ask("SELECT collector, held_receipts FROM mart.cash_held", "2019-10-08") == [("未编号", 4)]


def test_a_row_without_a_collector_needs_a_received_day(till: Till) -> None:
    report = till.send(
        [Paid(1, "2019-10-08", collector=""), *(Paid(at, "2019-10-08") for at in range(2, 40))], "2019-10-08"
    )
    assert (report.clean, report.quarantined) == (38, 1)


def test_who_paid_in_the_window_is_named_as_late_before_it_closes(till: Till) -> None:
    till.send([Paid(1, "2019-12-19"), Paid(2, "2019-12-19"), Paid(3, "2019-12-19", "2019-12-20")], "2019-12-20")
    ((last, is_late, persons, fen),) = till.ask(AT_CLOSE, "2019-12-20")
    assert (is_late, persons, fen) == (False, 2, 50_000)
    till.send([Paid(1, "2019-12-19", last)], last)
    day_after = str(dt.date.fromisoformat(last) + dt.timedelta(days=1))
    assert till.ask(AT_CLOSE, day_after) == [(last, True, 1, 25_000)]
