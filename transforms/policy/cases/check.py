"""Whether a case speaks of what its pack knows: requirements, units, payers, categories, sources, rules."""

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
    """The names that the cases of a pack may use: collected once, for all of them."""

    requirements: frozenset[str]
    units: frozenset[str]
    categories: frozenset[str]
    sources: frozenset[str]
    payers: frozenset[str]
    rules: frozenset[str]
    tiers: tuple[str, ...]

    @classmethod
    def of(cls, pack: Pack) -> Known:
        return cls(
            frozenset(pack.requirements.ids()), frozenset(pack.unit_names()),
            frozenset(one.category for one in pack.categories), frozenset(one.source for one in pack.sources),
            frozenset(one.payer for one in pack.payers), frozenset(one.rule_id for one in pack.rules()),
            list_tier_codes(pack.tiers),
        )  # fmt: skip


def findings_against(known: Known, case: Case) -> list[Finding]:
    """Everything in the case that its pack does not have; paths begin at the case."""
    return [*_requirements(known, case), *_units(known, case), *_categories(known, case), *_results(known, case)]


def _requirements(known: Known, case: Case) -> Iterator[Finding]:
    for number, one in enumerate(case.text.requirements):
        if one not in known.requirements:
            yield _unknown(("requirements", number), "要求编号", "requirement", one)


def _units(known: Known, case: Case) -> Iterator[Finding]:
    said: list[tuple[_Path, str | None]] = []
    for path, life in _lives(case):
        said.append(((*path, "person", "unit"), life.person.unit))
        said += [((*path, "lists", number, "unit"), one.unit) for number, one in enumerate(life.lists)]
        said += [((*path, "payments", number, "unit"), one.unit) for number, one in enumerate(life.payments)]
    said += [(("expect", number, "unit"), one.unit) for number, one in enumerate(case.expect)]
    for path, name in said:
        if name is not None and name not in known.units:
            yield _unknown(path, "单位", "unit", name)


def _categories(known: Known, case: Case) -> Iterator[Finding]:
    lists = [((*path, "lists", number), one) for path, life in _lives(case) for number, one in enumerate(life.lists)]
    for path, one in lists:
        if ":" not in one.category and one.category not in known.categories:
            yield _unknown((*path, "category"), "人群类别", "category", one.category)
        if one.source is not None and one.source not in known.sources:
            yield _unknown((*path, "source"), "名单来源", "source", one.source)


def _lives(case: Case) -> Iterator[tuple[_Path, LifeText]]:
    """Everybody in the case, and where they are written."""
    yield (), case.text
    yield from ((("household", number), one) for number, one in enumerate(case.text.household))


def _results(known: Known, case: Case) -> Iterator[Finding]:
    categories = known.categories | {ORDINARY}
    for number, one in enumerate(case.expect):
        if one.category is not None and ":" not in one.category and one.category not in categories:
            yield _unknown(("expect", number, "category"), "人群类别", "category", one.category)
        for payer in one.payers or {}:
            if payer not in known.payers:
                yield _unknown(("expect", number, "payers", payer), "出资渠道", "payer", payer)
        for field, rule in (("rule", one.rule), ("waiting_rule", one.waiting_rule)):
            if rule is not None and rule not in known.rules:
                yield _unknown(("expect", number, field), "规则编号", "rule", rule)
        for field, tier in (("tier", one.tier), ("tier_enjoyed", one.tier_enjoyed)):
            if tier is not None and tier not in known.tiers:
                yield _unknown(("expect", number, field), "缴费档次", "tier", tier)
        if one.household_incomplete is not None and not case.text.household:
            yield Finding(
                ("expect", number, "household_incomplete"), "cases.meaning", "没有写 household，无从判断整户",
                "写上同户的其他人", "there is no household to judge", "write the others of the household",
            )  # fmt: skip
    years = [one.plan_year for one in case.expect]
    if len(set(years)) < len(years):
        yield Finding(
            ("expect",), "cases.meaning", "每个参保年度只写一组结果", "合并或写明 plan_year",
            "one expectation for each plan year", "merge them or state plan_year",
        )  # fmt: skip


def _unknown(path: _Path, what_zh: str, what_en: str, value: str) -> Finding:
    return Finding(
        path, "cases.unknown", f"政策包里没有{what_zh} {value}", "改正名称，或先补充政策包",
        f"the pack has no {what_en} {value}", "correct the name, or add it to the pack first",
    )  # fmt: skip
