"""A price is for everybody of the default tier unless it says otherwise, and may be undefined."""

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.conditions import PersonConditions
from transforms.policy.model.prices import Price, Tier


def test_a_price_is_for_everybody_and_for_the_only_tier() -> None:
    price = entry(Price, plan_year=2020, price={"fen": 25000})
    assert (price.tier, price.when, price.fiscal_fen) == ("standard", PersonConditions(), None)


def test_a_price_may_be_0_or_undefined_but_not_left_out() -> None:
    assert entry(Price, plan_year=2020, price={"fen": 0}).price.fen == 0
    assert entry(Price, plan_year=2020, price={"undefined": "另行通知"}).price.fen is None
    assert refusal_of(Price, plan_year=2020) == "Field required"


@pytest.mark.parametrize("values", [{"plan_year": 1999}, {"plan_year": 2101}, {"fiscal_fen": 0}, {"tier": "Adult"}])
def test_a_price_of_no_campaign_is_refused(values: dict[str, object]) -> None:
    assert refusal_of(Price, **{"plan_year": 2020, "price": {"fen": 25000}} | values)


def test_a_tier_has_a_label() -> None:
    assert refusal_of(Tier, tier="high", label_zh="") == "String should have at least 1 character"
