"""The known truth for one person and one plan year: docs/explanation/semantics.md, "Settlement, exactly", rule by rule.

Written to be reviewed next to that text; the numbers in comments and docstrings are the rules' numbers there.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from simulation.facts import ListRow, Person, Receipt
from simulation.rules import ORDINARY, Coverage, Rules, Subsidy
from simulation.truth.lists import death_known_on, death_of, has_late_reason, is_employed, stays_of

ENROLLED, OWING, UNDEFINED = "enrolled", "owing", "undefined"
DECEASED, INSURED_ELSEWHERE = "deceased", "insured_elsewhere"


class Membership(NamedTuple):
    """One half-open interval of one category.

    `rule`: the first rule whose conditions are met, else one that leaves the amount open. `is_idle`: recognised after
    the last window and removed again, so that it changes nothing.
    """

    category: str
    from_on: date
    to_on: date | None
    rule: Subsidy | None
    is_undefined: bool
    is_tracked: bool
    is_idle: bool

    def is_active(self, day: date) -> bool:
        """Return whether the membership's interval contains the day; its end `to_on` is the first day out."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


class Share(NamedTuple):
    """Subsidy of a day: amount, the category that gives it, and the fund that pays. `amount_fen` None = undefined."""

    amount_fen: int | None
    category: str
    payer: str


class Candidate(NamedTuple):
    """A moment at which the person may be settled; sorts by count day, (a) before (b), receipt order."""

    count_day: date
    rank: int
    receipt_order: int
    identity_day: date
    money_fen: int


class Outcome(NamedTuple):
    """State of one person and plan year on the business date. `due_fen` None = undefined.

    `gained`: (day, further fund money) posted after the settlement, or None. `lapse`: an enrolment that was counted
    until the death of a person who owed nothing was known, or None. `outside_own_window`: a member of a special group
    paid outside the special groups' windows. `open_category`: recognised after payment, without an amount.
    """

    status: str
    category: str
    due_fen: int | None
    payer: str
    fund_fen: int
    reimbursable_fen: int
    paid_fen: int
    refundable_fen: int
    settled_on: date | None
    identity_on: date | None
    coverage_from: date | None
    gained: tuple[date, int] | None = None
    lapse: "Lapse | None" = None
    paid_twice: bool = False
    outside_own_window: bool = False
    open_category: str | None = None


class Lapse(NamedTuple):
    """An enrolment that counted from one day until another, with the category and the fund's share."""

    counted_on: date
    lapsed_on: date
    category: str
    fund_fen: int


NOBODY = Share(0, ORDINARY, "")


def age_on(birth_on: date, day: date) -> int:
    """Return the age in full years on a day; a person born on 29 February turns a year older on 1 March."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def next_month(day: date) -> date:
    """Return the first day of the month after the day's month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def memberships_of(rules: Rules, person: Person, on: date) -> list[Membership]:
    """List the person's memberships by the rows up to the day `on`, each with its subsidy rule (rules 2 and 3).

    Leaves out one to which no subsidy rule can apply. A `Membership` has category, interval, rule and flags.
    """
    memberships = []
    known = [row for row in person.rows if row.effective_on <= on and row.op != "death"]
    for category in dict.fromkeys(row.category for row in known):
        rows = [row for row in known if row.category == category]
        named_on = min((row.cut_off_on for row in rows if row.op == "add"), default=date.max)
        for row, ended in stays_of(rows):
            membership = _membership(rules, person, row, ended, named_on)
            if membership.rule is not None or membership.is_undefined:
                memberships.append(membership)
    return memberships


def _membership(rules: Rules, person: Person, row: ListRow, ended: date | None, named_on: date) -> Membership:
    of_category = [s for s in rules.subsidies if s.category == row.category]
    age = age_on(person.birth_on, named_on)
    hukou = row.hukou_local if row.hukou_local is not None else (person.roll.hukou_local if person.roll else None)
    rule = next((s for s in of_category if _conditions_met(s, age, row.grade, hukou)), None)
    unclear = None if rule else _unclear_rule(of_category, age, row.grade, hukou)
    tracked = bool(of_category) and all(s.kind == "none" for s in of_category)
    recognised_late = row.effective_on > rules.ends_on and not tracked
    undefined = not of_category or bool(unclear)
    undefined |= rule is not None and (rule.kind == "undefined" or recognised_late)
    idle = recognised_late and ended is not None
    return Membership(row.category, row.effective_on, ended, rule or unclear, undefined, tracked, idle)


