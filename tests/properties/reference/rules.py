"""The rules of docs/explanation/semantics.md, "Settlement, exactly", read a second time in plain Python.

Nothing of the product is imported: the statements are compared with this. (n) is the number of the paragraph.
A pack is the plain content of its YAML file. Readings taken where the text leaves room are marked "Reading".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from tests.properties.reference.amounts import Shares, added_up, cut, parts_of, shares_of
from tests.properties.reference.calendar import add_months, age_on
from tests.properties.reference.content import Rule, Rules, When
from tests.properties.reference.facts import Employment, ListRow, Person, Receipt
from tests.properties.reference.known_facts import NEVER, memberships, receipts_known

NOT_MEANT, AGE_CONTRADICTS = "not_meant", "age_contradicts"
NO_PLACE = 10**6
ORDINARY = "ordinary"
UNKNOWN_CATEGORY, TOO_LATE = "unknown_category", "recognised_after_window"


class Claim(NamedTuple):
    """(3) A membership under one rule. rule None: an unknown category. bare: undefined, with its interval only.

    fault: why the rule does not fit, though its category was told; undefined as well. idle: without any effect.
    """

    category: str
    from_on: date
    to_on: date
    rule: Rule | None
    bare: bool
    fault: str | None = None
    idle: bool = False

    @property
    def may_count(self) -> bool:
        return not self.idle and not (self.rule is not None and self.rule["kind"] == "none")

    @property
    def told(self) -> Rule:
        """The rule of the pack that a result follows; empty where the product's own rule stands in for it."""
        return {} if self.rule is None or self.bare or self.fault else self.rule

    @property
    def own_rule_id(self) -> str | None:
        """The product's own rule: an unknown category, recognised too late, or what is the matter with the facts."""
        if self.bare:
            return UNKNOWN_CATEGORY if self.rule is None else TOO_LATE
        return self.fault

    @property
    def on_top(self) -> bool:
        """(6b) What was recognised too late is decided in (c) like an unknown category."""
        return not self.bare and self.rule is not None and bool(self.rule.get("on_top"))

    @property
    def despite_employee_insurance(self) -> bool:
        """(11) Reading: what was recognised too late gives nothing to who is insured elsewhere."""
        return not self.bare and self.rule is not None and bool(self.rule.get("despite_employee_insurance"))

    def contains(self, day: date) -> bool:
        return self.from_on <= day < self.to_on


class Decision(NamedTuple):
    """(6) What a day decides. subsidy None: undefined. `claim` gives category and rule; `chosen` is the one of (c)."""

    claim: Claim | None
    chosen: Claim | None
    subsidy: int | None
    shares: Shares

    @property
    def category(self) -> str:
        return self.claim.category if self.claim else ORDINARY

    @property
    def rule(self) -> Rule:
        return self.claim.told if self.claim else {}


NOBODY = Decision(None, None, 0, ())


class Due(NamedTuple):
    """(7) What is due for a tier on a day. `fen` None: undefined."""

    tier: str
    price: int | None
    price_rule: Rule | None
    decision: Decision
    shares: Shares
    reimbursed: bool
    fen: int | None


def _is_newborns(when: When) -> bool:
    """(4) Whether a price is for newborns alone."""
    within = {"within_days_of_birth", "within_months_of_birth"} & set(when)
    return bool(within) or when.get("born_in_plan_year") is True


