"""What is legal in a pack and yet looks wrong: told as warnings, never a reason to refuse the pack.

Each doubt names the sections it needs and runs when those are right. Every code has its entry in `CODES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from transforms.policy import doubts_calendar, doubts_money, doubts_names
from transforms.policy.problems import Finding

Sections = dict[str, Any]
Doubt = Callable[[Sections], Iterator[Finding]]

# code -> (the doubt, the sections it cannot do without)
CODES: dict[str, tuple[Doubt, tuple[str, ...]]] = {
    "doubt.window_gap": (doubts_calendar.gaps_between_windows, ("windows",)),
    "doubt.window_after_plan_year": (doubts_calendar.windows_after_plan_year, ("windows", "campaign")),
    "doubt.plan_year_title": (doubts_calendar.plan_year_is_not_in_title, ("notice", "campaign")),
    "doubt.day_outside_campaign": (doubts_calendar.days_outside_campaign, ("windows", "campaign")),
    "doubt.day_before_notice": (doubts_calendar.days_before_notice, ("notice",)),
    "doubt.ended": (doubts_calendar.ended_before_campaign, ("windows",)),
    "doubt.subsidy_above_standard": (doubts_money.subsidies_above_standard, ("subsidies", "prices", "campaign")),
    "doubt.total_differs": (doubts_money.acknowledged_totals, ()),
    "doubt.goal_above_whole": (doubts_money.goals_above_whole, ()),
    "doubt.target_of_zero": (doubts_money.targets_of_zero, ("targets",)),
    "doubt.quote_without_amount": (doubts_money.quotes_without_their_amount, ()),
    "doubt.category_unsent": (doubts_names.categories_nobody_sends, ("categories", "sources")),
    "doubt.payer_unused": (doubts_names.unused_payers, ("payers", "subsidies")),
    "doubt.recipient_unused": (doubts_names.unused_recipients, ("recipients", "publications")),
    "doubt.names_alike": (doubts_names.units_with_names_alike, ("units",)),
}


def doubts_in(sections: Sections) -> list[Finding]:
    """Every doubt about these sections; those that need a section which is missing or wrong wait for it."""
    return [
        finding
        for doubt, needed in CODES.values()
        if all(name in sections for name in needed)
        for finding in doubt(sections)
    ]
