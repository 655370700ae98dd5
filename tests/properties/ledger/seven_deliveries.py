"""Seven deliveries about money that can come in any order, after lists and batches were sent, and their state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pipeline.landing.deliver import Announcement
from tests.properties.ledger.notice import OPEN, POOR
from tests.properties.ledger.office import Office, Reader
from tests.support.warehouse.scenes import Nursery

SENT_ON = dt.date(2019, 11, 30)
SENT_LATER = dt.date(2019, 12, 30)
"""The day before the last window ends: the list of its last day charges nobody."""
UNIT = "da-baiyashi"
PERSONS, STRANGER = 9, 6
State = dict[str, Any]
# The first delivery that states a receipt is its origin, and its rows are known in later ones: with a feed that is sent
# again, that depends on the order. These tables are compared without it.
ORIGIN = ("core.payment", "core.reversal", "core.feed_day", "landing.delivery")


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


DELIVERED = day("2019-12-10")


def paid(who: int, no: str, fen: int = 25_000, on: str = "2019-10-08", of: str = "") -> dict[str, Any]:
    """A receipt, or with `of` and a negative sum a reversal."""
    received = day(on)
    return {"who": who, "no": no, "year": 2020, "fen": fen, "collected": received, "received": received,
            "unit": "" if of else UNIT, "of": of}  # fmt: skip


def before(ward: Nursery, office: Office) -> None:
    """A roll without the stranger; 4 pays twice. A due list, a list of refunds and a settlement are sent."""
    assert ward.comes(office.rolled([(who, UNIT) for who in range(PERSONS) if who != STRANGER], "2019-08", DELIVERED))
    twice = [paid(4, "R4A", on="2019-09-20"), paid(4, "R4B", on="2019-09-21")]
    assert ward.comes(office.feed(twice, "2019-09-21", DELIVERED)) == "committed"
    ward.assess()
    sent = send(Reader(ward), SENT_ON)
    assert (
        sent["refund"] == {("R4B", UNIT): (4, 2020, "paid_twice", 0, 25_000)} and len(sent["due list"]) == PERSONS - 2
    )


def deliveries(office: Office) -> Sequence[Announcement]:
    """0: goes back, perhaps before it was paid. 1, 2: poor by the list. 3: corrected. 4: refunded. 5: a part goes back.

    6: on no roll, named by the list. 7: of an open amount by the list. 8: pays too little, and dies.
    """
    feed = [
        paid(0, "R0"), paid(1, "R1"), paid(2, "R2", 12_000), paid(3, "R3", 20_000), paid(5, "R5", 30_000),
        paid(6, "R6", 12_000), paid(7, "R7"), paid(8, "R8", 10_000),
    ]  # fmt: skip
    corrected = [
        paid(3, "V3", -20_000, "2019-10-20", "R3"), paid(3, "R3B", on="2019-10-20"),
        paid(5, "V5", -5_000, "2019-10-20", "R5"),
    ]  # fmt: skip
    members = [(1, POOR, "add"), (2, POOR, "add"), (6, POOR, "add"), (7, OPEN, "add"), (8, POOR, "death")]
    listed = [
        {"who": who, "category": category, "op": op, "day": day("2019-09-15" if op == "add" else "2019-11-20"),
         "unit": UNIT}
        for who, category, op in members
    ]  # fmt: skip
    return [
        office.feed(feed, "2019-10-08", DELIVERED),
        office.feed(feed[::-1], "2019-10-08第2批", DELIVERED),
        office.feed(corrected, "2019-10-20", DELIVERED),
        office.feed([paid(0, "V0", -25_000, "2019-10-15", "R0")], "2019-10-15", DELIVERED),
        office.acknowledged([(1, PERSONS - 2, (PERSONS - 2) * 25_000)], "2019-12", DELIVERED),
        office.feed([paid(4, "V4", -25_000, "2019-12-05", "R4B")], "2019-12-05", DELIVERED),
        office.listed("poverty_relief", listed, "2019-11", day("2019-11-30"), DELIVERED),
    ]


def send(reader: Reader, as_of: dt.date) -> State:
    """Make the lists and batches of a day; return their lines."""
    return {
        "settlement": {fund: reader.settle(fund, as_of) for fund in ("fiscal", "medical_aid")},
        "refund": reader.refund(as_of),
        "due list": reader.list_dues(as_of),
    }


def state(ward: Nursery, reader: Reader) -> State:
    """Content of the warehouse, states of receipts, acknowledgements, and what would be sent now."""
    found: State = {name: content for name, content in ward.state().items() if name not in ORIGIN}
    found["payments"] = ward.rows(
        "SELECT person_key, receipt_no, plan_year, amount_fen, collected_on, received_on, unit_id FROM core.payment"
        " ORDER BY 2"
    )
    found["reversals"] = ward.rows(
        "SELECT reversal_no, receipt_no, amount_fen, state FROM core.reversal_state ORDER BY 1"
    )
    found["deliveries"] = ward.rows(
        "SELECT source, period, state, row_count, clean_count + duplicate_count, quarantine_count, amount_fen"
        " FROM landing.delivery ORDER BY 1, 2"
    )
    found["feed days"] = ward.rows(
        "SELECT on_date, unit_id, channel, outcome, sum(feed_rows), sum(feed_fen) FROM core.feed_day"
        " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    )
    found["receipts"] = sorted(reader.receipts())
    found["due lists"] = reader.due_lists()
    with ward.scene():
        found["sent"] = send(reader, SENT_LATER)
    return found
