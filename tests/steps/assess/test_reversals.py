"""What a reversal does to who paid, to the ledger and to what officials see, from day to day and again and again."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.assess import run as assess
from tests.support.files.newborns import Said
from tests.support.files.reversal_feeds import BACK_ON, PAID_ON, Till, back, listed, paid, received, states
from tests.support.files.small_deliveries import PACK, UNIT
from tests.support.warehouse.scenes import Nursery

OWING = [("owing", 0, 0, "ordinary")]
FATES = "SELECT clean_count, duplicate_count, quarantine_count, amount_fen FROM landing.delivery ORDER BY cut_off_on"
QUARANTINE = "SELECT reason_code, column_name FROM landing.quarantine"


def test_who_gets_all_back_has_not_paid(nursery: Nursery, reversal_desk: Till) -> None:
    nursery.comes(reversal_desk.roll([0], "2019-07", "2019-07-31"))
    nursery.comes(reversal_desk.feed([paid(0, "R")], PAID_ON))
    nursery.assess()
    assert nursery.dues() == [("enrolled", 25_000, 0, "ordinary")] and received(nursery) == [(PAID_ON, 25_000)]
    nursery.comes(reversal_desk.feed([back(0, "V", "R")], BACK_ON))
    nursery.assess()
    assert nursery.dues() == OWING and received(nursery) == []
    assert nursery.rows("SELECT sum(enrolled_persons)::integer FROM ledger.event") == [(0,)]
    assert nursery.rows("SELECT count(*) FROM mart.payments_by_channel") == [(0,)]
    assert nursery.rows(FATES)[1:] == [(1, 0, 0, 25_000), (1, 0, 0, -25_000)]
    assert nursery.broken() == []


def test_a_part_leaves_a_part_and_what_is_paid_anew_counts(nursery: Nursery, reversal_desk: Till) -> None:
    nursery.comes(reversal_desk.feed([paid(0, "R"), back(0, "V", "R", 100, PAID_ON)], PAID_ON))
    nursery.assess()
    assert nursery.dues() == [("owing", 15_000, 0, "ordinary")] and received(nursery) == [(PAID_ON, 15_000)]
    nursery.comes(reversal_desk.feed([paid(0, "S", 100, "2019-10-10")], "2019-10-10"))
    nursery.assess()
    assert nursery.dues() == [("enrolled", 25_000, 0, "ordinary")]
    assert nursery.rows("SELECT settled_on::text FROM core.dues") == [("2019-10-10",)]
    assert nursery.broken() == []


def test_paid_twice_and_one_taken_back_needs_no_refund(nursery: Nursery, reversal_desk: Till) -> None:
    nursery.comes(reversal_desk.feed([paid(0, "R"), paid(0, "S", on="2019-10-09")], "2019-10-09"))
    nursery.assess()
    assert nursery.dues() == [("enrolled", 50_000, 25_000, "ordinary")]
    nursery.comes(reversal_desk.feed([back(0, "V", "R")], BACK_ON))
    nursery.assess()
    assert nursery.dues() == [("enrolled", 25_000, 0, "ordinary")]
    # the later receipt is the one that settles now
    assert nursery.rows("SELECT settled_on::text FROM core.dues") == [("2019-10-09",)]
    assert nursery.rows("SELECT sum(refundable_fen)::integer FROM ledger.event") == [(0,)] and nursery.broken() == []


def test_a_reversal_counts_from_its_day_on(nursery: Nursery, reversal_desk: Till) -> None:
    """Known before its day, it changes nothing; when its day comes, its person is judged without being named again."""
    before, day = dt.date.fromisoformat(BACK_ON) - dt.timedelta(days=1), dt.date.fromisoformat(BACK_ON)
    nursery.comes(reversal_desk.feed([paid(0, "R"), back(0, "V", "R")], BACK_ON))
    assess.run(nursery.settings, PACK, before)
    assert nursery.dues() == [("enrolled", 25_000, 0, "ordinary")] and nursery.broken() == []
    assert nursery.rows("SELECT next_change_on::text FROM core.trait") == [(BACK_ON,)]
    assert nursery.rows("SELECT count(*) FROM core.changed_person") == [(0,)]
    assert assess.run(nursery.settings, PACK, day).persons == 1
    assert nursery.dues() == [] and received(nursery) == [] and nursery.broken() == []  # on no roll and on no list
    assert assess.run(nursery.settings, PACK, day).persons == 0


def test_who_is_gone_and_pays_on_a_day_to_come_is_judged_on_it(nursery: Nursery, reversal_desk: Till) -> None:
    rows = [paid(0, "R"), back(0, "V", "R", on="2019-10-10"), paid(0, "S", on="2019-10-12")]
    nursery.comes(reversal_desk.feed(rows, "2019-10-12"))
    found = []
    for day in ("2019-10-08", "2019-10-10", "2019-10-11", "2019-10-12"):
        assess.run(nursery.settings, PACK, dt.date.fromisoformat(day))
        found.append(len(nursery.dues()))
    assert found == [1, 0, 0, 1] and nursery.broken() == []


@pytest.mark.parametrize("receipt_first", [True, False])
def test_without_its_receipt_it_is_listed_until_that_comes(
    nursery: Nursery, reversal_desk: Till, receipt_first: bool
) -> None:
    receipt, reversal = reversal_desk.feed([paid(0, "R")], PAID_ON), reversal_desk.feed([back(0, "V", "R")], BACK_ON)
    if not receipt_first:
        nursery.comes(reversal)
        nursery.assess()
        assert listed(nursery) == [("receipt_missing", 1, 25_000)] and nursery.dues() == []
        shown = "SELECT sender, unit_name, state_zh, changes_from_on FROM mart.reversal"
        ((sender, unit, told, changes_from_on),) = nursery.rows(shown)
        assert "税务" in sender and unit == UNIT and "原凭证未到" in told and changes_from_on is None
    nursery.comes(receipt)
    if receipt_first:
        nursery.comes(reversal)
    nursery.assess()
    assert listed(nursery) == [("counted", 1, 25_000)] and nursery.dues() == [] and nursery.broken() == []
    assert nursery.rows("SELECT changes_from_on::text FROM mart.reversal") == [(PAID_ON,)]


def test_one_after_the_other_as_long_as_they_do_not_exceed_it(nursery: Nursery, reversal_desk: Till) -> None:
    """In the order of day and number, whichever came first; after the first that is too much nothing counts."""
    nursery.comes(reversal_desk.feed([back(0, "V3", "R", 60), back(0, "V2", "R", 150)], BACK_ON))
    nursery.comes(reversal_desk.feed([paid(0, "R"), back(0, "V9", "R", 50, "2019-10-09")], "2019-10-09"))
    nursery.assess()
    assert states(nursery) == [("V2", 15_000, "counted"), ("V3", 6_000, "exceeds"), ("V9", 5_000, "counted")]
    assert nursery.dues() == [("owing", 5_000, 0, "ordinary")] and nursery.broken() == []
    nursery.comes(reversal_desk.feed([back(0, "V1", "R", 220, "2019-10-10")], "2019-10-10"))
    nursery.assess()
    assert [row[2] for row in states(nursery)] == ["exceeds", "exceeds", "exceeds", "counted"]
    assert nursery.dues() == [("owing", 20_000, 0, "ordinary")] and nursery.broken() == []


def test_another_person_or_year_takes_nothing_back(nursery: Nursery, reversal_desk: Till) -> None:
    rows = [paid(0, "R"), back(1, "V", "R", on=PAID_ON), back(0, "W", "R", on=PAID_ON)._replace(year=2019)]
    nursery.comes(reversal_desk.feed(rows, PAID_ON))
    nursery.assess()
    assert listed(nursery) == [("receipt_differs", 2, 50_000)]
    assert nursery.dues() == [("enrolled", 25_000, 0, "ordinary")] and nursery.broken() == []


def test_known_ones_count_once_and_other_content_waits(nursery: Nursery, reversal_desk: Till) -> None:
    nursery.comes(reversal_desk.feed([paid(0, "R"), paid(1, "S")], PAID_ON))
    nursery.comes(reversal_desk.feed([back(0, "V", "R", 100)], BACK_ON))
    again = [back(0, "V", "R", 100), back(0, "V", "R", 100), back(1, "W", "S", 50)]
    nursery.comes(reversal_desk.feed(again, "2019-11-21"))
    nursery.comes(reversal_desk.feed([back(0, "V", "R", 101)], "2019-11-22"))
    nursery.comes(reversal_desk.feed([back(0, "V", "S", 100)], "2019-11-23"))
    assert [row[:3] for row in nursery.rows(FATES)] == [(2, 0, 0), (1, 0, 0), (1, 2, 0), (0, 0, 1), (0, 0, 1)]
    assert nursery.rows(QUARANTINE) == [("receipt_conflict", "receipt_no")] * 2
    nursery.assess()
    assert states(nursery) == [("V", 10_000, "counted"), ("W", 5_000, "counted")] and nursery.broken() == []


def test_without_the_column_it_stays_outside_and_is_told_how_to_mend_it(nursery: Nursery, reversal_desk: Till) -> None:
    nursery.comes(
        reversal_desk.feed(
            [paid(0, "R"), back(0, "V", "", on=PAID_ON), paid(1, "S"), paid(2, "T")._replace(of="R")], PAID_ON
        )
    )
    assert sorted(nursery.rows(QUARANTINE)) == [
        ("amount_not_positive", "amount_fen"), ("reversal_not_negative", "amount_fen"),
    ]  # fmt: skip
    nursery.assess()
    assert states(nursery) == [] and received(nursery) == [(PAID_ON, 50_000)] and nursery.broken() == []


def test_a_dead_payer_who_got_it_back_is_not_listed_any_more(nursery: Nursery, reversal_desk: Till) -> None:
    nursery.comes(reversal_desk.full([0, 1], "2019-09", "2019-09-30"))
    nursery.comes(reversal_desk.change([(0, "死亡", "2019-10-01"), (1, "死亡", "2019-10-01")], "2019-10", "2019-10-05"))
    nursery.comes(reversal_desk.feed([paid(0, "R"), paid(1, "S")], PAID_ON))
    nursery.comes(reversal_desk.feed([back(0, "V", "R"), back(1, "W", "S", 100)], BACK_ON))
    nursery.assess()
    found = "SELECT amount_fen FROM mart_case.after_death WHERE finding = 'paid_after_death'"
    assert nursery.rows(found) == [(15_000,)] and nursery.broken() == []
    # a reversal is no payment after death
    warned = "SELECT count(*) FROM landing.warning WHERE reason_code = 'paid_after_death'"
    assert nursery.rows(warned) == [(2,)]


def test_a_newborn_s_money_goes_back_under_the_number_and_a_link_undone_leaves_it(
    nursery: Nursery, reversal_desk: Till
) -> None:
    child = Said(1)
    nursery.comes(reversal_desk.feed([paid(child, "R")], PAID_ON))
    nursery.comes(reversal_desk.feed([back(child._replace(by="number"), "V", "R")], BACK_ON))
    nursery.assess()
    assert listed(nursery) == [("receipt_differs", 1, 25_000)] and len(nursery.dues()) == 1
    nursery.comes(reversal_desk.born_roll([child._replace(by="both")]))
    nursery.assess()
    assert listed(nursery) == [("counted", 1, 25_000)] and nursery.dues() == OWING and nursery.broken() == []
    nursery.revoke("roll", "2019-10")
    nursery.assess()
    assert listed(nursery) == [("receipt_differs", 1, 25_000)] and nursery.broken() == []
    assert nursery.dues() == [("enrolled", 25_000, 0, "ordinary")]


def test_no_mart_tells_who_and_the_auditor_may_ask_by_pseudonym(nursery: Nursery, reversal_desk: Till) -> None:
    nursery.comes(reversal_desk.feed([back(0, "V", "R")], BACK_ON))
    columns = (
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'mart' AND table_name = 'reversal'"
    )
    assert not {one for (one,) in nursery.rows(columns)} & {"person_key", "receipt_no", "reversal_no", "row_no"}
    for role, table, may in (("analyst", "core.reversal_state", False), ("analyst", "mart.reversal", True),
                             ("auditor", "core.reversal_state", True), ("loader", "core.reversal", True),
                             ("publisher", "core.reversal", False), ("publisher", "mart.reversal", True)):  # fmt: skip
        assert nursery.rows(f"SELECT has_table_privilege('{role}', '{table}', 'SELECT')") == [(may,)], (role, table)
    for what in ("UPDATE", "DELETE"):
        assert nursery.rows(f"SELECT has_table_privilege('loader', 'core.reversal', '{what}')") == [(False,)]


def test_who_got_it_back_elsewhere_may_pay_here(nursery: Nursery, reversal_desk: Till) -> None:
    """Money of another place that is all taken back does not hold a payment; a part of it does."""
    rows = [paid(0, "R"), paid(1, "S"), back(0, "V", "R", on=PAID_ON), back(1, "W", "S", 10, PAID_ON)]
    nursery.comes(reversal_desk.feed(rows, PAID_ON))
    other = "jsonb_build_object('campaign_id', 7, 'pack_code', 'elsewhere', 'place_name', '邻县')"
    for table in ("policy.campaign", "core.payment", "core.reversal"):
        nursery.conn.exec_driver_sql(
            f"INSERT INTO {table} SELECT (jsonb_populate_record(t, {other})).* FROM {table} AS t"
        )
    nursery.comes(reversal_desk.feed([paid(0, "R2", on="2019-10-12"), paid(1, "S2", on="2019-10-12")], "2019-10-12"))
    ((reasons,),) = nursery.rows("SELECT reasons::text FROM landing.delivery WHERE period = '2019-10-12'")
    assert "paid_elsewhere" in reasons and "第3行的人员已在邻县缴纳" in reasons  # row 2 is not named
