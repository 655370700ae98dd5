"""Registry of the errors between the sections of a pack. Each check names the sections that are its arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from transforms.policy.checks.errors import (
    calendar,
    cash_limits,
    due_lists,
    fiscal_subsidies,
    late_entries,
    money,
    names,
    refunds,
    reports,
    rules,
    settlements,
)
from transforms.policy.model.sections import Sections
from transforms.strict_yaml.problems import Finding

Check = Callable[..., Iterator[Finding]]

# (check, the sections that are its arguments, in order)
_CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (names.units_are_distinct, ("units",)),
    (names.targets_name_units, ("units", "targets")),
    (names.target_tables_are_distinct, ("targets",)),
    (names.codes_are_distinct, ("payers", "categories", "recipients", "windows", "sources")),
    (names.categories_are_not_reserved, ("categories",)),
    (names.subsidies_name_known, ("subsidies", "categories", "payers")),
    (names.appraisal_names_categories, ("appraisal", "categories")),
    (names.sources_name_categories, ("sources", "categories")),
    (names.sources_are_complete, ("sources",)),
    (names.publications_name_recipients, ("publications", "recipients")),
    (names.recipients_name_units, ("recipients", "units")),
    (names.recipients_name_payers, ("recipients", "payers")),
    (money.target_totals_are_sums, ("targets",)),
    (money.funding_adds_up, ("funding", "campaign", "prices", "tiers")),
    (money.prices_are_complete, ("campaign", "prices", "tiers")),
    (
        money.subsidies_fit_standard,
        ("subsidies", "campaign", "prices", "tiers", "categories", "payers"),
    ),
    (money.ties_are_ordered, ("subsidies", "campaign", "prices", "tiers", "several")),
    (rules.conditions_name_categories, ("categories", "prices", "subsidies", "coverage", "waiting")),
    (rules.parts_name_payers, ("subsidies", "payers")),
    (rules.tiers_are_known, ("tiers", "prices", "subsidies")),
    (rules.decisions_name_categories, ("categories", "subsidies", "several", "combinations", "household")),
    (rules.tails_need_receipt_dates, ("windows", "decision_date")),
    (rules.own_window_exists, ("windows", "outside_own_window")),
    (rules.conditions_do_not_overlap, ("subsidies",)),
    (money.appraisal_adds_up, ("appraisal",)),
    (calendar.windows_do_not_overlap, ("windows",)),
    (calendar.slots_are_distinct, ("publications",)),
    (calendar.clocks_are_distinct, ("clocks",)),
    (cash_limits.limits_are_distinct, ("cash_limits",)),
    (cash_limits.channels_are_those_of_feeds, ("cash_limits",)),
    (late_entries.words_are_distinct, ("mid_year",)),
    (late_entries.sources_have_a_list, ("sources", "mid_year")),
    (reports.reports_are_made, ("publications",)),
    (reports.appraisals_have_a_formula, ("publications", "appraisal")),
    (reports.lists_are_own, ("publications",)),
    (settlements.funds_are_settled_once, ("publications", "recipients", "payers", "units")),
    (settlements.lists_have_a_letter, ("publications",)),
    (settlements.batches_have_days_of_their_own, ("publications",)),
    (settlements.letters_wait_for_nobody, ("publications",)),
    (due_lists.due_lists_have_one_office, ("publications", "recipients")),
    (due_lists.due_lists_have_days_of_their_own, ("publications",)),
    (due_lists.due_lists_wait_for_nobody, ("publications",)),
    (due_lists.due_lists_close_the_campaign, ("publications", "windows")),
    (refunds.refunds_have_one_office, ("publications", "recipients")),
    (refunds.refunds_have_days_of_their_own, ("publications",)),
    (refunds.refunds_wait_for_nobody, ("publications",)),
    (fiscal_subsidies.requests_have_a_share, ("publications", "funding")),
    (fiscal_subsidies.requests_have_one_office, ("publications", "recipients")),
    (fiscal_subsidies.requests_have_days_of_their_own, ("publications",)),
    (fiscal_subsidies.requests_wait_for_nobody, ("publications",)),
)


def find_errors(sections: Sections, folder: str) -> list[Finding]:
    """List the errors that come from two entries or sections of a pack that do not agree; empty if there are none.

    `sections`: the sections that are present and valid; a check that needs another section does not run. `folder`: the
    name of the folder in which the pack is, which must equal the pack code. A finding has its path in the pack (keys
    and positions), and texts in Chinese and English.
    """
    findings: list[Finding] = []
    by_name = cast(Mapping[str, Any], sections)  # the table above gives names and arguments of each check in one order
    for check, needed in _CHECKS:
        if all(name in sections for name in needed):
            findings.extend(check(*(by_name[name] for name in needed)))
    if "pack_code" in sections:
        findings.extend(names.code_is_folder(sections["pack_code"], folder))
    findings.extend(names.rules_are_distinct(sections))
    if "requirements" in sections:
        findings.extend(names.requirements_are_known(sections, sections["requirements"]))
    return findings
