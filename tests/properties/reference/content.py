"""The parts of one pack that decide, read from the plain content of its YAML file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from tests.properties.reference.calendar import add_days

When = dict[str, Any]
Rule = dict[str, Any]


def _plain(rules: Iterable[Rule]) -> list[Rule]:
    """Each rule without what it leaves out, and with its conditions under `when`."""
    said = [{name: value for name, value in rule.items() if value is not None} for rule in rules]
    return [one | {"when": {k: v for k, v in (one.get("when") or {}).items() if v is not None}} for one in said]


class Rules:
    """The parts of one pack that decide, read from the plain content."""

    def __init__(self, pack: dict[str, Any]) -> None:
        self.start: date = min(one["starts_on"] for one in pack["windows"])
        self.end: date = max(one["ends_on"] for one in pack["windows"])
        self.plan_year: int = pack["campaign"]["plan_year"]
        self.payable: tuple[int, ...] = tuple(pack["campaign"]["payable_plan_years"])
        self.by_receipt: bool = pack["decision_date"]["basis"] == "received"
        self.tails = [(one["ends_on"], one["tail_until"]) for one in pack["windows"] if one.get("tail_until")]
        self.gained: str = pack["gained_after_payment"]["effect"]
        self.refuses_outside: bool = (pack.get("outside_own_window") or {}).get("effect") == "refused"
        self.refuses_late: bool = any(not one["list_is_open"] for one in pack.get("mid_year") or ())
        self.late: str = (pack.get("recognised_after_window") or {}).get("effect", "undefined")
        self.special_spans = self._special_spans(pack["windows"])
        self.pay_first_after: date | None = (pack["pay_first"] or {}).get("after")
        self.region: str | None = pack["employee_insurance"]["region"]
        self.tiers: tuple[str, ...] = tuple(one["tier"] for one in pack.get("tiers") or ()) or ("standard",)
        self.prices = _plain(pack["prices"])
        self.known = {one["category"] for one in pack["categories"]}
        self.subsidies = _plain(pack["subsidies"])
        self.place_of = {one["rule_id"]: place for place, one in enumerate(self.subsidies)}
        self.order: list[str] | None = (pack.get("several") or {}).get("order")
        self.combinations: list[Rule] = list(pack.get("combinations") or ())
        self.coverage = _plain(pack["coverage"])
        self.waiting = _plain(pack.get("waiting") or ())
        self.reward: Rule | None = pack.get("reward")
        self.own_days = sorted(self._own_days())

    @staticmethod
    def _special_spans(windows: list[Rule]) -> list[tuple[date, date]]:
        """(1) The windows in which special groups pay; none where they have no window of their own."""
        mine = [one for one in windows if one["group"] != "general"]
        has_own = any(one["group"] == "special" for one in mine)
        return [(one["starts_on"], one["ends_on"]) for one in mine] if has_own else []

    def _own_days(self) -> Iterator[date]:
        """(8b) The pack's own dates in the campaign."""
        for one in (*self.prices, *self.subsidies):
            first, last = one["when"].get("valid_from"), one["when"].get("valid_to")
            for day in (first, add_days(last, 1) if last else None):
                if day is not None and self.start <= day <= self.end:
                    yield day

    @property
    def standard_rule_id(self) -> str:
        """What an ordinary person is told where no price rule applies: the pack's standard. (Reading.)"""
        mine = [p for p in self.prices if p["plan_year"] == self.plan_year and p["when"].get("phase") != "late"]
        mine = [p for p in mine if p.get("tier", "standard") == self.tiers[0]]
        plain = [p for p in mine if p["when"] in ({}, {"phase": "in_window"})]
        return str((plain or mine)[0]["rule_id"])

    def repair_price(self, year: int) -> Rule:
        """(17) The repair that a receipt for the year goes to: the first rule in the pack's order that counts from
        that year or earlier. (Reading.)"""
        return next(one for one in self.waiting if one.get("repair") and one["counts_from_year"] <= year)

    @property
    def repair_years(self) -> tuple[int, ...]:
        """(17)"""
        years = [one["counts_from_year"] for one in self.waiting if one.get("repair")]
        return tuple(y for y in range(min(years), self.plan_year) if y not in self.payable) if years else ()

    def phase(self, day: date) -> str:
        """(4)"""
        return "in_window" if day <= self.end else "late"
