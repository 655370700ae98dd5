"""Settlement and what follows from it: (8) to (11), (14), (16) to (18)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from tests.properties.reference.amounts import Shares, cut, total
from tests.properties.reference.calendar import add_days, add_months
from tests.properties.reference.content import Rule, Rules
from tests.properties.reference.facts import Outcome, Person, Receipt
from tests.properties.reference.rules import NOBODY, Case, Decision, Due

Candidate = tuple[date, int, int, date, int]


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
    found = {year: Account(case, year).outcome() for year in sorted(years & known)}
    return found | {year: _Repair(case, year).outcome() for year in sorted(years & set(rules.repair_years))}


class Account:
    """One (person, plan year)."""

    def __init__(self, case: Case, year: int) -> None:
        self.case, self.year, self.rules = case, year, case.rules
        self.is_main = year == case.rules.plan_year
        known = case.receipts(year)
        self.outside = [one for one in known if case.is_outside(one)]
        self.refused = self.outside if case.rules.refuses_outside else []
        self.receipts = [one for one in known if one not in self.refused]
        self.paid = sum(one.amount_fen for one in known)

    def outcome(self) -> Outcome:
        settlement = self.settlement()
        if settlement is None or self.has_lapsed(settlement):
            return self._unsettled()
        return self._settled(settlement)

    def has_lapsed(self, settlement: Settlement) -> bool:
        """(9) Nothing was owed, and the person died before coverage, which by the business date is known."""
        if settlement.due.fen != 0 or self.case.death_known_on > self.case.on:
            return False
        return self.case.died_on < (
            self._coverage(settlement.identity_on, settlement.count_on)[1] or date(self.year, 1, 1)
        )

    # ---- 8 candidates

    def candidates(self) -> Iterator[Candidate]:
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
        moments = [one for one in sorted(self.candidates()) if one[0] <= latest]
        for place, (count_on, _, _, identity_on, money) in enumerate(moments):
            if self.case.employed(max(self.rules.end, identity_on)):
                continue
            dues = self.dues(identity_on)
            held = [(one.price, tier) for tier, one in enumerate(dues) if self._covers(one, money)]
            if held:
                due = dues[max(held)[1]]
                return Settlement(count_on, identity_on, money, self._upgraded(due, moments[place + 1 :]))
        return None

    def _upgraded(self, due: Due, later: list[Candidate]) -> Due:
        """(9) Who owes nothing and pays for a dearer tier in the windows; the default tier's price is a mistake."""
        given = total(due.shares)
        for _, kind, _, day, money in later if self.is_main and due.fen == 0 else ():
            if kind == 1 or day > self.rules.end:
                continue
            prices = [self.case.price(self.year, tier, day) for tier in self.rules.tiers]
            held = [
                (fen, place) for place, (fen, _) in enumerate(prices)
                if fen is not None and fen > (due.price or 0) and money >= fen - given
            ]  # fmt: skip
            if held and money != prices[0][0]:
                fen, place = max(held)
                tier, rule = self.rules.tiers[place], prices[place][1]
                return due._replace(tier=tier, price=fen, price_rule=rule, fen=fen - given)
        return due

    @staticmethod
    def _covers(due: Due, money: int) -> bool:
        return due.fen is not None and due.fen <= money

    def dues(self, day: date) -> list[Due]:
        """What is due on a day, for each tier in the pack's order."""
        return [self.case.due(self.year, tier, day) for tier in self.rules.tiers]

    # ---- 9, 10 settled

    def _settled(self, settlement: Settlement) -> Outcome:
        due = settlement.due
        gained, undecided = self._gained(settlement)
        shares = gained or due.shares
        refundable = self.paid - (due.fen or 0) + total(shares) - total(due.shares)
        coverage_rule, coverage_from = self._coverage(settlement.identity_on, settlement.count_on)
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
            open_category=undecided.category if undecided else None,
            open_rule_id=self._rule_id(undecided, None) if undecided else None,
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
            "rule_id": self._rule_id(due.decision, due.price_rule),
            "tier": due.tier,
            "tier_enjoyed": due.tier,
            "price_fen": due.price,
            "fiscal_fen": (due.price_rule or {}).get("fiscal_fen"),
            "paid_fen": self.paid,
            "paid_outside_own_window": bool(self.outside) and not self.refused,
            "refused_outside_own_window": bool(self.refused),
        }

    def _rule_id(self, decision: Decision, price_rule: Rule | None) -> str:
        """Reading: what is told as the rule where no rule of the pack decides."""
        if decision.claim is not None and decision.claim.own_rule_id:
            return decision.claim.own_rule_id
        return str((decision.rule or price_rule or {}).get("rule_id", self.rules.standard_rule_id))

    def _gained(self, settlement: Settlement) -> tuple[Shares | None, Decision | None]:
        """(10) The shares that replace those of the settlement, and the first decision afterwards without an amount.

        Reading: no more than the price at settlement.
        """
        due = settlement.due
        if not self.is_main or due.reimbursed:
            return None, None
        last = min(self.case.on, self.case.died_on)
        last_gain = last if self.rules.late == "subsidised" else min(self.rules.end, last)
        best, undecided = due.shares, []
        for day in sorted(self.case.recognised):
            decision = self.case.decide(day)
            effect = decision.rule.get("gained") or self.rules.gained
            if not settlement.identity_on < day <= last or effect != "refundable":
                continue
            shares = cut(decision.shares, due.price or 0)
            if decision.subsidy is None:
                undecided.append(decision)
            elif day <= last_gain and total(shares) > total(best):
                best = shares
        return best, undecided[0] if undecided and total(best) < (due.price or 0) else None

    # ---- 11 not settled

    def _unsettled(self) -> Outcome:
        due = self.dues(self.last_day())[0]
        if self.case.died_on <= self.case.on:
            return self._outside("deceased", due)
        identity_days = [self.case.identity_day(one) for one in self.receipts[-1:]]
        if self.case.employed(max([self.rules.end, *identity_days])):
            return self._outside("insured_elsewhere", due)
        late = self.late_and_refused(due)
        is_open = due.fen is None and not self.case.lacks_late_reason(self.year)
        coverage_rule, coverage_from = self._coverage_of_late_payer() if is_open else (None, None)
        return Outcome(
            status="undefined" if due.fen is None else "owing",
            coverage_from=coverage_from,
            coverage_rule_id=coverage_rule,
            **self._who_and_what(due),
            due_fen=due.fen,
            shares=due.shares,
            fund_fen=total(due.shares),
            reimbursable_fen=0,
            refundable_fen=sum(receipt.amount_fen for receipt in (*self.refused, *late)),
            refused_late=bool(late),
        )

    def late_and_refused(self, due: Due) -> list[Receipt]:
        """(11) Receipts after the windows, where the notice names every reason and the person can have none of them."""
        birth = self.case.person.birth_on
        if not (self.rules.refuses_late and self.is_main and due.fen is None and due.price is None):
            return []
        if self.case.has_late_reason:
            return []
        if birth is None or birth >= self.rules.start or max(self.case.recognised, default=date.min) > self.rules.end:
            return []
        return [receipt for receipt in self.receipts if self.case.identity_day(receipt) > self.rules.end]

    def last_day(self) -> date:
        first = [self.rules.start] if self.is_main else []
        days = [min(self.case.on, self.rules.end), *first, *(self.case.identity_day(one) for one in self.receipts)]
        lasting = [claim.from_on for claim in self.case.claims if claim.may_count and claim.to_on > self.case.on]
        return max([*days, *(lasting if self.is_main else ())])

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

    def _coverage(self, identity_on: date, count_on: date) -> tuple[str | None, date | None]:
        for rule in self.rules.coverage:
            if self.case.applies(rule["when"], identity_on, self.year):
                return rule["rule_id"], max(self._start(one, identity_on, count_on) for one in rule["starts"])
        return None, None

    def _coverage_of_late_payer(self) -> tuple[str | None, date | None]:
        """Who has paid after the windows is covered as the notice says, though the due is undefined."""
        last = self.receipts[-1] if self.receipts else None
        if last is None or self.case.identity_day(last) <= self.rules.end:
            return None, None
        return self._coverage(self.case.identity_day(last), self.case.count_day(last))

    def _start(self, start: Rule, identity_on: date, count_on: date) -> date:
        bases = {
            "payment": identity_on, "received": count_on,
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


class _Repair(Account):
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
