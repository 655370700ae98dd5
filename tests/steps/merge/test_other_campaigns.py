"""A second payment for a plan year in another campaign: of another place it holds the feed, of this place it warns."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.files.reversal_feeds import PAID_ON, Till, back, paid
from tests.support.files.small_deliveries import PACK
from tests.support.warehouse.scenes import Nursery

HERE, NEXT_DAY = "东安县", "2019-10-12"
FORMER, OLDER, NEIGHBOUR = 7, 8, 9
Campaigns = dict[int, tuple[str, str | None, str]]
"""Campaign -> code of its pack, the code that it follows, and its place."""

FOLLOWED: Campaigns = {FORMER: ("dongan-2019", None, HERE)}
FOLLOWING: Campaigns = {FORMER: ("dongan-2021", PACK, HERE)}
OVER_TWO: Campaigns = {OLDER: ("dongan-2019", "dongan-2018", HERE), FORMER: ("dongan-2018", None, HERE)}
LONE: Campaigns = {FORMER: ("linxian-2020", None, "邻县")}
FOLLOWED_AND_LONE = LONE | {OLDER: ("dongan-2019", None, HERE)}
OTHER_CHAIN: Campaigns = {OLDER: ("linxian-2020", "linxian-2019", "邻县"), FORMER: ("linxian-2019", None, "邻县")}


def _add_campaigns(nursery: Nursery, campaigns: Campaigns, follows: str | None) -> None:
    """Give the warehouse other campaigns, and the pack the code of the pack that it follows."""
    for campaign, (code, before, place) in campaigns.items():
        nursery.conn.exec_driver_sql(
            "INSERT INTO policy.campaign SELECT (jsonb_populate_record(c, jsonb_build_object('campaign_id', %s::int,"
            " 'pack_code', %s::text, 'follows', %s::text, 'place_name', %s::text))).* FROM policy.campaign AS c"
            " WHERE c.pack_code = %s",
            (campaign, code, before, place, PACK),
        )
    nursery.conn.exec_driver_sql("UPDATE policy.campaign SET follows = %s WHERE pack_code = %s", (follows, PACK))


def _move_payments(nursery: Nursery, campaign: int) -> None:
    """Make all payments and reversals so far those of another campaign."""
    for table in ("core.payment", "core.reversal", "core.feed_day"):
        nursery.conn.exec_driver_sql(f"UPDATE {table} SET campaign_id = %s", (campaign,))


def _reasons(nursery: Nursery) -> list[tuple[str, str]]:
    """Code and text of each reason to hold the feed of the second day."""
    return nursery.rows(
        "SELECT r ->> 'code', r ->> 'message_zh' FROM landing.delivery, jsonb_array_elements(reasons) AS r"
        " WHERE period = %s ORDER BY 1",
        NEXT_DAY,
    )


def _warnings(nursery: Nursery) -> list[tuple[Any, ...]]:
    return nursery.rows("SELECT row_no, column_name FROM landing.warning WHERE reason_code = 'paid_in_other_campaign'"
                        " ORDER BY row_no")  # fmt: skip


def _paid_again(nursery: Nursery, desk: Till, campaigns: Campaigns, follows: str | None) -> None:
    """Two persons have paid in campaign 7; on the second day a third person and they pay, in rows 2, 3 and 4."""
    nursery.comes(desk.feed([paid(0, "R"), paid(1, "S")], PAID_ON))
    _add_campaigns(nursery, campaigns, follows)
    _move_payments(nursery, FORMER)
    again = [paid(2, "T", on=NEXT_DAY), paid(0, "R2", on=NEXT_DAY), paid(1, "S2", on=NEXT_DAY)]
    assert nursery.comes(desk.feed(again, NEXT_DAY)) == "committed"


@pytest.mark.parametrize(
    ("campaigns", "follows"),
    [(FOLLOWED, "dongan-2019"), (FOLLOWING, None), (OVER_TWO, "dongan-2019")],
    ids=["followed", "following", "over two years"],
)
def test_another_year_of_the_same_place_holds_nothing(
    nursery: Nursery, reversal_desk: Till, campaigns: Campaigns, follows: str | None
) -> None:
    """Every payment counts in its own campaign; the rows of who paid in both have a warning for the sender."""
    _paid_again(nursery, reversal_desk, campaigns, follows)
    assert _reasons(nursery) == [] and _warnings(nursery) == [(3, "plan_year"), (4, "plan_year")]
    nursery.assess()
    assert nursery.dues() == [("enrolled", 25_000, 0, "ordinary")] * 3 and nursery.broken() == []


@pytest.mark.parametrize(
    ("campaigns", "follows"),
    [(LONE, None), (LONE, "dongan-2019"), (OTHER_CHAIN, None), (FOLLOWED_AND_LONE, "dongan-2019")],
    ids=["alone", "former pack not loaded", "two years of its own", "own former pack besides"],
)
def test_another_place_holds_the_feed(
    nursery: Nursery, reversal_desk: Till, campaigns: Campaigns, follows: str | None
) -> None:
    _paid_again(nursery, reversal_desk, campaigns, follows)
    ((code, text),) = _reasons(nursery)
    assert code == "paid_elsewhere" and "第3行、第4行的人员已在邻县缴纳" in text and HERE not in text
    assert _warnings(nursery) == []


def test_a_place_holds_and_a_former_year_warns_in_the_same_feed(nursery: Nursery, reversal_desk: Till) -> None:
    nursery.comes(reversal_desk.feed([paid(0, "R")], PAID_ON))
    _add_campaigns(nursery, FOLLOWED | {NEIGHBOUR: ("linxian-2020", None, "邻县")}, "dongan-2019")
    _move_payments(nursery, FORMER)
    nursery.comes(reversal_desk.feed([paid(1, "S")], "2019-10-09"))
    nursery.conn.exec_driver_sql("UPDATE core.payment SET campaign_id = %s WHERE receipt_no = 'S'", (NEIGHBOUR,))
    again = [paid(2, "T", on=NEXT_DAY), paid(0, "R2", on=NEXT_DAY), paid(1, "S2", on=NEXT_DAY)]
    nursery.comes(reversal_desk.feed(again, NEXT_DAY))
    ((code, text),) = _reasons(nursery)
    assert code == "paid_elsewhere" and "第4行的人员已在邻县缴纳" in text and "第3行" not in text
    assert _warnings(nursery) == [(3, "plan_year")]


def test_money_of_a_former_year_that_was_taken_back_warns_of_nothing(nursery: Nursery, reversal_desk: Till) -> None:
    """What was taken back whole is not paid; of a part, the rest is."""
    rows = [paid(0, "R"), paid(1, "S"), back(0, "V", "R", on=PAID_ON), back(1, "W", "S", 10, PAID_ON)]
    nursery.comes(reversal_desk.feed(rows, PAID_ON))
    _add_campaigns(nursery, FOLLOWED, "dongan-2019")
    _move_payments(nursery, FORMER)
    nursery.comes(reversal_desk.feed([paid(0, "R2", on=NEXT_DAY), paid(1, "S2", on=NEXT_DAY)], NEXT_DAY))
    assert _reasons(nursery) == [] and _warnings(nursery) == [(3, "plan_year")]
