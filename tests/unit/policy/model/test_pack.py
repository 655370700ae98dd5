"""The whole pack: its days, its standard price, its version and the search for citations."""

from typing import Any

import pytest

from tests.support.packs.entries import dongan, entry
from transforms.policy import Pack
from transforms.policy.model.acknowledged import Acknowledgement
from transforms.policy.model.pack import Campaign, Requirements, find_citations, find_standard_price, list_tier_codes
from transforms.policy.model.prices import Price, Tier

CAMPAIGN = entry(Campaign, place_name="某县", unit_kind_label="乡镇", plan_year=2020, payable_plan_years=(2019, 2020))


def price(fen: int, **values: Any) -> Price:
    return entry(Price, **{"plan_year": 2020, "price": {"fen": fen}} | values)


def test_requirements_are_counted_from_01() -> None:
    assert entry(Requirements, prefix="XX", count=3).ids() == ("XX-01", "XX-02", "XX-03")
    assert entry(Requirements, prefix="XX", count=10).ids()[-1] == "XX-10"


def test_a_pack_without_tiers_has_the_tier_standard() -> None:
    assert list_tier_codes(()) == ("standard",)
    tiers = entry(Tier, tier="low", label_zh="一档"), entry(Tier, tier="high", label_zh="二档")
    assert list_tier_codes(tiers) == ("low", "high")


def test_the_standard_is_the_first_price_of_the_year_inside_the_windows() -> None:
    prices = (
        price(1, plan_year=2019),
        price(2, when={"phase": "late"}),
        price(3, when={"phase": "in_window"}),
        price(4),
    )
    assert find_standard_price(CAMPAIGN, prices).price.fen == 3


def test_the_standard_prefers_a_price_for_everybody() -> None:
    child = price(1, when={"born_in_plan_year": True})
    assert find_standard_price(CAMPAIGN, (child, price(2))).price.fen == 2
    assert find_standard_price(CAMPAIGN, (child,)).price.fen == 1


def test_the_standard_is_of_the_first_tier() -> None:
    tiers = entry(Tier, tier="low", label_zh="一档"), entry(Tier, tier="high", label_zh="二档")
    assert find_standard_price(CAMPAIGN, (price(9, tier="high"), price(5, tier="low")), tiers).price.fen == 5


@pytest.mark.parametrize(
    "prices", [(), (price(1, plan_year=2019),), (price(1, when={"phase": "late"}),), (price(1, tier="high"),)]
)
def test_without_a_price_of_the_year_there_is_no_standard(prices: tuple[Price, ...]) -> None:
    with pytest.raises(LookupError):
        find_standard_price(CAMPAIGN, prices)


def test_the_campaign_runs_from_the_first_to_the_last_day_of_all_windows() -> None:
    pack = dongan()
    window = pack.windows[0]
    early = window.model_copy(update={"starts_on": window.starts_on.replace(month=8), "ends_on": window.starts_on})
    both = pack.model_copy(update={"windows": (window, early)})
    assert (both.starts_on.isoformat(), both.ends_on.isoformat()) == ("2019-08-01", "2019-12-31")


def test_the_stored_content_reads_back_and_acknowledgements_do_not_change_the_version() -> None:
    pack = dongan()
    again = Pack.model_validate_json(pack.content)
    assert again.version == pack.version and again == pack.model_copy(update={"acknowledged": ()})
    noted = Acknowledgement(warning="doubt.total_differs", where="targets.0", reason_zh="印刷如此")
    assert pack.model_copy(update={"acknowledged": (noted,)}).version == pack.version
    other = pack.model_copy(update={"pay_first": None})
    assert other.version != pack.version


def test_a_source_that_the_place_does_not_have_is_a_key_error() -> None:
    assert dongan().source("tax").kind == "tax_feed"
    with pytest.raises(KeyError, match="veterans"):
        dongan().source("veterans")


def test_citations_are_found_outermost_first_with_their_paths() -> None:
    tree = dongan().units
    assert [path for path, _ in find_citations((tree, ("text", tree)), ("units",))] == [("units", 0), ("units", 1, 1)]
    assert list(find_citations("text")) == []
    appraisal = [path for path, _ in find_citations(dongan().appraisal)]
    assert appraisal[0] == () and ("items", 0) in appraisal


def test_a_category_has_an_amount_or_an_open_one_or_is_only_tracked() -> None:
    pack = dongan()
    assert {code: pack.amount_kind(code) for code in ("destitute", "severely_disabled", "student", "nobody")} == {
        "destitute": "stated", "severely_disabled": "undefined", "student": "none", "nobody": "none",
    }  # fmt: skip


def test_all_must_enrol_of_every_category_that_is_not_only_tracked_unless_the_pack_states_it() -> None:
    pack = dongan()
    by_code = {category.category: category for category in pack.categories}
    assert not pack.must_all_enrol(by_code["student"])
    assert not pack.must_all_enrol(by_code["disabled"]), "the pack states it"
    assert pack.must_all_enrol(by_code["destitute"]) and pack.must_all_enrol(by_code["severely_disabled"])
    stated = by_code["student"].model_copy(update={"all_must_enrol": True})
    assert pack.must_all_enrol(stated)
