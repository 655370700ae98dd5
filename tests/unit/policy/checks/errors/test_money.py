"""Figures between sections: totals are sums, prices are complete, equal subsidies have an order."""

from datetime import date
from typing import Any

import pytest

from tests.support.packs.entries import dongan, entry
from transforms.policy.checks.errors.money import (
    appraisal_adds_up,
    funding_adds_up,
    prices_are_complete,
    subsidies_fit_standard,
    target_totals_are_sums,
    ties_are_ordered,
)
from transforms.policy.model.conduct import FiscalShare, Funding
from transforms.policy.model.pack import Campaign
from transforms.policy.model.places import TargetTable
from transforms.policy.model.prices import Price, Tier
from transforms.policy.model.subsidies import Category, Payer, Several, Subsidy
from transforms.strict_yaml.problems import Finding

CAMPAIGN = entry(Campaign, place_name="某县", unit_kind_label="乡镇", plan_year=2020, payable_plan_years=(2020,))
BOTH_YEARS = CAMPAIGN.model_copy(update={"payable_plan_years": (2019, 2020)})


def price(fen: int = 25000, **values: Any) -> Price:
    """Make a price of 2020."""
    return entry(Price, **{"plan_year": 2020, "price": {"fen": fen}} | values)


def gives(fen: int, payer: str = "fiscal", **values: Any) -> Subsidy:
    """Make a subsidy of this amount."""
    defaults = {"category": "poor", "kind": "amount", "payer": payer, "amount_fen": fen}
    return entry(Subsidy, **defaults | values)


def misfits(rule: Subsidy, price_fen: int = 25000) -> list[Finding]:
    """List what does not fit between a subsidy and the price."""
    categories = (entry(Category, category="poor", label_zh="低保对象"),)
    payers = tuple(
        entry(Payer, payer=payer, label_zh=label) for payer, label in (("fiscal", "县财政"), ("aid", "医疗救助"))
    )
    return list(subsidies_fit_standard((rule,), CAMPAIGN, (price(price_fen),), (), categories, payers))


def places_of(findings: Any) -> list[tuple[str, str]]:
    """Return (dotted path, code) of each finding."""
    return [(".".join(map(str, finding.path)), finding.code) for finding in findings if isinstance(finding, Finding)]


def table(total: int, text: str | None = None) -> TargetTable:
    """Make a table with the figures 5, 7 and a blank."""
    rows = tuple({"unit_id": f"xx-{name}", "persons": persons} for name, persons in (("a", 5), ("b", 7), ("c", None)))
    return entry(
        TargetTable, table="main", set_by="own", status="正式", source="附件", rows=rows,
        printed_total={"persons": total, "total_acknowledged": text},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("total", "text", "codes"),
    [
        (12, None, []),
        (13, None, ["pack.total"]),
        (12, "无误", ["pack.total_acknowledged"]),
        (13, "各行相加为12", []),
        (13, "各行相加为1,2", []),
        (13, "各行相加为112", ["pack.total_text"]),
        (13, "确认无误", ["pack.total_text"]),
    ],
)
def test_a_printed_total_is_the_sum_or_its_text_states_the_sum(total: int, text: str | None, codes: list[str]) -> None:
    assert [code for _, code in places_of(target_totals_are_sums((table(total, text),)))] == codes


def test_a_table_without_a_total_has_none_to_compare() -> None:
    assert places_of(target_totals_are_sums((table(12).model_copy(update={"printed_total": None}),))) == []


@pytest.mark.parametrize(
    ("personal", "total", "paths"),
    [
        (25000, 77000, []),
        (25000, None, []),
        (25000, 77001, ["funding.total_fen"]),
        (24999, 76999, ["funding.personal_fen"]),
    ],
)
def test_funding_is_the_sum_of_its_parts_and_its_personal_part_is_the_price(
    personal: int, total: int | None, paths: list[str]
) -> None:
    funding = entry(Funding, personal_fen=personal, fiscal_fen=52000, fiscal_is_minimum=True, total_fen=total)
    assert places_of(funding_adds_up(funding, CAMPAIGN, (price(),), ())) == [(path, "pack.total") for path in paths]


