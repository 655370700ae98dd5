"""Transfers that the finance side confirms: read back from files, compared with the batches that claimed the money."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from pipeline.holds import decide as holds
from pipeline.intake import run as intake
from pipeline.landing.deliver import Announcement, deliver
from pipeline.merge import versions
from pipeline.runtime.settings import Settings
from tests.support.files.builders import write_xlsx
from tests.support.files.damaged_list import book_of, file_of
from tests.support.warehouse import ledger

NEW_YEAR, JUNE, DAY = date(2019, 12, 31), date(2020, 6, 30), date(2020, 7, 10)
PAID_ON = date(2020, 1, 15)
HEADER = ["序号", "资金渠道", "地区", "结算批次", "划转金额(元)", "划转日期", "备注"]
FIRST = ("财政", "", "第1批", "260.00", PAID_ON)
AID = ("医疗救助资金", "", "第一批", "130.00", PAID_ON)
CLAIMED = {("fiscal", 1): 26_000, ("fiscal", 2): -13_000, ("medical_aid", 1): 13_000, ("medical_aid", 2): 0}


@dataclass
class Office:
    """Dong'an with two batches of each fund, and files of the finance side."""

    settings: Settings
    folder: Path

    def open_batches(self, *batch_nos: int) -> None:
        with ledger.owner(self.settings) as conn:
            for batch_no, payer in itertools.product(batch_nos, ("fiscal", "medical_aid")):
                as_of = (NEW_YEAR, JUNE)[batch_no - 1]
                row = {"campaign_id": ledger.number(), "payers": [payer], "unit_ids": [], "batch_no": batch_no}
                conn.execute(text(
                    "INSERT INTO ledger.settlement_batch VALUES (:campaign_id, :payers, :unit_ids, :batch_no, :as_of,"
                    " :batch_no)"
                ), {**row, "as_of": as_of})  # fmt: skip

    def send(self, *rows: Sequence[Any], period: str = "2020-01", version: int = 1) -> None:
        number = len(list(self.folder.iterdir()))
        lines = [[at, *row, ""] for at, row in enumerate(rows, start=1)]
        file = write_xlsx(self.folder / f"transfers{number}.xlsx", [["资金划转确认表"], HEADER, *lines])
        deliver(self.settings, ledger.PACK, [Announcement(file, "fund_transfer", period, "change", DAY, DAY, version)])

    def take_in(self) -> intake.IntakeReport:
        return intake.run(self.settings, ledger.PACK, ["fund_transfer"], DAY)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.settings.warehouse_url("loader")) as conn:
            return conn.execute(sql).fetchall()

    def states(self) -> list[tuple[Any, ...]]:
        return self.query("SELECT period, version, state FROM landing.delivery ORDER BY 1, 2, 3")

    def reasons(self) -> dict[str, str]:
        """Return code and text of each reason for which a delivery is held now."""
        rows = self.query("SELECT reasons FROM landing.delivery WHERE state = 'held'")
        return {reason["code"]: reason["message_zh"] for (reasons,) in rows for reason in reasons}

    def release(self) -> None:
        ((delivery_id,),) = self.query("SELECT delivery_id FROM landing.delivery WHERE state = 'held'")
        shown = holds.show(self.settings, ledger.PACK, str(delivery_id)).sha256
        holds.decide(self.settings, ledger.PACK, str(delivery_id), "accept", "某局", "已核对", shown, DAY)

    def batches(self) -> dict[tuple[str, int], tuple[int, date | None, int]]:
        """Return what is confirmed, when, and what is open, by fund and batch."""
        rows = self.query(
            "SELECT payer, batch_no, batch_fen, confirmed_fen, confirmed_on, open_fen FROM mart.settlement"
        )
        assert {(row[0], row[1]): row[2] for row in rows} == {key: CLAIMED[key] for key in {row[:2] for row in rows}}
        return {(row[0], row[1]): row[3:] for row in rows}


