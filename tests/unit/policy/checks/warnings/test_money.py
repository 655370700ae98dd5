"""Warnings about figures, each with the highest that is usual; and the sums of money in a quote."""

from typing import Any

import pytest

from tests.support.packs.entries import dongan, entry, sections
from transforms.policy.checks.warnings import money
from transforms.policy.model.conduct import CashLimit
from transforms.policy.model.pack import Goal
from transforms.policy.model.places import PrintedTotal
from transforms.policy.model.prices import Price, Tier
from transforms.policy.model.subsidies import Subsidy

CAMPAIGN = dongan().campaign


def price(fen: int, **values: Any) -> Price:
    """Make a price of the plan year."""
    return entry(Price, **{"plan_year": 2020, "price": {"fen": fen}} | values)


def above(*prices: Price, **content: Any) -> list[tuple[str | int, ...]]:
    """Return the paths of the subsidies of 250 yuan that are above all of these prices."""
    rule = entry(Subsidy, category="poor", kind="amount", payer="fiscal", amount_fen=25000)
    part = sections(subsidies=(rule,), prices=prices, campaign=CAMPAIGN, **content)
    return [finding.path for finding in money.subsidies_above_standard(part)]


PATH = ("subsidies", 0, "amount_fen")


def test_a_subsidy_may_be_the_whole_price_and_no_more() -> None:
    assert above(price(25000)) == [] and above(price(24999)) == [PATH]


def test_a_subsidy_is_compared_with_the_highest_price_inside_the_windows() -> None:
    assert above(price(100), price(30000)) == []
    assert above(price(100), price(30000, when={"phase": "late"})) == [PATH]
    assert above(price(100), price(30000, plan_year=2019)) == [PATH]
    tiers = tuple(entry(Tier, tier=code, label_zh=code) for code in ("low", "high"))
    assert above(price(100, tier="low"), price(30000, tier="high"), tiers=tiers) == [PATH]


def test_without_a_price_there_is_nothing_to_compare_with() -> None:
    assert above() == above(entry(Price, plan_year=2020, price={"undefined": "不明"})) == []


def test_an_explained_total_stays_a_warning_with_its_text() -> None:
    findings = list(money.acknowledged_totals(sections(targets=dongan().targets, appraisal=dongan().appraisal)))
    assert [finding.path for finding in findings] == [("targets", 0, "printed_total", "total_acknowledged")]
    assert findings[0].expected_zh.startswith("所印合计与各项之和不等：各行相加为578501")


@pytest.mark.parametrize(("goal_bp", "is_above"), [(10000, False), (10001, True)])
def test_a_goal_is_at_most_the_whole(goal_bp: int, is_above: bool) -> None:
    goals = dongan().goals.model_copy(update={"special": entry(Goal, goal_bp=goal_bp)})
    findings = list(money.goals_above_100_percent(sections(goals=goals)))
    assert [finding.path for finding in findings] == [("goals", "special", "goal_bp")] * is_above
    assert not is_above or findings[0].expected_zh == "目标 100.01% 超过 100%"


def test_a_target_of_zero_is_doubted_and_a_blank_or_a_version_is_not() -> None:
    (table,) = dongan().targets
    rows = tuple(
        row.model_copy(update={"persons": persons}) for row, persons in zip(table.rows, (0, None, 1), strict=False)
    )
    findings = money.targets_of_zero(sections(targets=(table.model_copy(update={"rows": rows}),)))
    assert [finding.path for finding in findings] == [("targets", 0, "rows", 0, "persons")]
    total = entry(PrintedTotal, persons=0)
    (finding,) = money.targets_of_zero(sections(targets=(table.model_copy(update={"printed_total": total}),)))
    assert finding.fix_zh == "通知未印合计时写 printed_total: null"


@pytest.mark.parametrize(
    ("quote", "inferred", "is_doubted"),
    [
        ("达到2万元应解款", None, False),
        ("达到3万元应解款", None, True),
        ("达到3万元应解款", "按会议决定", False),
        ("达到限额应解款", None, False),
        ("累计5天应解款", None, False),
        ("达到1万元或20000元", None, False),
    ],
)
def test_an_amount_is_in_its_quote_if_the_quote_has_any(quote: str, inferred: str | None, is_doubted: bool) -> None:
    limit = entry(CashLimit, amount_fen=2_000_000, days=5, account_zh="国库", quote=quote, inferred=inferred)
    findings = money.quotes_without_their_amount(sections(cash_limits=(limit,)))
    assert [finding.path for finding in findings] == [("cash_limits", 0, "amount_fen")] * is_doubted


@pytest.mark.parametrize(
    ("quote", "fen"),
    [
        ("缴120元，补130元", {12000, 13000}),
        ("250.5", {25050}),
        ("1.5万元", {1_500_000}),
        ("0.001元", set()),  # no whole fen
        ("2019年12月31日", set()),
        ("第3条第2款", set()),
        ("参保率95%以上", set()),
        ("60周岁，3名，5 户", set()),
        ("1，200元", {120000}),  # a full-width comma between thousands
        ("", set()),
    ],
)
def test_only_sums_of_money_are_collected(quote: str, fen: set[int]) -> None:
    assert money.parse_sums(quote) == fen