class Case:
    """One person as known on a business date. `history_years`: past plan years whose history was delivered."""

    def __init__(self, rules: Rules, person: Person, on: date, history_years: frozenset[int] = frozenset()) -> None:
        self.rules, self.person, self.on, self.history_years = rules, person, on, history_years
        self.rows = [row for row in person.rows if row.effective_on <= on]
        self.known_receipts = list(receipts_known(person, on))
        self.died_on = min((row.effective_on for row in self.rows if row.op == "death"), default=NEVER)
        self.death_known_on = min(
            (max(row.effective_on, row.cut_off_on) for row in person.rows if row.op == "death"), default=NEVER
        )
        self.claims = [claim for row, end in memberships(self.rows) for claim in self._claims(row, end)]
        self.recognised = {one.from_on for one in self.claims if one.may_count}
        self._decisions: dict[date, Decision] = {}
        self._on: dict[date, frozenset[str]] = {}

    # ---- 1 receipts

    def receipts(self, year: int) -> list[Receipt]:
        """(1) In the order in which they count."""
        mine = [r for r in self.known_receipts if r.plan_year == year]
        return sorted(mine, key=lambda r: (r.received_on, r.receipt_no))

    def count_day(self, receipt: Receipt) -> date:
        return max(receipt.received_on, self.rules.start)

    def identity_day(self, receipt: Receipt) -> date:
        basis = receipt.received_on if self.rules.by_receipt else receipt.collected_on
        if self.rules.by_receipt:
            in_tail = [
                last for last, until in self.rules.tails
                if receipt.collected_on <= last < receipt.received_on <= until
            ]  # fmt: skip
            basis = min(in_tail, default=basis)
        return max(basis, self.rules.start)

    def is_outside(self, receipt: Receipt) -> bool:
        """(1) Paid for the plan year itself, by a member of a special group outside the special groups' windows."""
        day = self.identity_day(receipt)
        return (
            bool(self.rules.special_spans)
            and receipt.plan_year == self.rules.plan_year
            and day <= self.rules.end
            and any(one.may_count and one.contains(day) for one in self.claims)
            and not any(first <= day <= last for first, last in self.rules.special_spans)
        )

    # ---- 3 claims

    @property
    def has_late_reason(self) -> bool:
        """(11) Whether the newest row states a reason for late entry; of one day the row that takes it back."""
        known = [(one.cut_off_on, one.op) for one in self.person.late_reasons if one.cut_off_on <= self.on]
        return max(known, default=(date.min, "end"))[1] == "add"

    def _claims(self, row: ListRow, end: date) -> Iterator[Claim]:
        late = row.effective_on > self.rules.end
        idle = late and (self.rules.late == "ordinary" or (self.rules.late == "undefined" and end < NEVER))
        if row.category not in self.rules.known:
            yield Claim(row.category, row.effective_on, end, None, True, idle=idle)
        for rule, fault in self._open_to(row):
            paying = rule["kind"] != "none"
            too_late = late and paying and self.rules.late == "undefined"
            yield Claim(row.category, row.effective_on, end, rule, too_late, fault, idle and paying)

    def _open_to(self, row: ListRow) -> list[tuple[Rule, str | None]]:
        """The rules that fit; else those of which a fact is blank; else those that the age contradicts."""
        faults = [
            (one, self._fault(one["when"], row)) for one in self.rules.subsidies if one["category"] == row.category
        ]
        fitting = [(one, fault) for one, fault in faults if fault is None]
        paying = [(one, fault) for one, fault in faults if fault not in (None, NOT_MEANT) and one["kind"] != "none"]
        blank = [(one, fault) for one, fault in paying if fault != AGE_CONTRADICTS]
        return fitting or blank or paying

    def _fault(self, when: When, row: ListRow) -> str | None:
        """All that does not depend on the day: whom a rule is not meant for, then what is wrong, then what is blank."""
        grade, hukou = row.grade, self._hukou(row)
        if not when.get("recognised_from", date.min) <= row.effective_on <= when.get("recognised_to", NEVER):
            return NOT_MEANT
        if grade is not None and not when.get("min_grade", 0) <= grade <= when.get("max_grade", NO_PLACE):
            return NOT_MEANT
        if "subclasses" in when and row.subclass is not None and row.subclass not in when["subclasses"]:
            return NOT_MEANT
        if "hukou_local" in when and hukou is not None and hukou is not when["hukou_local"]:
            return NOT_MEANT
        if not self._age_fits(when, when.get("age_on") or self._first_listed(row.category)):
            return AGE_CONTRADICTS if self.person.birth_on else "age_blank"
        if ("min_grade" in when or "max_grade" in when) and grade is None:
            return "grade_blank"
        if "subclasses" in when and row.subclass is None:
            return "subclass_blank"
        return "hukou_blank" if "hukou_local" in when and hukou is None else None

    def _hukou(self, row: ListRow) -> bool | None:
        if row.hukou_local is not None:
            return row.hukou_local
        return self.person.roll.hukou_local if self.person.roll else None

    def _first_listed(self, category: str) -> date:
        """The cut-off date of the first list that names the person in the category. (Reading: rows that add.)"""
        return min(row.cut_off_on for row in self.rows if row.category == category and row.op == "add")

    def _age_fits(self, when: When, day: date | None) -> bool:
        if "min_age" not in when and "max_age" not in when:
            return True
        if self.person.birth_on is None or day is None:
            return False
        age = age_on(self.person.birth_on, day)
        return bool(when.get("min_age", -NO_PLACE) <= age <= when.get("max_age", NO_PLACE))

    def categories_on(self, day: date) -> frozenset[str]:
        """(3) The categories that the person is on."""
        if day not in self._on:
            self._on[day] = frozenset(one.category for one in self.claims if one.contains(day) and not one.idle)
        return self._on[day]

    def _day_fits(self, when: When, day: date, categories: frozenset[str]) -> bool:
        """(3, 4) What depends on the day, for subsidy and for person rules."""
        return (
            when.get("valid_from", date.min) <= day <= when.get("valid_to", NEVER)
            and when.get("phase", self.rules.phase(day)) == self.rules.phase(day)
            and ("with_any" not in when or not categories.isdisjoint(when["with_any"]))
            and ("unless_any" not in when or categories.isdisjoint(when["unless_any"]))
        )

    def deciding(self, day: date) -> list[Claim]:
        """(3) The claims that decide on a day. What was recognised after E looks at the lists only."""
        found = []
        for one in self.claims:
            when = one.rule["when"] if one.rule else {}
            if one.bare:
                when = {name: when[name] for name in ("with_any", "unless_any") if name in when}
            if one.may_count and one.contains(day) and self._day_fits(when, day, self.categories_on(day)):
                found.append(one)
        return found

    # ---- 4 prices

    def applies(self, when: When, day: date, year: int) -> bool:
        """(4) Whether a price, coverage or waiting rule applies; only the plan year itself knows categories."""
        categories = self.categories_on(day) if year == self.rules.plan_year else frozenset()
        roll, birth = self.person.roll, self.person.birth_on
        if not self._day_fits(when, day, categories) or not self._age_fits(when, when.get("age_on")):
            return False
        if "hukou_local" in when and (roll.hukou_local if roll else None) is not when["hukou_local"]:
            return False
        if "continuing" in when and bool(roll and roll.insured_last_year) is not when["continuing"]:
            return False
        if birth is None:
            return not {"born_in_plan_year", "within_days_of_birth", "within_months_of_birth"} & set(when)
        return (
            when.get("born_in_plan_year", birth.year == year) is (birth.year == year)
            and (day - birth).days <= when.get("within_days_of_birth", NO_PLACE)
            and ("within_months_of_birth" not in when or day <= add_months(birth, when["within_months_of_birth"]))
        )

    def price(self, year: int, tier: str, day: date) -> tuple[int | None, Rule | None]:
        """(4) The price of the first rule that applies, and the rule."""
        for rule in self.rules.prices:
            same = rule["plan_year"] == year and rule.get("tier", "standard") == tier
            if same and self.applies(rule["when"], day, year):
                is_open = self.lacks_late_reason(year) and day > self.rules.end and not _is_newborns(rule["when"])
                return None if is_open else rule["price"].get("fen"), rule
        return None, None

    def lacks_late_reason(self, year: int) -> bool:
        """(4, 14) Whether the notice lists the reasons for late entry, and none is stated."""
        return self.rules.refuses_late and year == self.rules.plan_year and not self.has_late_reason

    # ---- 5, 6 the decision of a day

    def decide(self, day: date) -> Decision:
        if day not in self._decisions:
            self._decisions[day] = self.decide_among(self.deciding(day), day)
        return self._decisions[day]

    def decide_among(self, claims: list[Claim], day: date) -> Decision:
        """(6) a, b, c, d."""
        if not claims:
            return NOBODY
        base = self.price(self.rules.plan_year, self.rules.tiers[0], day)[0]
        claims = self._combined(claims)
        chosen = self._chosen([one for one in claims if not one.on_top], base)
        tops = sorted((one for one in claims if one.on_top), key=self._tie_place)
        first = chosen or tops[0]
        if base is None:
            return Decision(first, chosen, None, ())
        shares: list[tuple[str, int]] = []
        left = base
        for claim in ([chosen] if chosen else []) + tops:
            if self._undefined(claim):
                if left:  # Reading: where the price is 0, nothing is left for the claim of (c) either
                    return Decision(first, chosen, None, ())
                continue
            more = shares_of(claim.rule or {}, base, left)
            left -= sum(fen for _, fen in more)
            shares += more
        return Decision(first, chosen, base - left, added_up(shares))

    def _combined(self, claims: list[Claim]) -> list[Claim]:
        for row in self.rules.combinations:
            if set(row["of"]) <= {one.category for one in claims}:
                fallen = set(row["of"]) - {row["counts"]}
                claims = [one for one in claims if one.category not in fallen]
        return claims

    @staticmethod
    def _undefined(claim: Claim) -> bool:
        return claim.bare or bool(claim.fault) or claim.rule is None or claim.rule["kind"] == "undefined"

    def _fen(self, claim: Claim, base: int | None) -> int | None:
        """(5) The amount of one claim alone."""
        if base is None or self._undefined(claim):
            return None
        return sum(fen for _, fen in shares_of(claim.rule or {}, base, base))

    def _chosen(self, claims: list[Claim], base: int | None) -> Claim | None:
        """(6c)"""
        if not claims or self.rules.order is not None:
            return min(claims, key=self._by_order, default=None)
        undefined = [one for one in claims if self._undefined(one)]
        worth = [(one, self._fen(one, base)) for one in claims if not self._undefined(one)]
        full = [one for one, fen in worth if self._has_rest(one) or (fen is not None and fen == base)]
        most = max((fen for _, fen in worth if fen is not None), default=None)
        tied = full or undefined or [one for one, fen in worth if fen == most]
        return min(tied, key=self._tie_place)

    @staticmethod
    def _has_rest(claim: Claim) -> bool:
        return any(part.get("rest") for part in parts_of(claim.rule or {}))

    def _by_order(self, claim: Claim) -> tuple[Any, ...]:
        order = self.rules.order or []
        place = order.index(claim.category) if claim.category in order else NO_PLACE
        return not claim.bare, place, *self._tie_place(claim)

    def _tie_place(self, claim: Claim) -> tuple[int, int, str]:
        """tie_order (none last), the order of the rules; unknown categories after them, by their text. (Reading.)"""
        place = self.rules.place_of[claim.rule["rule_id"]] if claim.rule else NO_PLACE
        return (claim.rule or {}).get("tie_order", NO_PLACE), place, claim.category

    # ---- 7 due

    def due(self, year: int, tier: str, day: date) -> Due:
        price, rule = self.price(year, tier, day)
        decision = self.decide(day) if year == self.rules.plan_year else NOBODY
        reimbursed = self.pays_first() or bool(decision.chosen and decision.chosen.told.get("paid") == "reimbursed")
        if price is None or decision.subsidy is None:
            return Due(tier, price, rule, decision, (), reimbursed, None)
        shares = cut(decision.shares, price)
        fen = price if reimbursed else price - sum(fen for _, fen in shares)
        return Due(tier, price, rule, decision, shares, reimbursed, fen)

    def pays_first(self) -> bool:
        after = self.rules.pay_first_after
        return after is not None and min(self.recognised, default=date.min) > after

    # ---- 12 employee insurance

    def employed(self, day: date) -> bool:
        return any(
            one.from_on <= day <= (one.to_on or NEVER) and self.rules.region in (None, one.region)
            for one in self.person.employments
            if not any(self.overruled(one, other) for other in self.person.employments)
        )

    @staticmethod
    def overruled(one: Employment, other: Employment) -> bool:
        """Whether a list with a later cut-off speaks about the interval, which then decides when it began and ended.
        A row that begins on its list's cut-off only states that the person is insured on that day."""
        if other.from_on == other.cut_off_on:
            return False
        meet = one.from_on <= (other.to_on or NEVER) and other.from_on <= (one.to_on or NEVER)
        return meet and one.cut_off_on < other.cut_off_on and (
            one.region == other.region or one.from_on == other.from_on
        )  # fmt: skip

    # ---- 13 unit

    def unit(self, year: int) -> str | None:
        adds = sorted((r.effective_on, r.category, r.unit) for r in self.rows if r.op == "add" and r.unit is not None)
        stated = [r.unit for r in self.receipts(year) if r.unit is not None] + [unit for _, _, unit in adds]
        return stated[0] if stated else (self.person.roll.unit if self.person.roll else None)