@pytest.fixture()
def office(settings: Settings, tmp_path: Path) -> Office:
    pack = ledger.load_policy(settings)
    unit_id = pack.units.children[0].unit_id
    with ledger.owner(settings) as conn:
        for number in (1, 2):
            ledger.assess(conn, pack, number, DAY)
        for number, payer, fen in ((1, "fiscal", 26_000), (1, "medical_aid", 13_000), (2, "fiscal", -13_000)):
            on = date(2019, 10, 1) if number == 1 else date(2020, 3, 1)
            ledger.event(conn, number, on, unit_id, category="registered_poor", payer=payer, fund=fen)
    folder = tmp_path / "sent"
    folder.mkdir()
    return Office(settings, folder)


def test_confirmed_batches_are_settled_and_the_others_stay_open(office: Office) -> None:
    office.open_batches(1, 2)
    office.send(FIRST, AID)
    report = office.take_in()
    assert (report.committed, report.clean, report.quarantined) == (1, 2, 0)
    settled = {("fiscal", 1): (26_000, PAID_ON, 0), ("medical_aid", 1): (13_000, PAID_ON, 0)}
    assert office.batches() == {**settled, ("fiscal", 2): (0, None, -13_000), ("medical_aid", 2): (0, None, 0)}
    # money that goes back to the fund is confirmed with a sum below zero
    office.send(("财政", "", "2", "-130", JUNE), period="2020-06")
    assert office.take_in().committed == 1
    assert office.batches()["fiscal", 2] == (-13_000, JUNE, 0)
    assert not office.query("SELECT FROM core.changed_person"), "a transfer changes no person's result"


def test_a_confirmation_before_the_letter_waits_and_is_taken_in_after_it(office: Office) -> None:
    office.send(FIRST)
    assert office.take_in().held == 1
    ((code, told),) = office.reasons().items()
    assert code == "transfer_batch_unknown"
    assert "第3行（财政第1批）还没有结算函" in told and "编制后本表自动重新核对" in told
    assert office.take_in().as_dict()["held"] == 0, "nothing has changed: it is not looked at again"
    office.open_batches(1)
    assert office.take_in().committed == 1
    assert office.batches()["fiscal", 1] == (26_000, PAID_ON, 0)


def test_an_equal_confirmation_is_a_repeat_whatever_its_file(office: Office) -> None:
    office.open_batches(1)
    office.send(FIRST)
    office.send(FIRST, AID, period="2020-02")
    office.send(FIRST, FIRST, period="2020-03")
    report = office.take_in()
    assert (report.committed, report.duplicates) == (3, 1)
    assert office.batches()["fiscal", 1] == (26_000, PAID_ON, 0)
    assert office.take_in().committed == 0, "a run again changes nothing"
    ids = office.query("SELECT count(*), count(DISTINCT transfer_id) FROM core.fund_transfer_fact")
    assert ids == [(4, 2)]


def test_two_equal_parts_of_one_day_count_twice_if_their_vouchers_differ(office: Office) -> None:
    office.open_batches(1)
    half = ("财政", "第1批", "130.00", PAID_ON)
    header = ["资金渠道", "结算批次", "划转金额(元)", "划转日期", "凭证号"]
    for period, vouchers in (("2020-01", (12, 13)), ("2020-02", (13, 12))):
        rows = [header, *([*half, voucher] for voucher in vouchers)]
        file = write_xlsx(office.folder / f"vouchers_{period}.xlsx", rows)
        deliver(office.settings, ledger.PACK, [Announcement(file, "fund_transfer", period, "change", DAY, DAY, 1)])
    report = office.take_in()
    assert (report.committed, report.held, report.quarantined) == (2, 0, 0)
    assert office.batches()["fiscal", 1] == (26_000, PAID_ON, 0), "the same two again are the same two"


