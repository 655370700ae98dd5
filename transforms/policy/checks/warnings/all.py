"""Registry of the warnings: what is legal in a pack and looks wrong. A warning never keeps a pack from being used.

Packs acknowledge warnings by their code, so a code never changes; that is why each begins with `doubt.`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from transforms.policy.checks.warnings import calendar, money, names, rules
from transforms.policy.model.sections import Sections
from transforms.strict_yaml.problems import Finding

WarningCheck = Callable[[Sections], Iterator[Finding]]

# code -> the checks that give this warning, each with the sections that it needs
CODES: dict[str, tuple[tuple[WarningCheck, tuple[str, ...]], ...]] = {
    "doubt.window_gap": ((calendar.gaps_between_windows, ("windows",)),),
    "doubt.window_after_plan_year": ((calendar.windows_after_plan_year, ("windows", "campaign")),),
    "doubt.plan_year_title": ((calendar.plan_year_is_not_in_title, ("notice", "campaign")),),
    "doubt.day_outside_campaign": ((calendar.days_outside_campaign, ("windows", "campaign")),),
    "doubt.day_before_notice": ((calendar.days_before_notice, ("notice",)),),
    "doubt.ended": ((calendar.ended_before_campaign, ("windows",)),),
    "doubt.subsidy_above_standard": ((money.subsidies_above_standard, ("subsidies", "prices", "campaign")),),
    "doubt.total_differs": ((money.acknowledged_totals, ()),),
    "doubt.goal_above_whole": ((money.goals_above_100_percent, ()),),
    "doubt.target_of_zero": ((money.targets_of_zero, ("targets",)),),
    "doubt.quote_without_amount": ((money.quotes_without_their_amount, ()),),
    "doubt.category_unsent": ((names.categories_nobody_sends, ("categories", "sources")),),
    "doubt.payer_unused": ((names.unused_payers, ("payers", "subsidies")),),
    "doubt.recipient_unused": ((names.unused_recipients, ("recipients", "publications")),),
    "doubt.names_alike": ((names.units_with_similar_names, ("units",)),),
    "doubt.out_of_reach": (
        (rules.prices_out_of_reach, ("prices",)),
        (rules.coverage_out_of_reach, ("coverage",)),
        (rules.waiting_out_of_reach, ("waiting",)),
    ),
    "doubt.holds_on_no_day": ((rules.rules_that_hold_on_no_day, ("windows", "campaign")),),
    "doubt.tier_below_default": ((rules.tiers_below_the_default, ("tiers", "prices", "campaign")),),
    "doubt.late_subsidy_without_price": (
        (rules.late_subsidy_without_price, ("recognised_after_window", "prices", "campaign")),
    ),
    "doubt.history_unsent": (
        (rules.waiting_without_history, ("waiting", "sources")),
        (rules.reward_without_history, ("reward", "sources")),
    ),
}


def find_warnings(sections: Sections) -> list[Finding]:
    """List a warning for everything in these sections of a pack that is legal but looks wrong; empty if nothing does.

    `sections`: the sections that are present and valid; a check that needs another section does not run. Warnings that
    the pack acknowledges are in the list like others. A finding has its path in the pack (keys and positions), and
    texts in Chinese and English.
    """
    return [
        finding
        for checks in CODES.values()
        for check, needed in checks
        if all(name in sections for name in needed)
        for finding in check(sections)
    ]