def test_a_notice_without_funding_has_nothing_to_add_up() -> None:
    assert places_of(funding_adds_up(None, CAMPAIGN, (price(),), ())) == []


def test_the_text_about_funding_states_yuan() -> None:
    funding = entry(
        Funding, personal_fen=25050, fiscal_fen=52000, fiscal_is_minimum=True, total_fen=77000,
        total_acknowledged="两项相加为770.5元",
    )  # fmt: skip
    assert places_of(funding_adds_up(funding, CAMPAIGN, (price(25050),), ())) == []


@pytest.mark.parametrize(
    ("shares", "paths"),
    [
        ([("省财政", 40000), ("县财政", 12000)], []),
        ([("省财政", 40000), ("县财政", 12001)], ["funding.fiscal_fen"]),
        ([("省财政", 52000)], []),
        ([], []),
    ],
)
def test_shares_of_the_levels_add_up_to_the_fiscal_part(shares: list[tuple[str, int]], paths: list[str]) -> None:
    funding = entry(
        Funding, personal_fen=25000, fiscal_fen=52000, fiscal_is_minimum=False, total_fen=None,
        fiscal_shares=tuple(FiscalShare(level_zh=level_zh, fen=fen) for level_zh, fen in shares),
    )  # fmt: skip
    assert places_of(funding_adds_up(funding, CAMPAIGN, (price(),), ())) == [(path, "pack.total") for path in paths]


LATE = price(when={"phase": "late"})
UNDEFINED = entry(Price, plan_year=2020, price={"undefined": "不明"})


@pytest.mark.parametrize(
    ("campaign", "prices", "problems"),
    [
        (CAMPAIGN, (price(),), []),
        (CAMPAIGN, (price(when={"phase": "in_window"}), LATE), []),
        (CAMPAIGN, (price(when={"phase": "in_window"}),), [("prices", "pack.price_missing")]),
        (CAMPAIGN, (LATE,), [("prices", "pack.price_missing"), ("campaign.plan_year", "pack.standard")]),
        (CAMPAIGN, (price(), price()), [("prices.1", "pack.price")]),
        (CAMPAIGN, (price(), price(plan_year=2019)), [("prices.1", "pack.price")]),
        (BOTH_YEARS, (price(), price(plan_year=2019)), []),
        (BOTH_YEARS, (price(),), [("prices", "pack.price_missing")] * 2),
        (CAMPAIGN, (UNDEFINED,), [("campaign.plan_year", "pack.standard")]),
        (
            CAMPAIGN.model_copy(update={"payable_plan_years": (2019,)}), (price(plan_year=2019),),
            [("campaign.plan_year", "pack.standard")],
        ),
    ],
)  # fmt: skip
def test_every_payable_year_and_phase_has_one_price(
    campaign: Campaign, prices: tuple[Price, ...], problems: list[tuple[str, str]]
) -> None:
    assert places_of(prices_are_complete(campaign, prices, ())) == problems


def test_every_tier_has_its_price() -> None:
    tiers = tuple(entry(Tier, tier=tier, label_zh=tier) for tier in ("low", "high"))
    (first, second) = prices_are_complete(CAMPAIGN, (price(tier="low"),), tiers)
    assert (first.expected_zh, second.expected_zh) == (
        "应有 2020 年 in_window high 的价格",
        "应有 2020 年 late high 的价格",
    )


@pytest.mark.parametrize(("personal", "is_right"), [(12000, True), (11999, False), (12001, False)])
def test_a_subsidy_and_what_the_person_pays_make_the_price(personal: int, is_right: bool) -> None:
    problems = places_of(misfits(gives(13000, personal_fen=personal)))
    assert problems == ([] if is_right else [("subsidies.0.personal_fen", "pack.total")])