def test_another_sum_is_held_and_a_higher_version_corrects_it(office: Office) -> None:
    office.open_batches(1)
    office.send(("财政", "", "第1批", "206.00", PAID_ON), AID)
    assert office.take_in().held == 1
    ((code, told),) = office.reasons().items()
    assert code == "transfer_differs" and "第3行（财政第1批）结算函260.00元、本表206.00元" in told
    assert "医疗救助" not in told and "更高版次" in told and office.batches()["fiscal", 1] == (0, None, 26_000)
    office.release()
    assert office.batches()["fiscal", 1] == (20_600, PAID_ON, 5_400), "the difference is visible"
    office.send(FIRST, AID, version=2)
    assert office.take_in().committed == 1
    assert office.batches()["fiscal", 1] == (26_000, PAID_ON, 0)
    assert office.batches()["medical_aid", 1] == (13_000, PAID_ON, 0)
    assert office.states() == [("2020-01", 1, "superseded"), ("2020-01", 2, "committed")]
    assert office.query("SELECT count(*) FROM core.fund_transfer_fact") == [(4,)], "nothing is corrected in place"
    versions.revoke(
        office.settings, ledger.PACK, "fund_transfer", "2020-01", 2, revoked_by="县财政局", reason="误报",
        business_date=DAY,
    )  # fmt: skip
    assert office.batches()["fiscal", 1] == (20_600, PAID_ON, 5_400)


def test_a_second_confirmation_with_other_content_is_held_and_a_part_makes_the_rest_up(office: Office) -> None:
    office.open_batches(1)
    part, rest = ("财政", "", "第1批", "60.00", PAID_ON), ("财政", "", "第1批", "200.00", JUNE)
    office.send(part)
    assert office.take_in().held == 1
    office.release()
    office.send(rest, period="2020-06")
    assert office.take_in().committed == 1, "both parts make up the claim"
    assert office.batches()["fiscal", 1] == (26_000, JUNE, 0)
    office.send(("财政", "", "第1批", "260.00", JUNE), period="2020-07")
    assert office.take_in().held == 1
    assert "其他确认表已确认260.00元、本表260.00元" in office.reasons()["transfer_differs"]
    assert office.batches()["fiscal", 1] == (26_000, JUNE, 0)


def test_unreadable_rows_are_quarantined_with_what_to_write(office: Office) -> None:
    office.open_batches(1)
    rows = [("社保基金", "", "1", "1", PAID_ON), ("财政", "", "首批", "1", PAID_ON), FIRST, AID, AID]
    office.send(*rows)
    report = office.take_in()
    assert (report.committed, report.clean, report.duplicates, report.quarantined) == (1, 2, 1, 2)
    found = office.query("SELECT row_no, reason_code FROM landing.quarantine ORDER BY 1")
    assert found == [(3, "payer_unknown"), (4, "batch_no_format")]
    assert office.batches()["fiscal", 1] == (26_000, PAID_ON, 0)
    ((delivery_id,),) = office.query("SELECT delivery_id::text FROM landing.delivery")
    book = book_of(file_of(office.settings, delivery_id))
    assert book.sheetnames == ["封面", "逐行结果"], "the sender gets a workbook to correct"


def test_a_batch_of_another_unit_is_unknown(office: Office) -> None:
    office.open_batches(1)
    office.send(("财政", "白牙市镇", "第1批", "260.00", PAID_ON))
    assert office.take_in().held == 1
    assert "白牙市镇财政第1批" in office.reasons()["transfer_batch_unknown"]


def test_a_file_without_the_column_of_units_is_about_all_units(office: Office) -> None:
    office.open_batches(1)
    rows = [["资金渠道", "结算批次", "划转金额(元)", "划转日期"], ["财政", "第1批", "260.00", PAID_ON]]
    file = write_xlsx(office.folder / "without_units.xlsx", rows)
    deliver(office.settings, ledger.PACK, [Announcement(file, "fund_transfer", "2020-01", "change", DAY, DAY, 1)])
    assert office.take_in().committed == 1
    assert office.batches()["fiscal", 1] == (26_000, PAID_ON, 0)
