"""Reasons for late entry: from file to state of the money, before or after payment, withdrawn, by version."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing.deliver import Announcement
from pipeline.merge import versions
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.files.damaged_list import book_of, file_of, place_of, saved
from tests.support.files.small_deliveries import PACK, Desk

KINDS = ["roll", "tax_feed", "late_entry"]
PAID, ON = "2020-01-10", dt.date(2020, 1, 20)
WITHOUT, WITH = 0, 1
REFUSED = ("undefined", 25000, None, ["paid_late", "refused_late"], "out_of_window", "person")
ACCEPTED = ("undefined", 0, dt.date(2020, 2, 1), ["paid_late"], "out_of_window", "suspense")
RESULTS = """
SELECT d.status, d.refundable_fen, d.coverage_from, d.flags, s.state, s.owner
FROM core.dues AS d
INNER JOIN core.receipt_state AS s USING (campaign_id, person_key, plan_year)
ORDER BY s.receipt_no
"""


@pytest.fixture()
def desk(settings: Settings, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk", "2020-01-15")


def _take(settings: Settings, *announced: Announcement) -> list[tuple[object, ...]]:
    """Deliver the files one by one, each with an assessment; return the results of the payers in their order."""
    for one in announced:
        landing.deliver(settings, PACK, [one])
        intake.run(settings, PACK, KINDS, ON)
        assess.run(settings, PACK, ON)
    assert not [finding for finding in invariants.run(settings, PACK) if finding.problems]
    return _read(settings, RESULTS)


def _read(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        return conn.execute(sql).fetchall()


@pytest.mark.parametrize("is_first", [True, False], ids=["before the payment", "after the payment"])
def test_who_states_a_reason_is_not_refused(settings: Settings, desk: Desk, is_first: bool) -> None:
    paid = desk.tax([(WITHOUT, 250), (WITH, 250)], PAID)
    reasons = desk.reasons([(WITH, "新迁入", "")], "2020-01", "2020-01-12")
    roll = desk.roll([WITHOUT, WITH], "2019", "2019-08-30")
    order = (reasons, roll, paid) if is_first else (roll, paid, reasons)
    assert _take(settings, *order) == [REFUSED, ACCEPTED]
    assert _read(settings, "SELECT op, reason, has_proof FROM core.late_entry_fact") == [("add", "moved_in", True)]


def test_a_withdrawn_reason_takes_it_back(settings: Settings, desk: Desk) -> None:
    paid = desk.tax([(0, 250), (1, 250), (2, 250), (3, 250)], PAID)
    first = desk.reasons([(who, "复转军人", "") for who in range(4)], "2020-01a", "2020-01-11", "full")
    by_row = desk.reasons([(1, "", "撤销")], "2020-01b", "2020-01-12")
    assert _take(settings, desk.roll(range(4), "2019", "2019-08-30"), paid, first) == [ACCEPTED] * 4
    assert _take(settings, by_row) == [ACCEPTED, REFUSED, ACCEPTED, ACCEPTED]
    by_absence = desk.reasons([(2, "复转军人", ""), (3, "复转军人", "")], "2020-01c", "2020-01-13", "full")
    assert _take(settings, by_absence) == [REFUSED, REFUSED, ACCEPTED, ACCEPTED]
    newer = desk.reasons([(2, "复转军人", "")], "2020-01c", "2020-01-13", "full", version=2)
    assert _take(settings, newer) == [REFUSED, REFUSED, ACCEPTED, REFUSED]
    for version in (2, 1):
        versions.revoke(
            settings, PACK, "late_entry", "2020-01c", version, revoked_by="甲镇", reason="误报", business_date=ON
        )
    assert _take(settings, by_row) == [ACCEPTED, REFUSED, ACCEPTED, ACCEPTED], "as before the second full list"


def test_a_reason_that_the_notice_does_not_list_is_an_error_of_its_row(settings: Settings, desk: Desk) -> None:
    paid = desk.tax([(0, 250), (1, 250)], PAID)
    wrong = desk.reasons([(0, "忘记缴费", ""), (1, "刑满释放", "")], "2020-01", "2020-01-12")
    assert _take(settings, desk.roll([0, 1], "2019", "2019-08-30"), paid, wrong) == [REFUSED, ACCEPTED]
    found = _read(settings, "SELECT row_no, reason_code, column_name FROM landing.quarantine")
    assert found == [(2, "late_reason_unlisted", "reason")]


def test_the_feedback_workbook_comes_back_with_another_reason(settings: Settings, desk: Desk, tmp_path: Path) -> None:
    paid = desk.tax([(0, 250), (1, 250), (2, 250)], PAID)
    rows = [(0, "忘记缴费", ""), (1, "刑满释放", ""), (2, "新生儿", "")]
    roll, listed = desk.roll(range(3), "2019", "2019-08-30"), desk.reasons(rows, "2020-01", "2020-01-12")
    assert _take(settings, roll, paid, listed) == [REFUSED, ACCEPTED, ACCEPTED]
    ((delivery,),) = _read(settings, "SELECT delivery_id FROM landing.delivery WHERE kind = 'late_entry'")
    book = book_of(file_of(settings, str(delivery), ON))
    sheet = book["逐行结果"]
    at, column = place_of(sheet, "2", "原因和更正办法")
    assert "不在通知列明的情形中" in sheet.cell(at, column).value
    for key, heading, value in (("2", "中途参保原因", "未就业毕业生"), ("4", "标记", "删除")):
        at, column = place_of(sheet, key, heading)
        sheet.cell(at, column).value = value
    path = saved(book, tmp_path / "returned.xlsx")
    returned = replace(listed, file=path, version=2)
    assert _take(settings, returned) == [ACCEPTED, ACCEPTED, REFUSED]
    assert _read(settings, "SELECT quarantine_count FROM landing.delivery WHERE version = 2") == [(0,)]
