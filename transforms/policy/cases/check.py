"""Check that a worked case names only what its pack has: requirements, units, payers, categories, sources, rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.policy.cases.model import Case, LifeText
from transforms.policy.model.pack import Pack, list_tier_codes
from transforms.strict_yaml.problems import Finding

_Path = tuple[str | int, ...]
ORDINARY = "ordinary"


@dataclass(frozen=True)
class Known:
    """The names that the cases of a pack may use; collected once per pack."""

    requirements: frozenset[str]
    units: frozenset[str]
    categories: frozenset[str]
    sources: frozenset[str]
    payers: frozenset[str]
    rules: frozenset[str]
    tiers: tuple[str, ...]
    late_reasons: frozenset[str]

    @classmethod
    def of(cls, pack: Pack) -> Known:
        """Collect the names that the cases of this pack may use, one set for each kind of name.

        The kinds: requirements (`AB-01`), names and aliases of units, codes of categories, sources, payers and tiers,
        rule ids, and codes of reasons for late entry.
        """
        return cls(
            frozenset(pack.requirements.ids()),
            frozenset(pack.unit_names()),
            frozenset(entry.category for entry in pack.categories),
            frozenset(entry.source for entry in pack.sources),
            frozenset(entry.payer for entry in pack.payers),
            frozenset(rule.rule_id for rule in pack.rules()),
            list_tier_codes(pack.tiers),
            frozenset(pack.late_reason_words.values()),
        )


def find_unknown_names(known: Known, case: Case) -> list[Finding]:
    """List a finding for each name in the case that its pack lacks, and for two faults in its expectations.

    Names are codes, rule ids and unit names; `known`: those of the pack. The two faults: two expectations for one plan
    year, and an expected `household_incomplete` in a case without a household. The list is empty if all is right; a
    finding has a path (keys and positions from the case on), and texts in Chinese and English.
    """
    return [*_requirements(known, case), *_units(known, case), *_categories(known, case), *_results(known, case)]


def _requirements(known: Known, case: Case) -> Iterator[Finding]:
    for number, requirement in enumerate(case.text.requirements):
        if requirement not in known.requirements:
            yield _unknown(("requirements", number), "要求编号", "requirement", requirement)


def _units(known: Known, case: Case) -> Iterator[Finding]:
    stated: list[tuple[_Path, str | None]] = []
    for path, life in _lives(case):
        stated.append(((*path, "person", "unit"), life.person.unit))
        stated += [((*path, "lists", number, "unit"), listing.unit) for number, listing in enumerate(life.lists)]
        stated += [((*path, "payments", number, "unit"), payment.unit) for number, payment in enumerate(life.payments)]
    stated += [(("expect", number, "unit"), expected.unit) for number, expected in enumerate(case.expect)]
    for path, name in stated:
        if name is not None and name not in known.units:
            yield _unknown(path, "单位", "unit", name)


def _categories(known: Known, case: Case) -> Iterator[Finding]:
    listings = [((*path, "lists", number), row) for path, life in _lives(case) for number, row in enumerate(life.lists)]
    for path, listing in listings:
        if ":" not in listing.category and listing.category not in known.categories:
            yield _unknown((*path, "category"), "人群类别", "category", listing.category)
        if listing.source is not None and listing.source not in known.sources:
            yield _unknown((*path, "source"), "名单来源", "source", listing.source)
    for path, life in _lives(case):
        for number, entry in enumerate(life.late_entry):
            if entry.reason not in known.late_reasons:
                yield _unknown(
                    (*path, "late_entry", number, "reason"), "中途参保原因", "reason for late entry", entry.reason
                )


def _lives(case: Case) -> Iterator[tuple[_Path, LifeText]]:
    """Yield every person of the case with the path at which the person is written."""
    yield (), case.text
    yield from ((("household", number), member) for number, member in enumerate(case.text.household))


def _results(known: Known, case: Case) -> Iterator[Finding]:
    categories = known.categories | {ORDINARY}
    for number, expected in enumerate(case.expect):
        if expected.category is not None and ":" not in expected.category and expected.category not in categories:
            yield _unknown(("expect", number, "category"), "人群类别", "category", expected.category)
        for payer in expected.payers or {}:
            if payer not in known.payers:
                yield _unknown(("expect", number, "payers", payer), "出资渠道", "payer", payer)
        for field, rule in (("rule", expected.rule), ("waiting_rule", expected.waiting_rule)):
            if rule is not None and rule not in known.rules:
                yield _unknown(("expect", number, field), "规则编号", "rule", rule)
        for field, tier in (("tier", expected.tier), ("tier_enjoyed", expected.tier_enjoyed)):
            if tier is not None and tier not in known.tiers:
                yield _unknown(("expect", number, field), "缴费档次", "tier", tier)
        if expected.household_incomplete is not None and not case.text.household:
            yield Finding(
                ("expect", number, "household_incomplete"),
                "cases.meaning",
                "没有写 household，无从判断整户",
                "写上同户的其他人",
                "there is no household to judge",
                "write the others of the household",
            )
    years = [expected.plan_year for expected in case.expect]
    if len(set(years)) < len(years):
        yield Finding(
            ("expect",),
            "cases.meaning",
            "每个参保年度只写一组结果",
            "合并或写明 plan_year",
            "one expectation for each plan year",
            "merge them or state plan_year",
        )


def _unknown(path: _Path, what_zh: str, what_en: str, value: str) -> Finding:
    return Finding(
        path,
        "cases.unknown",
        f"政策包里没有{what_zh} {value}",
        "改正名称，或先补充政策包",
        f"the pack has no {what_en} {value}",
        "correct the name, or add it to the pack first",
    )
