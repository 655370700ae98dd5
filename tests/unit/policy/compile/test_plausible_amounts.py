"""Amounts that a person may owe: prices, less what subsidies can give, and missed years that are repaired."""

from typing import Any

import pytest

from tests.support.packs.entries import dongan, entry
from transforms.policy.compile.plausible_amounts import claimable_amounts_fen, plausible_amounts_fen
from transforms.policy.model.coverage import WaitingRule
from transforms.policy.model.prices import Price
from transforms.policy.model.subsidies import Subsidy


def price(fen: int, plan_year: int = 2020) -> Price:
    """Make a price for everybody."""
    return entry(Price, plan_year=plan_year, price={"fen": fen})


def gives(fen: int, **values: Any) -> Subsidy:
    """Make a subsidy of this amount."""
    return entry(Subsidy, category="destitute", kind="amount", payer="fiscal", amount_fen=fen, **values)


def amounts(prices: list[Price], *subsidies: Subsidy, **changed: Any) -> set[int]:
    """Compute the plausible amounts of Dong'an's pack (2019 and 2020 can be paid) with these prices and subsidies."""
    update = {"prices": tuple(prices), "subsidies": subsidies, "waiting": ()} | changed
    return set(plausible_amounts_fen(dongan().model_copy(update=update)))


def test_without_a_subsidy_the_prices_are_owed_and_a_free_one_is_not() -> None:
    assert amounts([price(25000), price(0), entry(Price, plan_year=2020, price={"undefined": "不明"})]) == {25000}


@pytest.mark.parametrize(
    ("subsidies", "owed"),
    [
        ([gives(13000)], {25000, 12000}),
        ([gives(13000), gives(10000)], {25000, 12000, 15000}),
        ([gives(24999)], {25000, 1}),
        ([gives(30000)], {25000}),
        ([gives(25000)], {25000}),
        ([gives(10000), gives(3000, on_top=True)], {25000, 15000, 22000, 12000}),
        ([gives(1000, on_top=True), gives(2000, on_top=True)], {25000, 24000, 23000, 22000}),
        ([entry(Subsidy, category="student", kind="none", reason="只登记")], {25000}),
    ],
)
def test_one_subsidy_decides_and_those_on_top_are_added(subsidies: list[Subsidy], owed: set[int]) -> None:
    assert amounts([price(25000)], *subsidies) == owed


def test_another_plan_year_is_never_subsidised_and_a_year_that_cannot_be_paid_is_not_owed() -> None:
    assert amounts([price(25000), price(22000, 2019), price(18000, 2018)], gives(13000)) == {25000, 12000, 22000}


def test_funds_owe_one_subsidy_that_decides_and_those_on_top_up_to_the_price() -> None:
    subsidies = (gives(13000), gives(10000), gives(3000, on_top=True), gives(30000))
    pack = dongan().model_copy(update={"prices": (price(25000),), "subsidies": subsidies})
    assert claimable_amounts_fen(pack) == {3000, 10000, 13000, 16000, 25000}
    assert claimable_amounts_fen(pack.model_copy(update={"subsidies": ()})) == frozenset()


def test_the_price_of_a_missed_year_is_owed() -> None:
    rule = entry(
        WaitingRule, counts_from_year=2018, fixed_months=3, months_per_missed_year=1, first_missed_year_counts=True,
        repair={"price_fen": 40000},
    )  # fmt: skip
    assert amounts([price(25000), price(18000, 2018)], waiting=(rule,)) == {25000, 18000, 40000}