@pytest.mark.parametrize(
    ("given", "personal", "is_right"),
    [
        (40000, 0, True),
        (42000, 0, False),
        (42000, 2000, False),
        (39999, 0, False),
        (38000, 2000, True),
        (80000, 0, False),
    ],
)
def test_a_subsidy_above_the_price_does_not_make_the_price(given: int, personal: int, is_right: bool) -> None:
    problems = places_of(misfits(gives(given, personal_fen=personal), 40000))
    assert problems == ([] if is_right else [("subsidies.0.personal_fen", "pack.total")])


def test_parts_above_the_price_do_not_make_the_price() -> None:
    parts = ({"payer": "fiscal", "amount_fen": 30000}, {"payer": "aid", "amount_fen": 12000})
    rule = entry(Subsidy, category="poor", kind="parts", parts=parts, personal_fen=0)
    (problem,) = misfits(rule, 40000)
    assert problem.expected_zh == (
        "“低保对象”由“县财政、医疗救助”资助420元，个人缴费0元，合计420元，应等于个人缴费标准400元"
    )
    rest = ({"payer": "fiscal", "amount_fen": 30000}, {"payer": "aid", "rest": True})
    assert list(misfits(entry(Subsidy, category="poor", kind="parts", parts=rest, personal_fen=0), 40000)) == []


def test_a_contradiction_is_told_in_yuan_with_the_names_of_category_and_fund() -> None:
    (problem,) = misfits(gives(42050, personal_fen=0), 40000)
    assert problem.expected_zh == ("“低保对象”由“县财政”资助420.5元，个人缴费0元，合计420.5元，应等于个人缴费标准400元")
    assert "420.5 yuan" in problem.expected_en and "400 yuan" in problem.expected_en
    assert "total_acknowledged" not in problem.fix_zh + problem.fix_en, "a subsidy has no such field"
    (nothing,) = misfits(entry(Subsidy, category="poor", kind="none", reason="只登记", personal_fen=100), 40000)
    assert nothing.expected_zh == "“低保对象”没有资助金额，个人缴费1元，合计1元，应等于个人缴费标准400元"


def test_what_a_tracked_person_pays_is_the_price() -> None:
    tracked = entry(Subsidy, category="student", kind="none", reason="只登记", personal_fen=25000)
    assert places_of(misfits(tracked)) == []


OCTOBER = {"valid_to": date(2019, 10, 31)}
NOVEMBER = {"valid_from": date(2019, 11, 1)}


@pytest.mark.parametrize(
    ("first", "second", "ties"),
    [
        (gives(100), gives(100, "aid"), True),
        (gives(100), gives(100), False),
        (gives(100), gives(99, "aid"), False),
        (gives(30000), gives(40000, "aid"), True),  # both are capped at the price
        (gives(100, tie_order=1), gives(100, "aid"), True),
        (gives(100, tie_order=1), gives(100, "aid", tie_order=2), False),
        (gives(100, tie_order=1), gives(99, "aid", tie_order=1), True),
        (gives(100, when=OCTOBER), gives(100, "aid", when=NOVEMBER), False),
        (gives(100, when=OCTOBER, tie_order=1), gives(100, "aid", when=NOVEMBER, tie_order=1), False),
        (gives(100), gives(100, "aid", on_top=True), False),
    ],
)
def test_equal_subsidies_of_different_payers_have_an_order(first: Subsidy, second: Subsidy, ties: bool) -> None:
    problems = places_of(ties_are_ordered((first, second), CAMPAIGN, (price(),), (), None))
    assert problems == [("subsidies.1", "pack.tie")] * ties


def test_an_order_of_categories_leaves_no_tie() -> None:
    several = entry(Several, method="order", order=("poor",))
    assert places_of(ties_are_ordered((gives(100), gives(100, "aid")), CAMPAIGN, (price(),), (), several)) == []


def test_an_appraisal_is_worth_the_sum_of_its_items() -> None:
    appraisal = dongan().appraisal
    assert appraisal is not None and places_of(appraisal_adds_up(appraisal)) == places_of(appraisal_adds_up(None)) == []
    less = appraisal.model_copy(update={"total_points": 99})
    assert places_of(appraisal_adds_up(less)) == [("appraisal.total_points", "pack.total")]
