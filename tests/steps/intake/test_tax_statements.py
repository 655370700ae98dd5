"""Statements of the tax bureau: each difference with the feeds has its receipt, cause and owner."""

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
from tests.support.files.builders import write_xlsx
from tests.support.files.small_deliveries import PACK, name, number
from tests.support.quick import quick_and_long

TAX = ["凭证号", "原凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道", "乡镇"]
STATEMENT = ["凭证号", "缴费人姓名", "证件号码", "记账类型", "金额(元)", "入库日期"]
DAY, NEXT, END, LATER = "2019-10-08", "2019-10-09", "2019-10-31", "2019-11-05"
UNITS = "白牙市镇"
LINES = """
SELECT on_date::text, cause, owner, statement_row_no, feed_row_no, statement_fen, feed_fen, difference_fen
FROM core.statement_difference INNER JOIN core.statement_word USING (cause)
ORDER BY statement_row_no NULLS LAST, feed_row_no
"""
SUMS = "SELECT cause, unit_name, differences, difference_fen FROM mart.statement_difference ORDER BY 1, 2"


def paid(person: int, on: str = DAY, yuan: int = 250, *, receipt: str = "", reverses: str = "") -> list[str]:
    who = [receipt or f"凭{person}", reverses, name(person), number(person)]
    return [*who, "2020", f"{yuan}.00", on, on, "微信", UNITS]


def line(person: int, on: str = DAY, yuan: int = 250, *, receipt: str = "", word: str = "缴费") -> list[str]:
    return [receipt or f"凭{person}", name(person), number(person), word, f"{yuan}.00", on]


def send_feed(settings: Settings, folder: Path, rows: Sequence[Sequence[str]], on: str) -> None:
    _send(settings, folder, "tax", "feed", on, dt.date.fromisoformat(on), [TAX, *rows, _total(rows, 2, 5, len(TAX))])


def send_statement(
    settings: Settings,
    folder: Path,
    rows: Sequence[Sequence[str]],
    *,
    version: int = 1,
    end: str = END,
    on: str = LATER,
) -> None:
    table = [STATEMENT, *rows, _total(rows, 1, 4, len(STATEMENT))]
    _send(settings, folder, "tax_statement", "full", end, dt.date.fromisoformat(on), table, version)


def _total(rows: Sequence[Sequence[str]], count_at: int, amount_at: int, width: int) -> list[str]:
    cells = ["合计", *[""] * (width - 1)]
    cells[count_at] = f"{len(rows)}笔"
    cells[amount_at] = f"{sum(float(cells[amount_at]) for cells in rows):.2f}"
    return cells


def _send(
    settings: Settings,
    folder: Path,
    source: str,
    mode: str,
    end: str,
    day: dt.date,
    table: Sequence[Any],
    version: int = 1,
) -> None:
    file = write_xlsx(folder / f"{source}-{end}-{version}.xlsx", table)
    period = end if source == "tax" else end[:7]
    announcement = landing.Announcement(file, source, period, mode, dt.date.fromisoformat(end), day, version=version)
    landing.deliver(settings, PACK, [announcement])
    kind = "tax_feed" if source == "tax" else source
    assert intake.run(settings, PACK, [kind], day).committed == 1
    assess.run(settings, PACK, day)


def read(settings: Settings, query: str, role: str = "auditor") -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.warehouse_url(role)) as conn:
        return conn.execute(query).fetchall()


def test_each_difference_has_its_cause(settings: Settings, tmp_path: Path) -> None:
    feed = [paid(1), paid(2), paid(3), paid(4), paid(5), paid(6), paid(6, yuan=-250, receipt="冲6", reverses="凭6")]
    send_feed(settings, tmp_path, feed, DAY)
    send_statement(
        settings,
        tmp_path,
        [
            line(1),
            line(2, yuan=200),
            line(3, NEXT),
            line(14, receipt="凭4"),
            line(6),
            line(6),
            line(6, yuan=-250, receipt="冲6", word="冲正"),
            line(7, yuan=100),
        ],
    )
    assert read(settings, LINES) == [
        (DAY, "other_amount", "sender", 3, 3, 20_000, 25_000, -5_000),
        (DAY, "other_day", "sender", 4, 4, 25_000, 25_000, 0),
        (DAY, "other_person", "office", 5, 5, 25_000, 25_000, 0),
        (DAY, "twice", "sender", 7, 7, 25_000, 0, 25_000),
        (DAY, "missing_here", "sender", 9, None, 10_000, 0, 10_000),
        (DAY, "missing_there", "sender", None, 6, 0, 25_000, -25_000),
    ]
    of_persons = read(
        settings, "SELECT cause, statement_fen, feed_fen FROM mart_case.statement_difference", "caseworker"
    )
    assert sorted(of_persons) == sorted((row[1], *row[5:7]) for row in read(settings, LINES))
    sums = read(settings, SUMS, "analyst")
    assert sums[0] == ("missing_here", None, 1, 10_000) and sum(row[3] for row in sums) == 5_000
    assert {row[1] for row in sums[1:]} == {UNITS}


def test_a_statement_that_agrees_has_no_difference_and_pays_nothing(settings: Settings, tmp_path: Path) -> None:
    send_feed(settings, tmp_path, [paid(1), paid(2)], DAY)
    assess.run(settings, PACK, dt.date.fromisoformat(DAY))
    before = read(settings, "SELECT count(*), sum(received_fen) FROM mart.progress")
    send_statement(settings, tmp_path, [line(2), line(1)])
    assess.run(settings, PACK, dt.date.fromisoformat(LATER))
    assert (
        read(settings, LINES) == []
        and read(settings, "SELECT count(*), sum(received_fen) FROM mart.progress") == before
    )
    assert read(settings, "SELECT count(*) FROM mart.delivery WHERE state = 'committed'") == [(2,)]


def test_a_higher_version_replaces_a_statement(settings: Settings, tmp_path: Path) -> None:
    send_feed(settings, tmp_path, [paid(1), paid(2)], DAY)
    send_statement(settings, tmp_path, [line(1), line(3)])
    assert [row[1] for row in read(settings, LINES)] == ["missing_here", "missing_there"]
    send_statement(settings, tmp_path, [line(1), line(2)], version=2)
    assert read(settings, LINES) == []


def test_a_feed_that_comes_later_settles_the_difference(settings: Settings, tmp_path: Path) -> None:
    send_statement(settings, tmp_path, [line(1), line(2)])
    assert [row[1] for row in read(settings, LINES)] == ["missing_here", "missing_here"]
    send_feed(settings, tmp_path, [paid(1)], DAY)
    assert [row[1] for row in read(settings, LINES)] == ["missing_here"]


def test_a_month_without_a_statement_is_not_compared(settings: Settings, tmp_path: Path) -> None:
    send_feed(settings, tmp_path, [paid(1)], DAY)
    send_statement(settings, tmp_path, [line(2, "2019-09-09")], end="2019-09-30")
    assert [row[1] for row in read(settings, LINES)] == ["missing_here"]


@pytest.mark.parametrize(
    ("word", "yuan"), quick_and_long([("没有的词", 250), ("冲正", 250), ("缴费", -250)], {("缴费", -250)}, several=True)
)
def test_a_row_whose_word_and_sign_differ_is_quarantined(
    settings: Settings, tmp_path: Path, word: str, yuan: int
) -> None:
    send_feed(settings, tmp_path, [paid(1)], DAY)
    send_statement(settings, tmp_path, [line(1), line(2), line(3, yuan=yuan, word=word)])
    assert read(settings, "SELECT quarantine_count FROM mart.delivery WHERE source = 'tax_statement'") == [(1,)]
