"""Settlement and what follows from it: (8) to (11), (14), (16) to (18)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from tests.properties.reference.amounts import Shares, cut, total
from tests.properties.reference.calendar import add_days, add_months
from tests.properties.reference.content import Rule, Rules
from tests.properties.reference.facts import Outcome, Person
from tests.properties.reference.rules import NOBODY, Case, Due

UNKNOWN_CATEGORY, TOO_LATE = "unknown_category", "recognised_after_window"


class Settlement(NamedTuple):
    """(8) The first candidate that holds."""

    count_on: date
    identity_on: date
    money: int
    due: Due


class Continuity(NamedTuple):
    """(16, 18) What the history of past years gives to who is enrolled."""

    waiting_rule_id: str | None = None
    waiting_months: int | None = None
    consecutive_years: int | None = None
    reward_fen: int | None = None
    history_missing: bool = False


def outcomes(
    rules: Rules, person: Person, on: date, history_years: frozenset[int] = frozenset()
) -> dict[int, Outcome]:  # fmt: skip
    """Plan year -> outcome, for each plan year of which the person has a row on the business date."""
    case = Case(rules, person, on, history_years)
    years = {r.plan_year for r in case.known_receipts}
    if person.roll or any(row.op == "add" for row in case.rows):
        years.add(rules.plan_year)
    known = {*rules.payable, rules.plan_year}
    found = {year: _Account(case, year).outcome() for year in sorted(years & known)}
    return found | {year: _Repair(case, year).outcome() for year in sorted(years & set(rules.repair_years))}


class _Account:
    """One (person, plan year)."""

    def __init__(self, case: Case, year: int) -> None:
        self.case, self.year, self.rules = case, year, case.rules
        self.is_main = year == case.rules.plan_year
        self.receipts = case.receipts(year)
        self.paid = sum(one.amount_fen for one in self.receipts)

    def outcome(self) -> Outcome:
        settlement = self.settlement()
        if settlement is None or self.has_lapsed(settlement):
            return self._unsettled()
        return self._settled(settlement)

    def has_lapsed(self, settlement: Settlement) -> bool:
        """(9) Nothing was owed, and the person died before coverage, which by the business date is known."""
        if settlement.due.fen != 0 or self.case.death_known_on > self.case.on:
            return False
        return self.case.died_on < (self._coverage(settlement)[1] or date(self.year, 1, 1))

    # ---- 8 candidates

    def candidates(self) -> Iterator[tuple[date, int, int, date, int]]:
        """(count day, 0 for (a) and 1 for (b), receipt order, identity day, money), in any order."""
        money = 0
        for order, one in enumerate(self.receipts):
            money += one.amount_fen
            yield self.case.count_day(one), 0, order, self.case.identity_day(one), money
        birth = self.case.person.birth_on or date.min
        for day in (day for day in self._days() if day >= birth) if self.is_main else ():
            counted = sum(one.amount_fen for one in self.receipts if self.case.count_day(one) <= day)
            yield day, 1, 0, day, counted

    def _days(self) -> set[date]:
        start, end, claims, birth = self.rules.start, self.rules.end, self.case.claims, self.case.person.birth_on
        ends = {one.to_on for one in claims if start <= one.to_on <= end}  # Reading: no day before the campaign
        recognised = {max(one.from_on, start) for one in claims}
        born = {birth} if birth and start <= birth <= end else set()
        paid = {self.case.count_day(one) for one in self.receipts}
        return {start, *born, *ends, *recognised, *self.rules.own_days, *paid}

    def settlement(self) -> Settlement | None:
        latest = min(self.case.on, self.case.died_on)
        for count_on, _, _, identity_on, money in sorted(self.candidates()):
            if count_on > latest or self.case.employed(max(self.rules.end, identity_on)):
                continue
            dues = self.dues(identity_on)
            held = [(one.price, place) for place, one in enumerate(dues) if self._covers(one, money)]
            if held:
                return Settlement(count_on, identity_on, money, dues[max(held)[1]])
        return None

    @staticmethod
    def _covers(due: Due, money: int) -> bool:
        return due.fen is not None and due.fen <= money

    def dues(self, day: date) -> list[Due]:
        """What is due on a day, for each tier in the pack's order."""
        return [self.case.due(self.year, tier, day) for tier in self.rules.tiers]

    # ---- 9, 10 settled

    def _settled(self, settlement: Settlement) -> Outcome:
        due = settlement.due
        gained = self._gained(settlement)
        shares = gained or due.shares
        refundable = self.paid - (due.fen or 0) + total(shares) - total(due.shares)
        coverage_rule, coverage_from = self._coverage(settlement)
        continuity = self._continuity(settlement.identity_on) if self.is_main else Continuity()
        months = continuity.waiting_months
        return Outcome(
            status="enrolled",
            **self._who_and_what(due) | {"tier_enjoyed": due.decision.rule.get("enjoys_tier") or due.tier},
            due_fen=due.fen,
            shares=shares,
            fund_fen=total(shares),
            reimbursable_fen=total(shares) if due.reimbursed else 0,
            refundable_fen=refundable,
            settled_on=settlement.count_on,
            identity_on=settlement.identity_on,
            coverage_from=coverage_from,
            coverage_rule_id=coverage_rule,
            full_benefit_from=None if coverage_from is None or months is None else add_months(coverage_from, months),
            paid_twice=self._paid_twice(due.fen or 0),
            **continuity._asdict(),
        )

    def _paid_twice(self, due: int) -> bool:
        """(9) A second receipt of the whole due: the money before it already covers the due."""
        money = 0
        for one in self.receipts:
            if due and one.amount_fen >= due and money >= due:
                return True
            money += one.amount_fen
        return False

    def _who_and_what(self, due: Due) -> dict[str, Any]:
        """What is told of every row: unit, category, rule, tier, price, money."""
        return {
            "unit": self.case.unit(self.year),
            "category": due.decision.category,
            "rule_id": self._rule_id(due),
            "tier": due.tier,
            "tier_enjoyed": due.tier,
            "price_fen": due.price,
            "fiscal_fen": (due.price_rule or {}).get("fiscal_fen"),
            "paid_fen": self.paid,
        }

    def _rule_id(self, due: Due) -> str:
        """Reading: what is told as the rule where no rule of the pack decides."""
        claim = due.decision.claim
        if claim is not None and claim.bare:
            return UNKNOWN_CATEGORY if claim.rule is None else TOO_LATE
        return str((due.decision.rule or due.price_rule or {}).get("rule_id", self.rules.standard_rule_id))

    def _gained(self, settlement: Settlement) -> Shares | None:
        """(10) The shares that replace those of the settlement. Reading: no more than the price at settlement."""
        due = settlement.due
        if not self.is_main or due.reimbursed:
            return None
        last = min(self.rules.end, self.case.on, self.case.died_on)
        best = due.shares
        for day in sorted(self.case.recognised):
            if settlement.identity_on < day <= last:
                decision = self.case.decide(day)
                shares = cut(decision.shares, due.price or 0)
                effect = decision.rule.get("gained") or self.rules.gained
                if decision.subsidy is not None and effect == "refundable" and total(shares) > total(best):
                    best = shares
        return best

    # ---- 11 not settled

    def _unsettled(self) -> Outcome:
        due = self.dues(self.last_day())[0]
        if self.case.died_on <= self.case.on:
            return self._outside("deceased", due)
        identity_days = [self.case.identity_day(one) for one in self.receipts[-1:]]
        if self.case.employed(max([self.rules.end, *identity_days])):
            return self._outside("insured_elsewhere", due)
        return Outcome(
            status="undefined" if due.fen is None else "owing",
            **self._who_and_what(due),
            due_fen=due.fen,
            shares=due.shares,
            fund_fen=total(due.shares),
            reimbursable_fen=0,
            refundable_fen=0,
        )

    def last_day(self) -> date:
        first = [self.rules.start] if self.is_main else []
        days = [min(self.case.on, self.rules.end), *first, *(self.case.identity_day(one) for one in self.receipts)]
        return max([*days, *(self.case.recognised if self.is_main else ())])

    def _outside(self, status: str, due: Due) -> Outcome:
        """Nothing is due; who is insured elsewhere may still have a subsidy."""
        day, decision = self.last_day(), NOBODY
        if status == "insured_elsewhere" and self.is_main:
            despite = [one for one in self.case.deciding(day) if one.despite_employee_insurance]
            decision = self.case.decide_among(despite, day)
        if decision.subsidy is None:
            decision = NOBODY  # Reading: an undefined subsidy gives nothing to who is insured elsewhere
        due = due._replace(decision=decision)
        shares = decision.shares
        named = {} if decision.claim else {"rule_id": self.rules.standard_rule_id}  # Reading: no price is asked
        return Outcome(
            status=status,
            **self._who_and_what(due) | named,
            due_fen=0,
            shares=shares,
            fund_fen=total(shares),
            reimbursable_fen=total(shares),
            refundable_fen=self.paid,
        )

    # ---- 14 coverage

    def _coverage(self, settlement: Settlement) -> tuple[str | None, date | None]:
        for rule in self.rules.coverage:
            if self.case.applies(rule["when"], settlement.identity_on, self.year):
                return rule["rule_id"], max(self._start(one, settlement) for one in rule["starts"])
        return None, None

    def _start(self, start: Rule, settlement: Settlement) -> date:
        bases = {
            "payment": settlement.identity_on, "received": settlement.count_on,
            "birth": self.case.person.birth_on, "date": start.get("start_on"),
        }  # fmt: skip
        base = bases[start["base"]]
        assert base is not None
        day = add_days(add_months(base, start.get("add_months", 0)), start.get("add_days", 0))
        return day.replace(day=1) if start.get("month_start") else day

    # ---- 16, 18 continuity

    def _continuity(self, identity_on: date) -> Continuity:
        rule_id, months, missing = self._waiting(identity_on)
        years, reward, broken = self._reward()
        return Continuity(rule_id, months, years, reward, missing or broken)

    def _waiting(self, day: date) -> tuple[str | None, int | None, bool]:
        """(16) Rule, months, and whether the history leaves them open (then no months: None)."""
        for rule in self.rules.waiting:
            if self.case.applies(rule["when"], day, self.year):
                missed = self._missed(rule["counts_from_year"])
                if missed is None and _is_exempting(rule):
                    return rule["rule_id"], 0, False
                if missed is None:
                    return None, None, True
                if len(missed) >= rule.get("min_missed_years", 0):
                    return rule["rule_id"], self._months(rule, missed), False
        return None, 0 if self.rules.waiting else None, False  # Reading: a pack without waiting rules says nothing

    def _missed(self, counts_from: int) -> list[int] | None:
        """The missed years, or None where the history leaves them open. Reading: who is not in what was delivered for
        a year was not enrolled in it."""
        case, missed = self.case, []
        birth = case.person.birth_on
        for year in range(self.year - 1, max(counts_from, birth.year if birth else 0) - 1, -1):
            if year not in case.history_years:
                return None
            if case.person.history.get(year, False):
                break
            missed.append(year)
        return missed

    def _months(self, rule: Rule, missed: list[int]) -> int:
        counted = max(0, len(missed) - (not rule["first_missed_year_counts"]))
        repair = rule.get("repair")
        repaired = 0
        if repair:
            paid = [sum(one.amount_fen for one in self.case.receipts(year)) for year in missed]
            repaired = min(counted, sum(fen >= repair["price_fen"] for fen in paid))
        months = int(rule["fixed_months"] + rule["months_per_missed_year"] * (counted - repaired))
        if repair and repair.get("long_gap_years") is not None and len(missed) >= repair["long_gap_years"]:
            months = max(months, repair["floor_months"])
        return months

    def _reward(self) -> tuple[int | None, int | None, bool]:
        """(18) Reading: where the pack has no reward, no years are counted."""
        rule = self.rules.reward
        if rule is None:
            return None, None, False
        year, history = self.year - 1, self.case.person.history
        while year in self.case.history_years and history.get(year, False):
            year -= 1
        years = self.year - year
        fen = max(0, years - rule["after_years"]) * rule["fen_per_year"]
        most = rule.get("most_fen")
        missing = self.year - 1 not in self.case.history_years
        return years, fen if most is None else min(fen, most), missing


class _Repair(_Account):
    """(17) Money for a missed year. Reading: it settles as that for any other year, at the price of the repair."""

    def has_lapsed(self, settlement: Settlement) -> bool:
        return False

    def dues(self, day: date) -> list[Due]:
        rule = self.rules.repair_price(self.year)
        price = rule["repair"]["price_fen"]
        return [Due(self.rules.tiers[0], price, {"rule_id": rule["rule_id"]}, NOBODY, (), False, price)]

    def _settled(self, settlement: Settlement) -> Outcome:
        paid = super()._settled(settlement)
        return replace(paid, status="repaired", coverage_from=None, coverage_rule_id=None)


def _is_exempting(rule: Rule) -> bool:
    """(16) Holds whatever was missed, and never gives a month: the history cannot change that."""
    return not any((
        rule.get("min_missed_years"), rule["fixed_months"], rule["months_per_missed_year"],
        (rule.get("repair") or {}).get("floor_months"),
    ))  # fmt: skip
