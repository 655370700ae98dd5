"""The shortcut for plain persons gives the result of the full rules, person by person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulation.days import day_of
from simulation.facts import Receipt
from simulation.localities import PLACES
from simulation.people.cast import StoryBuilder, draw_cast
from simulation.people.plain import coverage_days, plain_outcomes, plain_payments
from simulation.people.population import populate
from simulation.rules import Coverage
from simulation.truth.account import Account
from simulation.truth.lists import unit_of
from tests.campaign.simulation.conftest import SMALL
from tests.support.quick import quick_and_long

SAME = (
    "status",
    "category",
    "due_fen",
    "payer",
    "fund_fen",
    "reimbursable_fen",
    "paid_fen",
    "refundable_fen",
    "settled_on",
    "coverage_from",
)


@pytest.mark.parametrize("pack_code", quick_and_long(sorted(PLACES), {"kaijiang-2020"}))
def test_shortcut_equals_the_full_rules(pack_code: str) -> None:
    place = PLACES[pack_code]
    people = populate(place, SMALL[pack_code] / 2, np.random.default_rng(3))
    cast = draw_cast(people, np.random.default_rng(4))
    plain = plain_payments(people, cast.unusual, np.random.default_rng(5))
    builder, rows = StoryBuilder(people, cast, 6), plain_outcomes(people, plain).to_pylist()
    payment, differences = 0, []
    for row in rows:
        person = builder.person(row["index"])
        if row["enrolled"]:
            days = day_of(plain.collected[payment]), day_of(plain.received[payment])
            person.receipts.append(Receipt(1, row["plan_year"], row["paid_fen"], *days, "微信", row["unit_name"]))
            payment += 1
        account = Account(place.rules, person, row["plan_year"], place.business_date)
        expected = {name: getattr(account.outcome(), name) for name in SAME}
        expected["unit_name"] = unit_of(person, account.receipts, place.business_date)
        if expected != {name: row[name] for name in expected}:
            differences.append((row, expected))
    assert payment > 1000
    assert payment < len(rows)
    assert not differences, f"{len(differences)} of {len(rows)} differ; first: {differences[0]}"


def test_shortcut_refuses_a_rule_without_a_fixed_day() -> None:
    rules = replace(PLACES["kaijiang-2020"].rules, coverage=(Coverage("days_after_payment", wait_days=30),))
    with pytest.raises(ValueError, match="fixed days"):
        coverage_days(rules, np.array([True]))
