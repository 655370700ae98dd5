"""A list that its sender corrects after the report went out: what was published stays, the difference is told once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.holds import decide
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.support.files.small_deliveries import PACK, UNIT, Desk
from tests.support.postbox import Postbox
from tests.support.stores import outbox_folder

DUE, LATER = dt.date(2019, 11, 1), dt.date(2019, 11, 6)
MONTH = "dongan-2020_progress_month_20191001_20191031"
OWN_YUAN, FUND_YUAN = 120, 130  # of one of the poor
FIRST, SECOND = range(30), range(27)
TOWNS = 16
TABLES = TOWNS + 2
PUBLICATIONS = 4 + TOWNS + TABLES
"""The half month ends with the month, which has a bulletin and a poster of each town, too; each day has a due list."""


@pytest.fixture()
def postbox() -> Postbox:
    return Postbox()


def _work(settings: Settings, on: dt.date, *announced: landing.Announcement) -> intake.IntakeReport:
    landing.deliver(settings, PACK, announced)
    report = intake.run(settings, PACK, ["special_list", "tax_feed"], on)
    assess.run(settings, PACK, on)
    return report


def _publications(settings: Settings) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        return conn.execute(
            "SELECT cadence, correction_no, publication_id::text,"
            " (SELECT bool_and(m.state = 'sent') FROM ledger.mail AS m"
            " WHERE m.mail_key = 'publication/' || publication_id)"
            " FROM ledger.publication ORDER BY cadence, period_to, correction_no"
        ).fetchall()


def _release(settings: Settings, delivery_id: str) -> None:
    shown = decide.show(settings, PACK, delivery_id)
    assert shown.codes == {"corrects_published"}
    done = decide.decide(settings, PACK, delivery_id, "accept", "wang", "", shown.sha256, LATER)
    assert done.state == "committed"
    assess.run(settings, PACK, LATER)


def test_a_corrected_list_after_the_report(settings: Settings, tmp_path: Path, postbox: Postbox) -> None:
    desk = Desk(tmp_path / "desk", "2019-10-28")
    paid = desk.tax([(one, OWN_YUAN) for one in FIRST], "2019-10-10")
    _work(settings, DUE, desk.full(FIRST, "2019-10", "2019-10-25"), paid)
    first = publish.run(settings, PACK, DUE)
    postbox.collect(settings, PACK)
    assert len(first) == len(postbox.each_once()) == PUBLICATIONS
    before = {name: _named(settings, f"{MONTH}{name}").read_bytes() for name in (".xlsx", ".csv")}

    again = desk.full(SECOND, "2019-10", "2019-10-25", version=2, delivered="2019-11-05")
    assert _work(settings, LATER, again).held == 1
    (waits,) = decide.waiting(settings, PACK)
    _release(settings, str(waits.delivery_id))
    assert publish.run(settings, PACK, DUE) == first  # unasked nothing is corrected
    postbox.collect(settings, PACK)
    assert len(postbox.each_once()) == PUBLICATIONS

    postbox.fails = True
    made = publish.correct(settings, PACK) + publish.correct(settings, PACK)
    assert postbox.collect(settings, PACK).sent == 0
    postbox.fails = False
    postbox.collect(settings, PACK)
    assert [row[:2] + row[3:] for row in _publications(settings)] == [
        ("day", 0, True), ("half_month", 0, True), ("half_month", 1, True),
        *[("month", 0, True)] * (2 + TOWNS + TABLES), *[("month", 1, True)] * 3,
    ]  # fmt: skip
    assert len(postbox.each_once()) == PUBLICATIONS + 4 and set(made) < {row[2] for row in _publications(settings)}
    assert {name: _named(settings, f"{MONTH}{name}").read_bytes() for name in before} == before

    for row in _publications(settings)[1:]:  # the due list is in the store of lists
        remade = publish.remake(settings, row[2])
        assert {name: _named(settings, name).read_bytes() for name in remade} == remade
    (mail,) = [
        mail for mail in postbox.each_once() if "月报（更正第1号）" in mail["Subject"] and "半" not in mail["Subject"]
    ]
    body = mail.get_body(("plain",)).get_content()
    assert "本表更正同期报表（首次发布）。其后收到：东安县扶贫办2019-10全量名册第2版（2019年11月5日收到）。" in body
    lost = len(FIRST) - len(SECOND)
    assert (
        f"与更正前相比：{UNIT}参保人数-{lost}人，特殊人群应参保-{lost}人，特殊人群已参保-{lost}人，"
        f"挂账+{lost * OWN_YUAN:,}.00元，财政资助-{lost * FUND_YUAN:,}.00元。"
    ) in body
    assert f"特殊人群：特殊人群合计（不重复计人）应参保-{lost}人" in body
    assert [part.get_filename() for part in mail.iter_attachments()] == [f"{MONTH}_更正1.xlsx"]


def _named(settings: Settings, name: str) -> Path:
    return outbox_folder(settings) / PACK / name
