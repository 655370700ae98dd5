"""The random persons meet what the rules can say: each kind of outcome occurs, and not only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests.properties.reference import checks, made_up_packs
from tests.properties.reference.content import Rules
from tests.properties.reference.facts import Outcome, Person
from tests.properties.reference.known_facts import counting, receipts_known, stated_end
from tests.properties.reference.outcome import Account, outcomes
from tests.properties.reference.random_persons import Crowd
from tests.properties.reference.rules import Case

SEEDS, PERSONS = range(50), 120
AT_LEAST = {
    "enrolled": 500, "owing": 500, "undefined": 500, "deceased": 100, "insured_elsewhere": 100, "repaired": 50,
    "another plan year": 100, "tier upgrade": 50, "tier enjoyed": 20, "two payers": 50, "three payers": 10,
    "on top": 100, "combination": 15, "by order": 50, "reimbursed": 30, "gained": 20, "subsidised elsewhere": 5,
    "waiting": 100, "months repaired": 5, "reward": 100, "history missing": 50, "tail batch": 20, "free": 50,
    "unknown category": 50, "too late": 50, "settled by a day": 100, "in parts": 20, "overpaid": 100, "covered": 200,
    "newborn coverage": 10, "all taken back": 100, "partly taken back": 50, "to be taken back": 20, "exceeding": 50,
    "blank or contradicted": 50, "gained undefined": 20, "outside own window": 20, "refused": 20, "refused late": 20,
    "late payer covered": 10, "free, then a dearer tier": 5, "late without effect": 20,
    "taken back in parts": 20, "another receipt or year": 50, "reversed before received": 20,
    "paid twice": 50, "lapsed": 20, "overruled employment": 50, "moved or older end": 20,
}  # fmt: skip


@pytest.mark.long
def test_every_kind_of_outcome_occurs() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        crowd = Crowd(made_up_packs.make(seed), seed)
        for person in crowd.people(PERSONS):
            for on in (crowd.rules.start + (crowd.rules.end - crowd.rules.start) / 2, crowd.rules.end + timedelta(25)):
                for year, one in outcomes(crowd.rules, person, on, crowd.history_years).items():
                    assert checks.money_adds_up(one) and checks.nothing_is_negative(one), one
                    seen.update(_kinds(crowd.rules, one, year))
                    seen.update(_ways(crowd.rules, person, on, year, one))
                seen.update(_reversed(person, on))
                seen.update(_of_several_lists(crowd.rules, person, on))
    assert {kind: seen[kind] for kind, least in AT_LEAST.items() if seen[kind] < least} == {}


def _kinds(rules: Rules, one: Outcome, year: int) -> Iterator[str]:
    """What the outcome itself shows."""
    enrolled = one.status == "enrolled"
    yield one.status
    shown = {
        "another plan year": year != rules.plan_year,
        "tier upgrade": enrolled and one.tier != rules.tiers[0],
        "tier enjoyed": one.tier != one.tier_enjoyed,
        "two payers": len(one.shares) == 2,
        "three payers": len(one.shares) == 3,
        "reimbursed": enrolled and one.reimbursable_fen > 0,
        "gained": enrolled and one.reimbursable_fen == 0 and one.fund_fen > (one.price_fen or 0) - (one.due_fen or 0),
        "subsidised elsewhere": one.status == "insured_elsewhere" and one.fund_fen > 0,
        "waiting": bool(one.waiting_months),
        "reward": bool(one.reward_fen),
        "history missing": one.history_missing,
        "blank or contradicted": one.rule_id.endswith(("_blank", "_contradicts")),
        "gained undefined": one.open_rule_id is not None,
        "outside own window": one.paid_outside_own_window,
        "refused": one.refused_outside_own_window,
        "refused late": one.refused_late,
        "late payer covered": one.status == "undefined" and one.coverage_from is not None,
        "free": enrolled and one.price_fen == 0,
        "unknown category": one.rule_id == "unknown_category",
        "too late": one.rule_id == "recognised_after_window",
        "overpaid": enrolled and one.paid_fen > (one.due_fen or 0),
        "covered": one.coverage_from is not None,
        "paid twice": one.paid_twice,
    }
    yield from (kind for kind, holds in shown.items() if holds)


def _ways(rules: Rules, person: Person, on: date, year: int, one: Outcome) -> Iterator[str]:
    """How it came about."""
    if one.status != "enrolled" or one.identity_on is None or one.settled_on is None:
        return
    case = Case(rules, person, on)
    receipts = case.receipts(year)
    days = [case.count_day(receipt) for receipt in receipts]
    if one.settled_on not in days:
        yield "settled by a day"
    if one.due_fen and case.due(year, rules.tiers[0], one.identity_on).fen == 0:
        yield "free, then a dearer tier"
    if any(claim.idle for claim in case.claims):
        yield "late without effect"
    if sum(day <= one.settled_on for day in days) > 1:
        yield "in parts"
    if any(rules.by_receipt and case.identity_day(r) < max(r.received_on, rules.start) for r in receipts):
        yield "tail batch"
    covered = [start for rule in rules.coverage if rule["rule_id"] == one.coverage_rule_id for start in rule["starts"]]
    if any(start["base"] == "birth" for start in covered):
        yield "newborn coverage"
    if one.waiting_rule_id and any(case.receipts(missed) for missed in rules.repair_years):
        yield "months repaired"
    claims = case.deciding(one.identity_on) if year == rules.plan_year else []
    if any(claim.on_top for claim in claims):
        yield "on top"
    if len(case._combined(claims)) < len(claims):
        yield "combination"
    if rules.order is not None and len({claim.category for claim in claims}) > 1:
        yield "by order"


def _of_several_lists(rules: Rules, person: Person, on: date) -> Iterator[str]:
    """What later lists change, and enrolments that a death ends."""
    case, jobs = Case(rules, person, on), person.employments
    if any(Case.overruled(job, other) for job in jobs for other in jobs):
        yield "overruled employment"
    for row in case.rows:
        same = [other for other in case.rows if other.category == row.category]
        ends = [end.effective_on for end in same if end.op == "end" and end.effective_on >= row.effective_on]
        if row.op == "add" and ends and stated_end(row, same) != min(ends):
            yield "moved or older end"
    account = Account(case, rules.plan_year)
    settlement = account.settlement()
    if settlement is not None and account.has_lapsed(settlement):
        yield "lapsed"


def _reversed(person: Person, on: date) -> Iterator[str]:
    """What became of the person's reversals."""
    known = {one.receipt_no: one.amount_fen for one in receipts_known(person, on)}
    matched = 0
    for receipt in person.receipts:
        named = [one for one in person.reversals if one[1:3] == receipt[:2]]
        count = list(counting(receipt, person.reversals))
        matched += len(named)
        shown = {
            "all taken back": count and receipt.received_on <= on and receipt.receipt_no not in known,
            "partly taken back": 0 < known.get(receipt.receipt_no, 0) < receipt.amount_fen,
            "to be taken back": any(one.received_on > on for one in count) and receipt.received_on <= on,
            "exceeding": len(count) < len(named),
            "taken back in parts": len(count) > 1,
            "reversed before received": any(one.received_on < receipt.received_on for one in count),
        }
        yield from (kind for kind, holds in shown.items() if holds)
    if matched < len(person.reversals):
        yield "another receipt or year"
