"""Money that goes back after the report went out: the report stays, the difference goes out as a correction, once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import psycopg
import pytest
from rich.console import Console

from pipeline.assess import run as assess
from pipeline.commands.progress import open_matters
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.progress.rows import WAITING_REVERSALS
from pipeline.publish import inputs
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.files.reversal_feeds import Till, back, paid
from tests.support.files.small_deliveries import PACK, UNIT
from tests.support.postbox import Postbox
from tests.support.stores import outbox_folder

DUE, LATER = dt.date(2019, 11, 1), dt.date(2019, 11, 6)
DELIVERED = "2019-10-28"
MONTH = "dongan-2020_progress_month_20191001_20191031"


@pytest.fixture()
def desk(tmp_path: Path) -> Till:
    return Till(tmp_path / "till", "2019-11-05")


def _work(settings: Settings, on: dt.date, *announced: landing.Announcement) -> None:
    landing.deliver(settings, PACK, announced)
    intake.run(settings, PACK, ["tax_feed"], on)
    assess.run(settings, PACK, on)


def _numbers(settings: Settings) -> list[Any]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        rows = conn.execute(
            "SELECT correction_no FROM ledger.publication WHERE cadence = 'month' AND report = 'progress' ORDER BY 1"
        ).fetchall()
    return [number for (number,) in rows]


def test_the_difference_goes_out_as_a_correction(settings: Settings, desk: Till) -> None:
    postbox = Postbox()
    _work(
        settings, DUE, desk.feed([paid(one, f"R{one}", on="2019-10-10") for one in range(10)], "2019-10-10", DELIVERED)
    )
    publish.run(settings, PACK, DUE)
    file = outbox_folder(settings) / PACK / f"{MONTH}.csv"
    published = file.read_bytes()
    rows = [back(0, "V0", "R0", on="2019-11-04"), back(1, "V1", "R1", 50, "2019-11-04"), paid(20, "S", on="2019-11-04")]
    _work(settings, LATER, desk.feed([*rows, back(2, "V2", "unknown", on="2019-11-04")], "2019-11-04"))
    assert publish.correct(settings, PACK) and publish.correct(settings, PACK) == []
    assert _numbers(settings) == [0, 1] and file.read_bytes() == published
    postbox.collect(settings, PACK)
    (mail,) = [
        mail for mail in postbox.each_once() if "月报（更正第1号）" in mail["Subject"] and "半" not in mail["Subject"]
    ]
    told = mail.get_body(("plain",)).get_content()
    assert "其后收到：" in told and "流水1份。" in told  # the feed of a later day is named as the reason
    assert f"{UNIT}参保人数-2人，个人缴费到账-300.00元，挂账+200.00元。" in told
    assert [(one.invariant, one.problems) for one in invariants.run(settings, PACK) if one.problems] == []


def test_a_later_day_that_takes_nothing_back_is_no_reason(settings: Settings, desk: Till) -> None:
    _work(settings, DUE, desk.feed([paid(0, "R", on="2019-10-10")], "2019-10-10", DELIVERED))
    publish.run(settings, PACK, DUE)
    _work(settings, LATER, desk.feed([paid(1, "S", on="2019-11-04"), back(1, "V", "S", on="2019-11-04")], "2019-11-04"))
    _work(settings, LATER, desk.feed([back(0, "W", "unknown", on="2019-11-05")], "2019-11-05"))
    assert publish.correct(settings, PACK) == [] and _numbers(settings) == [0]


def test_officials_see_on_the_screen_what_waits(settings: Settings, desk: Till) -> None:
    rows = [paid(0, "R", on="2019-10-10"), back(0, "V", "R", on="2019-10-10"), back(1, "W", "x", on="2019-10-10")]
    _work(settings, DUE, desk.feed(rows, "2019-10-10", DELIVERED))
    with inputs.connect(settings) as conn:
        (table,) = open_matters.reversals(WAITING_REVERSALS.all(conn, pack_code=PACK))
    console = Console(width=100, record=True)
    console.print(table)
    shown = console.export_text()
    assert "250.00" in shown and "原凭证未到" in shown and "已冲减" not in shown
    assert open_matters.reversals([]) == []
