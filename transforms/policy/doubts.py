"""What is legal in a pack and yet looks wrong: told as warnings, never a reason to refuse the pack.

Each doubt names the sections it needs and runs when those are right. Every code has its entry in `CODES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from transforms.policy import doubts_calendar, doubts_money, doubts_names, doubts_rules
from transforms.policy.problems import Finding

Sections = dict[str, Any]
Doubt = Callable[[Sections], Iterator[Finding]]

# code -> (the doubts, each with the sections it cannot do without)
CODES: dict[str, tuple[tuple[Doubt, tuple[str, ...]], ...]] = {
    "doubt.window_gap": ((doubts_calendar.gaps_between_windows, ("windows",)),),
    "doubt.window_after_plan_year": ((doubts_calendar.windows_after_plan_year, ("windows", "campaign")),),
    "doubt.plan_year_title": ((doubts_calendar.plan_year_is_not_in_title, ("notice", "campaign")),),
    "doubt.day_outside_campaign": ((doubts_calendar.days_outside_campaign, ("windows", "campaign")),),
    "doubt.day_before_notice": ((doubts_calendar.days_before_notice, ("notice",)),),
    "doubt.ended": ((doubts_calendar.ended_before_campaign, ("windows",)),),
    "doubt.subsidy_above_standard": ((doubts_money.subsidies_above_standard, ("subsidies", "prices", "campaign")),),
    "doubt.total_differs": ((doubts_money.acknowledged_totals, ()),),
    "doubt.goal_above_whole": ((doubts_money.goals_above_whole, ()),),
    "doubt.target_of_zero": ((doubts_money.targets_of_zero, ("targets",)),),
    "doubt.quote_without_amount": ((doubts_money.quotes_without_their_amount, ()),),
    "doubt.category_unsent": ((doubts_names.categories_nobody_sends, ("categories", "sources")),),
    "doubt.payer_unused": ((doubts_names.unused_payers, ("payers", "subsidies")),),
    "doubt.recipient_unused": ((doubts_names.unused_recipients, ("recipients", "publications")),),
    "doubt.names_alike": ((doubts_names.units_with_names_alike, ("units",)),),
    "doubt.out_of_reach": (
        (doubts_rules.prices_out_of_reach, ("prices",)),
        (doubts_rules.coverage_out_of_reach, ("coverage",)),
        (doubts_rules.waiting_out_of_reach, ("waiting",)),
    ),
    "doubt.holds_on_no_day": ((doubts_rules.rules_that_hold_on_no_day, ("windows", "campaign")),),
    "doubt.tier_below_default": ((doubts_rules.tiers_below_the_default, ("tiers", "prices", "campaign")),),
    "doubt.history_unsent": (
        (doubts_rules.waiting_without_history, ("waiting", "sources")),
        (doubts_rules.reward_without_history, ("reward", "sources")),
    ),
}


def doubts_in(sections: Sections) -> list[Finding]:
    """Every doubt about these sections; those that need a section which is missing or wrong wait for it."""
    return [
        finding
        for doubts in CODES.values()
        for doubt, needed in doubts
        if all(name in sections for name in needed)
        for finding in doubt(sections)
    ]
