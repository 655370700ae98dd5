"""Reconciliation of payments by feed and by day: every fen of a control row is at one stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.files.builders import write_xlsx
from tests.support.files.small_deliveries import PACK, UNIT, name, number

HEAD = [
    "凭证号",
    "原凭证号",
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
FIRST, SECOND = "2019-10-08", "2019-10-09"
FEEDS = """
SELECT period, control_rows, control_fen, quarantined_rows, quarantined_fen, duplicate_rows, known_rows, refused_rows,
    receipt_rows, receipt_fen, reversal_fen, cash_fen, difference_rows, difference_fen, state, owner
FROM mart.reconciliation_feed ORDER BY period, delivered_on, landed_rows
"""
DAYS = """
SELECT on_date::text, coalesce(unit_name, ''), landed_receipts, landed_fen, merged_fen, moved_fen, reversed_fen,
    waiting_fen, posted_fen, merged_difference_fen, posted_difference_fen, state
FROM mart.reconciliation_day ORDER BY 1, 2, channel
"""


def row(
    person: int,
    on: str,
    yuan: int = 250,
    *,
    receipt: str = "",
    reverses: str = "",
    collector: str = "",
    unit: str = UNIT,
) -> list[str]:
    who = [receipt or f"凭{person}", reverses, name(person), number(person)]
    received = "" if collector else on
    return [*who, "2020", f"{yuan}.00", on, received, collector, "微信", unit]


def send(settings: Settings, folder: Path, rows: Sequence[Sequence[str]], on: str, period: str = "") -> None:
    day, total = dt.date.fromisoformat(on), sum(float(cells[5]) for cells in rows)
    control = ["合计", "", f"{len(rows)}笔", "", "", f"{total:.2f}", *[""] * (len(HEAD) - 6)]
    file = write_xlsx(folder / f"tax-{on}-{period}.xlsx", [HEAD, *rows, control])
    landing.deliver(settings, PACK, [landing.Announcement(file, "tax", period or on, "feed", day, day)])
    assert intake.run(settings, PACK, ["tax_feed"], day).committed == 1


def read(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.warehouse_url("analyst")) as conn:
        return conn.execute(query).fetchall()


def test_every_row_of_a_feed_is_at_one_stage(settings: Settings, tmp_path: Path) -> None:
    first = [
        row(1, FIRST),
        row(1, FIRST),
        row(2, FIRST),
        row(3, FIRST, collector="C-01"),
        [*row(4, FIRST)[:3], "0", *row(4, FIRST)[4:]],
    ]
    send(settings, tmp_path, first, FIRST)
    second = [row(1, FIRST), row(2, FIRST, 100), row(5, SECOND), row(1, SECOND, -250, receipt="冲1", reverses="凭1")]
    send(settings, tmp_path, second, SECOND)
    assert read(settings, FEEDS) == [
        (FIRST, 5, 125_000, 1, 25_000, 1, 0, 0, 2, 50_000, 0, 25_000, 0, 0, "quarantined", "sender"),
        (SECOND, 4, 35_000, 0, 0, 0, 1, 1, 1, 25_000, -25_000, 0, 0, 0, "quarantined", "sender"),
    ]


def test_rows_sent_again_answer_a_feed(settings: Settings, tmp_path: Path) -> None:
    broken = [*row(4, FIRST)[:3], "0", *row(4, FIRST)[4:]]
    send(settings, tmp_path, [row(1, FIRST), broken], FIRST)
    send(settings, tmp_path, [row(4, FIRST)], SECOND, FIRST)
    assert [line[-2:] for line in read(settings, FEEDS)] == [("answered", ""), ("balanced", "")]


def test_a_day_is_followed_from_the_feed_to_the_ledger(settings: Settings, tmp_path: Path) -> None:
    send(settings, tmp_path, [row(1, FIRST), row(2, FIRST), row(3, FIRST, unit="")], FIRST)
    assert read(settings, DAYS) == [
        (FIRST, "", 1, 25_000, 25_000, 0, 0, 25_000, 0, 0, 0, "not_assessed"),
        (FIRST, UNIT, 2, 50_000, 50_000, 0, 0, 50_000, 0, 0, 0, "not_assessed"),
    ]
    assess.run(settings, PACK, dt.date.fromisoformat(FIRST))
    send(
        settings,
        tmp_path,
        [row(1, SECOND, -250, receipt="冲1", reverses="凭1"), row(3, SECOND, 100, receipt="凭30")],
        SECOND,
    )
    assess.run(settings, PACK, dt.date.fromisoformat(SECOND))
    assert read(settings, DAYS) == [
        (FIRST, "", 1, 25_000, 25_000, -25_000, 0, 0, 0, 0, 0, "balanced"),
        (FIRST, UNIT, 2, 50_000, 50_000, 25_000, 25_000, 0, 50_000, 0, 0, "balanced"),
        (SECOND, UNIT, 1, 10_000, 10_000, 0, 0, 0, 10_000, 0, 0, "balanced"),
    ]
    assert not any(finding.problems for finding in invariants.run(settings, PACK))


@pytest.mark.parametrize("damage", ["UPDATE core.payment SET amount_fen = amount_fen + 1", "DELETE FROM core.payment"])
def test_a_receipt_that_is_changed_or_lost_is_a_difference(settings: Settings, tmp_path: Path, damage: str) -> None:
    send(settings, tmp_path, [row(1, FIRST), row(2, FIRST)], FIRST)
    assess.run(settings, PACK, dt.date.fromisoformat(FIRST))
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute(f"{damage} WHERE receipt_no = '凭1'")
    (line,) = read(settings, DAYS)
    assert line[-1] == "differs" and line[-3] == -line[-2] != 0
    problems = {finding.invariant: finding.problems for finding in invariants.run(settings, PACK)}
    assert problems["feeds_are_merged"] == 1
