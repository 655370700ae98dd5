"""Each receipt is in one state, by hand: Dong'an for every state, with the money by owner; and what else decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg.rows import dict_row

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation.facts import Employment, ListRow, Person, Receipt, Roll
from tests.support.warehouse import facts
from transforms.policy import campaign_id

PACK, OTHER, ON = "dongan-2020", "heyuan-2020", dt.date(2020, 1, 20)
AUTUMN, LATE = dt.date(2019, 10, 8), dt.date(2020, 1, 6)
MONEY = ("scheme_fen", "refundable_fen", "suspense_fen", "reversed_fen", "unposted_fen")
KNOWN = Roll("白牙市镇", True, True)
SUMS = f"SELECT state, receipts, amount_fen, {', '.join(MONEY)} FROM mart.receipt_state"


class Story(NamedTuple):
    """Facts of a person, and of each receipt in order: state, owner, refundable fen. A receipt is (fen, day, year)."""

    receipts: list[tuple[int, dt.date, int]]
    expected: list[tuple[str, str, int]]
    rows: tuple[ListRow, ...] = ()
    roll: Roll | None = KNOWN
    jobs: tuple[Employment, ...] = ()
    taken_back: int = 0
    born: dt.date = dt.date(1980, 5, 1)


def _row(category: str, on: dt.date, op: str = "add") -> ListRow:
    return ListRow("s", category, category, op, on, on, on, None, None, None)


def _paid(fen: int, on: dt.date = AUTUMN, year: int = 2020) -> tuple[int, dt.date, int]:
    return fen * 100, on, year


def _all(year: int = 2020, on: dt.date = AUTUMN) -> list[tuple[int, dt.date, int]]:
    return [_paid(250, on, year)]


EMPLOYED = (Employment("永州市", dt.date(2018, 1, 1), None, dt.date(2019, 9, 1)),)
STORIES = {
    "exact": Story(_all(), [("exact", "scheme", 0)]),
    "parts": Story([_paid(100), _paid(150)], [("exact", "scheme", 0)] * 2),
    "short": Story([_paid(100)], [("short", "suspense", 0)]),
    "over": Story([_paid(300)], [("over", "person", 5_000)]),
    "over by a part": Story([_paid(200), _paid(100)], [("exact", "scheme", 0), ("over", "person", 5_000)]),
    "over by a little more": Story([*_all(), _paid(10)], [("exact", "scheme", 0), ("over", "person", 1_000)]),
    "twice": Story(_all() * 2, [("exact", "scheme", 0), ("paid_twice", "person", 25_000)]),
    "unknown": Story(_all(), [("unknown_person", "scheme", 0)], roll=None),
    "on a list alone": Story(
        [_paid(120)], [("exact", "scheme", 0)], (_row("registered_poor", dt.date(2019, 9, 5)),), None
    ),
    "employed": Story(_all(), [("employee_insured", "person", 25_000)], jobs=EMPLOYED),
    "late": Story(_all(on=LATE), [("out_of_window", "person", 25_000)]),
    "short, then late": Story(
        [_paid(100), _paid(150, LATE)], [("short", "suspense", 0), ("out_of_window", "person", 15_000)]
    ),
    "again, late": Story([*_all(), *_all(on=LATE)], [("exact", "scheme", 0), ("paid_twice", "person", 25_000)]),
    "born since the start, late": Story(
        _all(on=LATE), [("out_of_window", "suspense", 0)], born=dt.date(2019, 11, 20)
    ),
    "recognised late": Story(
        _all(on=LATE), [("amount_open", "suspense", 0)], (_row("registered_poor", dt.date(2020, 1, 5)),)
    ),
    "no amount": Story(
        _all(), [("amount_open", "suspense", 0)], (_row("severely_disabled", dt.date(2019, 9, 5)),)
    ),
    "year that is open": Story(_all(2019), [("amount_open", "suspense", 0)]),
    "wrong year": Story(_all(2018), [("wrong_year", "suspense", 0)]),
    "recognised after payment": Story(
        _all(on=dt.date(2019, 9, 10)), [("category_changed_after_payment", "scheme", 0)],
        (_row("registered_poor", dt.date(2019, 9, 20)),),
    ),
    "left after payment": Story(
        [_paid(120)], [("category_changed_after_payment", "scheme", 0)],
        (_row("registered_poor", dt.date(2019, 9, 20)), _row("registered_poor", dt.date(2019, 11, 1), "end")),
    ),
    "pays first": Story(
        _all(on=dt.date(2019, 10, 20)), [("awaiting_reimbursement", "scheme", 0)],
        (_row("registered_poor", dt.date(2019, 10, 5)),),
    ),
    "taken back": Story(_all(), [("reversed", "tax_bureau", 0)], taken_back=250),
    "taken back in part": Story(_all(), [("short", "suspense", 0)], taken_back=100),
    "twice, once taken back": Story(
        _all() * 2, [("reversed", "tax_bureau", 0), ("exact", "scheme", 0)], taken_back=250
    ),
    "dead": Story(
        [_paid(100)], [("over", "person", 10_000)], (_row("registered_poor", dt.date(2019, 11, 1), "death"),)
    ),
    "not yet": Story(_all(on=dt.date(2020, 2, 3)), [("not_assessed", "not_assessed", 0)]),
    "a part is of a later day": Story(
        [*_all(), _paid(250, dt.date(2020, 2, 3))], [("exact", "scheme", 0), ("not_assessed", "not_assessed", 0)]
    ),
    "enrolled elsewhere": Story(_all(), [("enrolled_elsewhere", "scheme", 0)]),
}  # fmt: skip
NAMES = list(STORIES)


def _person(index: int, story: Story) -> Person:
    receipts = [
        Receipt(number, year, fen, day, day, "微信", None) for number, (fen, day, year) in enumerate(story.receipts)
    ]
    return Person(index, story.born, story.roll, list(story.rows), receipts, list(story.jobs))


@pytest.fixture(scope="module")
def assessed(make_warehouse: Callable[..., Settings]) -> Settings:
    settings = make_warehouse()
    people = [_person(index, story) for index, story in enumerate(STORIES.values())]
    facts.put(settings, PACK, people)
    _take_back(settings)
    assess.run(settings, PACK, ON)
    # the same person is enrolled in another place, by money that came first
    there = people[NAMES.index("enrolled elsewhere")]
    there.roll = Roll("源城区", True, True)
    there.receipts = [Receipt(9, 2020, 25_000, dt.date(2019, 9, 20), dt.date(2019, 9, 20), "微信", None)]
    facts.put(settings, OTHER, [there], 2)
    assess.run(settings, OTHER, ON)
    return settings


def _take_back(settings: Settings) -> None:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        for index, story in enumerate(STORIES.values()):
            if story.taken_back:
                conn.execute(
                    "INSERT INTO core.reversal SELECT campaign_id, person_key, 'V' || receipt_no, receipt_no,"
                    " plan_year, %s, collected_on, received_on, channel, unit_id, delivery_id, 9000 + row_no"
                    " FROM core.payment WHERE receipt_no = %s",
                    (story.taken_back * 100, f"{index:06d}-{0:06d}"),
                )  # fmt: skip


def _read(settings: Settings, query: str, role: str = "caseworker") -> list[dict[str, Any]]:
    with psycopg.connect(settings.warehouse_url(role), row_factory=dict_row) as conn:
        return conn.execute(query).fetchall()


@pytest.mark.parametrize("name", NAMES)
def test_each_receipt_is_in_its_state(assessed: Settings, name: str) -> None:
    key = facts.key_of(_person(NAMES.index(name), STORIES[name]))
    rows = _read(
        assessed,
        f"SELECT * FROM mart_case.receipt_state WHERE person_key = '{key}' AND pack_code = '{PACK}'"
        " ORDER BY plan_year, receipt_order",
    )
    assert [(row["state"], row["owner"], row["refundable_fen"]) for row in rows] == STORIES[name].expected
    assert all(row["amount_fen"] == sum(row[column] for column in MONEY) for row in rows)
    assert all(row["state_zh"] and row["owner_zh"] and row["next_step_zh"] for row in rows)


def test_every_state_has_its_case() -> None:
    """Compare with the states of the view, as its text names them."""
    states = {state for story in STORIES.values() for state, _, _ in story.expected}
    assert len(states) == 14


def test_the_money_of_all_states_is_the_money_of_all_receipts(assessed: Settings) -> None:
    rows = _read(assessed, f"{SUMS} WHERE pack_code = '{PACK}'", "analyst")
    paid = [fen for story in STORIES.values() for fen, _, _ in story.receipts]
    assert (sum(row["receipts"] for row in rows), sum(row["amount_fen"] for row in rows)) == (len(paid), sum(paid))
    assert all(row["amount_fen"] == sum(row[column] for column in MONEY) for row in rows)


def test_owners_have_what_the_ledger_states(assessed: Settings) -> None:
    (found,) = _read(
        assessed, f"SELECT sum(refundable_fen) AS a, sum(suspense_fen) AS b FROM mart.receipt_state"
        f" WHERE pack_code = '{PACK}'", "analyst",
    )  # fmt: skip
    (posted,) = _read(
        assessed,
        "SELECT sum(refundable_fen) AS a, sum(suspense_fen) AS b FROM ledger.event_total"
        f" WHERE campaign_id = {campaign_id(PACK)}", "auditor",
    )  # fmt: skip
    assert found == posted and found["a"] > 0 and found["b"] > 0
    assert not [finding for finding in invariants.run(assessed, PACK) if finding.problems]


def test_money_of_the_place_that_came_first_stays(assessed: Settings) -> None:
    (row,) = _read(assessed, f"{SUMS} WHERE pack_code = '{OTHER}'", "analyst")
    assert (row["state"], row["receipts"], row["amount_fen"]) == ("exact", 1, 25_000)


def test_money_after_the_windows_waits_where_the_notice_is_silent(make_warehouse: Callable[..., Settings]) -> None:
    settings, day = make_warehouse(), dt.date(2020, 12, 30)
    late = Person(0, dt.date(1980, 5, 1), Roll("端州区", True, True), [],
                  [Receipt(1, 2021, 29_000, day, day, "微信", None)])  # fmt: skip
    facts.put(settings, "zhaoqing-2021", [late])
    assess.run(settings, "zhaoqing-2021", dt.date(2021, 1, 10))
    (row,) = _read(settings, "SELECT * FROM mart_case.receipt_state")
    assert (row["state"], row["owner"], row["suspense_fen"]) == ("out_of_window", "suspense", 29_000)
    (listed,) = _read(settings, "SELECT reason_code, paid_fen FROM mart_case.exception")
    assert (listed["reason_code"], listed["paid_fen"]) == ("price_undefined", 29_000)
