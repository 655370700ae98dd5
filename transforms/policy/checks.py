"""What must hold between the parts of a pack. Each check names the sections it needs and runs when they are right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from transforms.policy import checks_calendar, checks_money, checks_names, checks_rules
from transforms.policy.problems import Finding

Sections = dict[str, Any]
Check = Callable[..., Iterator[Finding]]

# check -> the sections it takes, in order
_CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (checks_names.units_are_distinct, ("units",)),
    (checks_names.targets_name_units, ("units", "targets")),
    (checks_names.targets_are_told_apart, ("targets",)),
    (checks_names.codes_are_distinct, ("payers", "categories", "recipients", "windows", "sources")),
    (checks_names.subsidies_name_known, ("subsidies", "categories", "payers")),
    (checks_names.appraisal_names_categories, ("appraisal", "categories")),
    (checks_names.sources_name_categories, ("sources", "categories")),
    (checks_names.sources_are_complete, ("sources",)),
    (checks_names.publications_name_recipients, ("publications", "recipients")),
    (checks_money.target_totals_are_sums, ("targets",)),
    (checks_money.funding_adds_up, ("funding", "campaign", "prices", "tiers")),
    (checks_money.prices_are_complete, ("campaign", "prices", "tiers")),
    (checks_money.subsidies_fit_standard, ("subsidies", "campaign", "prices", "tiers")),
    (checks_money.ties_are_ordered, ("subsidies", "campaign", "prices", "tiers", "several")),
    (checks_rules.conditions_name_categories, ("categories", "prices", "subsidies", "coverage", "waiting")),
    (checks_rules.parts_name_payers, ("subsidies", "payers")),
    (checks_rules.tiers_are_known, ("tiers", "prices", "subsidies")),
    (checks_rules.decisions_name_categories, ("categories", "subsidies", "several", "combinations", "household")),
    (checks_rules.tails_need_receipt_dates, ("windows", "decision_date")),
    (checks_rules.conditions_do_not_overlap, ("subsidies",)),
    (checks_money.appraisal_adds_up, ("appraisal",)),
    (checks_calendar.windows_do_not_overlap, ("windows",)),
    (checks_calendar.slots_are_distinct, ("publications",)),
)


def findings_between(sections: Sections, folder: str) -> list[Finding]:
    """Every finding of the checks whose sections are present and right."""
    findings: list[Finding] = []
    for check, needed in _CHECKS:
        if all(name in sections for name in needed):
            findings.extend(check(*(sections[name] for name in needed)))
    if "pack_code" in sections:
        findings.extend(checks_names.code_is_folder(sections["pack_code"], folder))
    findings.extend(checks_names.rules_are_distinct(sections))
    if "requirements" in sections:
        findings.extend(checks_names.requirements_are_known(sections, sections["requirements"]))
    return findings