def _unclear_rule(of_category: list[Subsidy], age: int, grade: int | None, hukou: bool | None) -> Subsidy | None:
    """Return a rule that may be meant: a grade or hukou that it asks for is blank, or the age contradicts the list.

    A rule for another grade or hukou than the person's is not meant.
    """
    for rule in of_category:
        lenient = replace(rule, min_age=None, max_age=None)
        if grade is None:
            lenient = replace(lenient, min_grade=None, max_grade=None)
        if hukou is None:
            lenient = replace(lenient, hukou_local=None)
        if rule.kind != "none" and _conditions_met(lenient, age, grade, hukou):
            return rule
    return None


def _conditions_met(rule: Subsidy, age: int, grade: int | None, hukou: bool | None) -> bool:
    return (
        (rule.min_age is None or age >= rule.min_age)
        and (rule.max_age is None or age <= rule.max_age)
        and (rule.min_grade is None or (grade is not None and grade >= rule.min_grade))
        and (rule.max_grade is None or (grade is not None and grade <= rule.max_grade))
        and (rule.hukou_local is None or hukou == rule.hukou_local)
    )


class Account:
    """One person and plan year by the facts up to the business date `on`: receipts, memberships, death."""

    def __init__(self, rules: Rules, person: Person, plan_year: int, on: date) -> None:
        self.rules, self.person, self.plan_year, self.on = rules, person, plan_year, on
        self.is_main = plan_year == rules.plan_year
        self.receipts = sorted(  # rule 1
            (r for r in person.receipts if r.plan_year == plan_year and r.received_on <= on),
            key=attrgetter("received_on", "receipt_no"),
        )
        self.memberships = memberships_of(rules, person, on) if self.is_main else []  # rule 4: other years have none
        self.died_on, self.death_known_on = death_of(person.rows, on), death_known_on(person.rows, on)
        self.lacks_reason = rules.refuses_late and self.is_main and not has_late_reason(person, on)
        self.paid_fen = sum(r.amount_fen for r in self.receipts)
        listed = self.recognised()
        self.pays_first = (
            rules.pay_first_after is not None and bool(listed) and min(listed) > rules.pay_first_after
        )  # rule 7

    def count_day(self, receipt: Receipt) -> date:
        """Return the day from which a receipt's money counts: when received, not before the window (rule 1)."""
        return max(receipt.received_on, self.rules.starts_on)

    def identity_day(self, receipt: Receipt) -> date:
        """Return the day (received or collected, not before the window) that decides the due of a receipt (rule 1)."""
        basis = receipt.received_on if self.rules.basis == "received" else receipt.collected_on
        return max(basis, self.rules.starts_on)

    def subsidy(self, day: date) -> Share:
        """Return the subsidy that counts on a day; amount 0 and category 'ordinary' if there is none (rules 5 and 6).

        A `Share` has fen (None: undefined), category and payer. Of several subsidies, one that pays all counts, else an
        undefined one, else the largest; ties by the pack's order.
        """
        active = [m for m in self.memberships if m.is_active(day) and not m.is_idle]
        if not active:
            return NOBODY
        present = {m.category for m in active}
        deciding = [m for m in active if self._decides(m, present)]
        deciding.sort(key=lambda m: (self.rules.order_of(m.category), m.category))
        for m in deciding:
            if not m.is_undefined and m.rule is not None and m.rule.kind == "full":
                return Share(m.rule.amount_fen, m.category, m.rule.payer)
        for m in deciding:
            if m.is_undefined:
                return Share(None, m.category, "")
        best = max((m for m in deciding if m.rule), key=lambda m: m.rule.amount_fen if m.rule else 0, default=None)
        return Share(best.rule.amount_fen, best.category, best.rule.payer) if best and best.rule else NOBODY

    @staticmethod
    def _decides(m: Membership, present: set[str]) -> bool:  # rule 3
        if m.is_tracked:
            return False
        return m.rule is None or m.rule.unless_category not in present

    def price(self, day: date) -> int | None:
        """Return the individual contribution of a day (in or after the window) in fen; None if undefined (rule 4)."""
        return self.rules.price_fen.get((self.plan_year, "in_window" if day <= self.rules.ends_on else "late"))

    def due(self, day: date) -> int | None:
        """Return the due of a day in fen: price less subsidy, or price if reimbursed; None if undefined (rule 7)."""
        price, subsidy = self.price(day), self.subsidy(day).amount_fen
        if price is None or subsidy is None:
            return None
        return price if self.pays_first else price - subsidy

    def candidates(self) -> Iterator[Candidate]:
        """Yield moments (receipts, changes of the due) at which the person may be settled, unsorted (rule 8)."""
        start, end = self.rules.starts_on, self.rules.ends_on
        total = 0
        for order, receipt in enumerate(self.receipts):
            total += receipt.amount_fen
            yield Candidate(self.count_day(receipt), 0, order, self.identity_day(receipt), total)
        days = {start} | {self.count_day(r) for r in self.receipts} | {max(m.from_on, start) for m in self.memberships}
        days |= {max(m.to_on, start) for m in self.memberships if m.to_on is not None and m.to_on <= end}
        for day in days:
            yield Candidate(day, 1, 0, day, sum(r.amount_fen for r in self.receipts if self.count_day(r) <= day))

    def holds(self, candidate: Candidate) -> bool:
        """Return whether the person is settled at the candidate: money covers the due, nothing excludes it (rule 8).

        Excluded are a day after the business date or the death, and a person who is insured as an employee.
        """
        if candidate.count_day > self.on or (self.died_on is not None and candidate.count_day > self.died_on):
            return False
        due = self.due(candidate.identity_day)
        if due is None or due > candidate.money_fen:
            return False
        return not is_employed(self.rules, self.person.employments, max(self.rules.ends_on, candidate.identity_day))

    def outcome(self) -> Outcome:
        """Return status, category, due, payer, payments and first day of benefits on the business date."""
        settled = next((c for c in sorted(self.candidates()) if self.holds(c)), None)
        outside = any(map(self.is_outside, self.receipts))
        if settled is None:
            return self._unsettled()._replace(outside_own_window=outside)
        lapse = self._lapse(settled)
        state = self._unsettled()._replace(lapse=lapse) if lapse else self._settled(settled)
        return state._replace(outside_own_window=outside)

    def is_outside(self, receipt: Receipt) -> bool:
        """Return whether a member of a special group paid the receipt outside the special groups' windows (rule 1).

        False for a payment after the last window, and where special groups have no windows of their own.
        """
        day, windows = self.identity_day(receipt), self.rules.special_windows
        if not windows or day > self.rules.ends_on or any(first <= day <= last for first, last in windows):
            return False
        return any(m.is_active(day) and not m.is_tracked and not m.is_idle for m in self.memberships)

    def _lapse(self, at: Candidate) -> Lapse | None:
        """Return the lapse of an enrolment without payment by a death before coverage (rule 9)."""
        if self.died_on is None or self.death_known_on is None or self.due(at.identity_day) != 0:
            return None
        if self.died_on >= (self.coverage_from(at.identity_day) or date(self.plan_year, 1, 1)):
            return None
        share = self.subsidy(at.identity_day)
        return Lapse(at.count_day, max(at.count_day, self.death_known_on), share.category, share.amount_fen or 0)

    def _paid_twice(self, due_fen: int) -> bool:
        """Return whether a receipt of the whole due follows money that already covers it (rule 9)."""
        before = 0
        for receipt in self.receipts:
            if 0 < due_fen <= min(before, receipt.amount_fen):
                return True
            before += receipt.amount_fen
        return False

    def _settled(self, at: Candidate) -> Outcome:  # rules 9 and 10
        share, due = self.subsidy(at.identity_day), self.due(at.identity_day)
        assert due is not None and share.amount_fen is not None
        fund, payer, gained = share.amount_fen, share.payer, None
        better = self._gained(at.identity_day, fund)
        if better:
            day, new = better
            gained = (max(day, at.count_day), (new.amount_fen or 0) - fund)
            fund, payer = new.amount_fen or 0, new.payer
        return Outcome(
            ENROLLED,
            share.category,
            due,
            payer,
            fund,
            share.amount_fen if self.pays_first else 0,
            self.paid_fen,
            self.paid_fen - due + (gained[1] if gained else 0),
            at.count_day,
            at.identity_day,
            self.coverage_from(at.identity_day),
            gained,
            paid_twice=self._paid_twice(due),
            open_category=self._open_category(at.identity_day, fund),
        )

    def _open_category(self, identity_on: date, fund_fen: int) -> str | None:
        """Return the category of the first recognition after payment that leaves open what is paid back (rule 10)."""
        whole_fen = self.price(identity_on)
        if self.rules.gained != "refundable" or self.pays_first or fund_fen >= (whole_fen or 0):
            return None
        last = min(day for day in (self.on, self.died_on) if day is not None)
        shares = (self.subsidy(day) for day in sorted(self.recognised()) if identity_on < day <= last)
        return next((share.category for share in shares if share.amount_fen is None), None)

    def _gained(self, identity_on: date, fund_fen: int) -> tuple[date, Share] | None:  # rule 10
        if self.rules.gained != "refundable" or self.pays_first:
            return None
        last = min(day for day in (self.rules.ends_on, self.on, self.died_on) if day is not None)
        best: tuple[date, Share] | None = None
        for day in sorted({m.from_on for m in self.memberships if identity_on < m.from_on <= last}):
            share = self.subsidy(day)
            above = best[1].amount_fen if best else fund_fen
            if share.amount_fen is not None and share.amount_fen > (above or 0):
                best = (day, share)
        return best

    def _unsettled(self) -> Outcome:  # rule 11
        paid, end = self.paid_fen, self.rules.ends_on
        tested_on = max(end, self.identity_day(self.receipts[-1])) if self.receipts else end
        status = DECEASED if self.died_on else None
        if status is None and is_employed(self.rules, self.person.employments, tested_on):
            status = INSURED_ELSEWHERE
        if status:
            return Outcome(status, ORDINARY, 0, "", 0, 0, paid, paid, None, None, None)
        last = max([min(self.on, end), *map(self.identity_day, self.receipts), *self.recognised()])
        share, due = self.subsidy(last), self.due(last)
        if due is None:
            late = tested_on if self.receipts and self.identity_day(self.receipts[-1]) > end else None
            refused = self._refused_late(last)
            covered = self.coverage_from(late) if late and not self.lacks_reason else None  # rule 14
            return Outcome(UNDEFINED, share.category, None, "", 0, 0, paid, refused, None, None, covered)
        return Outcome(OWING, share.category, due, share.payer, share.amount_fen or 0, 0, paid, 0, None, None, None)

    def _refused_late(self, day: date) -> int:
        """Return the money paid after the windows by a person who can have no reason that the notice names (rule 11).

        0 for a person born since the start or recognised after the windows: such a person may have one.
        """
        end = self.rules.ends_on
        if not self.lacks_reason or self.price(day) is not None:
            return 0
        if self.person.birth_on >= self.rules.starts_on or any(turn > end for turn in self.recognised()):
            return 0
        return sum(r.amount_fen for r in self.receipts if self.identity_day(r) > end)

    def recognised(self) -> list[date]:
        """List the recognised date of each membership that can change a due, unsorted.

        Leaves out categories without a subsidy, and categories given after the last window and ended again.
        """
        return [m.from_on for m in self.memberships if not m.is_tracked and not m.is_idle]

    def coverage_from(self, identity_on: date) -> date | None:
        """Return the person's first day of benefits (coverage); None if no rule of the notice gives one (rule 14).

        `identity_on`: day whose categories and price decided the due.
        """
        rule = next((c for c in self.rules.coverage if self._covers(c, identity_on)), None)
        if rule is None:
            return None
        if rule.start_kind == "birth":
            return self.person.birth_on
        if rule.start_kind == "days_after_payment":
            return identity_on + timedelta(days=rule.wait_days)
        return next_month(identity_on) if rule.start_kind == "next_month" else rule.start_on

    def _covers(self, rule: Coverage, identity_on: date) -> bool:
        born = self.person.birth_on
        continuing = self.person.roll is not None and self.person.roll.insured_last_year
        return (
            rule.phase in (None, "in_window" if identity_on <= self.rules.ends_on else "late")
            and rule.continuing in (None, continuing)
            and rule.born_in_plan_year in (None, born.year == self.plan_year)
            and (
                rule.paid_within_days_of_birth is None
                or identity_on - born <= timedelta(days=rule.paid_within_days_of_birth)
            )
        )
