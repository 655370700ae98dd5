"""The state of each receipt by docs/explanation/money.md, read a second time in plain Python.

Results of persons come from the reference of the tests. Nothing of the product is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tests.properties.reference.content import Rules
from tests.properties.reference.facts import Outcome, Person, Receipt
from tests.properties.reference.known_facts import NEVER
from tests.properties.reference.outcome import Account, outcomes
from tests.properties.reference.rules import TOO_LATE, Case, Claim


class State(NamedTuple):
    """State and owner of one receipt, with the money that goes back to the person."""

    state: str
    owner: str
    refundable_fen: int


def states_of(rules: Rules, person: Person, on: date, history_years: frozenset[int]) -> dict[str, State]:
    """Return the state of each receipt of a person by its number. A person who is on no roll and no list is unknown."""
    case = Case(rules, person, on, history_years)
    results = outcomes(rules, person, on, history_years)
    found = {one.receipt_no: State("reversed", "tax_bureau", 0) for one in person.receipts}
    found |= {
        one.receipt_no: State("not_assessed", "not_assessed", 0) for one in person.receipts if one.received_on > on
    }
    for year in {one.plan_year for one in case.known_receipts}:
        found |= _Year(case, year, results[year]).states()
    return found


class _Year:
    """The receipts of one person and plan year that exist on the business date, less the money taken back."""

    def __init__(self, case: Case, year: int, result: Outcome) -> None:
        self.case, self.result = case, result
        self.account = Account(case, year)
        self.receipts = case.receipts(year)
        self.refused = {one.receipt_no for one in self.account.refused}
        if result.refused_late:
            late = [receipt for receipt in self.account.receipts if case.identity_day(receipt) > case.rules.end]
            self.refused |= {receipt.receipt_no for receipt in late}

    def states(self) -> dict[str, State]:
        back = self._given_back()
        words = dict(zip((one.receipt_no for one in self.receipts), self._words(), strict=True))
        return {number: State(words[number], self._owner(fen), fen) for number, fen in back.items()}

    def _owner(self, back: int) -> str:
        if back:
            return "person"
        return "suspense" if self.result.status in ("owing", "undefined") else "scheme"

    def _given_back(self) -> dict[str, int]:
        """Return the refundable part of each receipt: refused money whole, and of the others the last first."""
        rest = self.result.refundable_fen
        back = {}
        for one in self.receipts:
            if one.receipt_no in self.refused:
                back[one.receipt_no] = one.amount_fen
                rest -= one.amount_fen
        for one in reversed(self.receipts):
            if one.receipt_no not in self.refused:
                back[one.receipt_no] = min(one.amount_fen, max(rest, 0))
                rest -= back[one.receipt_no]
        assert rest == 0, "more is refundable than was paid"
        return back

    def _words(self) -> Iterator[str]:
        money = 0
        whole = sum(one.amount_fen for one in self.receipts if one.receipt_no not in self.refused)
        for one in self.receipts:
            word = self._outright(one)
            if word is None:
                assert self.result.due_fen is not None
                word = self._by_amount(one.amount_fen, money, whole, self.result.due_fen)
            if one.receipt_no not in self.refused:
                money += one.amount_fen
            yield word

    def _outright(self, receipt: Receipt) -> str | None:
        """Return the state that no amount decides, or None."""
        case, status = self.case, self.result.status
        if status == "insured_elsewhere":
            return "employee_insured"
        if receipt.receipt_no in self.refused:
            return "out_of_window"
        late_price = self._lacks_late_price()
        if late_price and case.identity_day(receipt) > case.rules.end:
            return "out_of_window"
        if case.person.roll is None and not any(row.op == "add" for row in case.rows):
            return "unknown_person"
        if status == "deceased":
            return "over"
        if status == "undefined":
            return "short" if late_price and not self._is_open() else "amount_open"
        return None

    def _lacks_late_price(self) -> bool:
        late = any(self.case.identity_day(one) > self.case.rules.end for one in self.receipts)
        return (
            self.result.status == "undefined" and self.result.price_fen is None and late
            and self.account.is_main and self.result.rule_id != TOO_LATE
        )  # fmt: skip

    def _is_open(self) -> bool:
        """Return whether a category of the last day lacks an amount by itself, and not for want of a price."""
        return any(self.case._undefined(claim) for claim in self._counting(self.account.last_day()))

    def _counting(self, day: date) -> list[Claim]:
        chosen = self.case.decide(day).chosen
        tops = [one for one in self.case._combined(self.case.deciding(day)) if one.on_top]
        return ([chosen] if chosen else []) + tops

    def _by_amount(self, fen: int, before: int, whole: int, due: int) -> str:
        if whole < due:
            return "short"
        if before + fen > due:
            return "paid_twice" if 0 < due <= min(fen, before) else "over"
        if self.result.status == "enrolled" and self._has_changed():
            return "category_changed_after_payment"
        if self.result.status == "enrolled" and self.result.reimbursable_fen:
            return "awaiting_reimbursement"
        return "exact"

    def _has_changed(self) -> bool:
        """Return whether a category with a subsidy began after the enrolment, with a rule about it, or ended since."""
        result, rules = self.result, self.case.rules
        if not self.account.is_main or result.identity_on is None:
            return False
        gain = result.refundable_fen - (result.paid_fen - (result.due_fen or 0))
        kept = any(
            claim.may_count and not self.case._undefined(claim) and claim.from_on > result.identity_on
            and (claim.told.get("gained") or rules.gained) == "kept"
            for claim in self.case.claims
        )  # fmt: skip
        ended = any(claim.to_on < NEVER for claim in self._counting(result.identity_on))
        return gain > 0 or result.open_category is not None or kept or ended
