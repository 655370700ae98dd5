"""Made-up packs: whole, valid and small, from a seed. Their dates lie so close together that the boundaries meet.

What the loader refuses is not asked for: each payable year and tier has a price in and after the window, no price is
told twice, and rules that give the same of the standard out of different purses have an order.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import combinations

from tests.properties.reference.amounts import shares_of
from tests.properties.reference.pack_sections import Section, cited, frame

CATEGORIES = ("poor", "low", "old", "vet", "ill", "kid", "student", "newcomer")
PAYERS = ("fund_b", "fund_a", "state")
TIERS = ("middle", "small", "large")
SUBCLASSES = ("B", "A", "全额", "差额")
REGIONS = ("甲市", "乙市")
KINDS = ("full", "amount", "amount", "share", "share", "parts", "parts", "undefined", "none")
DAY = timedelta(days=1)


class Maker:
    """Draws one pack. `content` is the plain dict, as its YAML file would be parsed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.plan_year = self.random.choice((2024, 2025, 2027))
        first = date(self.plan_year - 1, *self.random.choice(((12, 24), (12, 29), (11, 30), (9, 1), (2, 27))))
        self.basis = self.random.choice(("received", "collected"))
        self.windows = self._windows(first)
        self.start = min(one["starts_on"] for one in self.windows)
        self.end = max(one["ends_on"] for one in self.windows)
        near = [mark + k * DAY for mark in (self.start, self.end) for k in (-2, -1, 0, 1, 2)]
        self.days = sorted({*near, self.start + (self.end - self.start) / 2, self.start - 30 * DAY, self.end + 9 * DAY})
        self.categories = self.random.sample(CATEGORIES, self.random.randint(4, 7))
        self.tiers = self.random.sample(TIERS, self.random.randint(2, 3)) if self.maybe(0.4) else []
        self.years = [self.plan_year - 1, self.plan_year] if self.maybe(0.4) else [self.plan_year]
        self.standard = self.random.choice((97, 100, 101, 250))
        self.content = self._content()

    def maybe(self, chance: float = 0.3) -> bool:
        return self.random.random() < chance

    def day(self) -> date:
        return self.random.choice(self.days)

    def period(self, first: str, last: str, chance: float) -> Section:
        """Two bounds, one, or none; often only some days apart."""
        if not self.maybe(chance):
            return {}
        days = sorted((self.day(), self.day()))
        return self.random.choice(({first: days[0]}, {last: days[1]}, {first: days[0], last: days[1]}))

    def some(self, chance: float = 0.2) -> Section:
        """Lists to be on, or not to be on."""
        names = self.random.sample(self.categories, self.random.choice((1, 1, 2)))
        return {self.random.choice(("with_any", "unless_any", "unless_any")): names} if self.maybe(chance) else {}

    # ---- the whole

    def _content(self) -> Section:
        code = "".join(chr(ord("a") + int(digit)) for digit in str(self.seed))
        labels = [cited(f"category_{one}") | {"category": one, "label_zh": f"类{one}"} for one in self.categories]
        subsidies = self._subsidies()
        content = frame(f"made{code}-{self.plan_year}", self.plan_year, self.start, self.categories) | {
            "campaign": cited("campaign") | {
                "place_name": "编造县", "unit_kind_label": "乡", "plan_year": self.plan_year,
                "payable_plan_years": self.years,
            },
            "decision_date": cited("basis_day") | {"basis": self.basis},
            "gained_after_payment": cited("gained") | {"effect": "kept" if self.maybe() else "refundable"},
            "pay_first": cited("pay_first") | {"after": self.day()} if self.maybe(0.25) else None,
            "employee_insurance": cited("employee") | {
                "region": self.random.choice((None, REGIONS[0])), "counts_as_covered": self.maybe(0.5),
            },
            "household": cited("household") | {"whole": self.maybe(0.5), "excused": self._excused()},
            "windows": self.windows,
            "prices": self._prices(),
            "funding": self._funding(),
            "payers": [cited(f"payer_{one}") | {"payer": one, "label_zh": f"{one}资金"} for one in PAYERS],
            "categories": labels,
            "subsidies": subsidies,
            "coverage": self._coverage(),
            "combinations": self._combinations(),
            "waiting": self._waiting() if self.maybe(0.6) else [],
        }  # fmt: skip
        if self.tiers:
            content["tiers"] = [cited(f"tier_{one}") | {"tier": one, "label_zh": f"{one}档"} for one in self.tiers]
        if self.maybe(0.6):
            content["reward"] = self._reward()
        if self.maybe(0.6):
            content["several"] = self._several()
        dice = random.Random(f"all must enrol {self.seed}")
        content["categories"] = [
            one | dice.choice(({}, {}, {"all_must_enrol": False})) for one in content["categories"]
        ]
        return content | self._decisions()

    def _decisions(self) -> Section:
        """What becomes of late recognition and of money outside the own windows; dice of their own."""
        dice, rows = random.Random(f"decisions {self.seed}"), {}
        if dice.random() < 0.6:
            effect = dice.choice(("undefined", "ordinary", "subsidised"))
            rows["recognised_after_window"] = cited("late_recognition") | {"effect": effect}
        if any(one["group"] == "special" for one in self.windows) and dice.random() < 0.8:
            rows["outside_own_window"] = cited("own_window") | {
                "effect": dice.choice(("accepted", "refused", "refused"))
            }
        if dice.random() < 0.5:
            reasons = {
                "reasons": {"moved_in": ["迁入"]},
                "list_is_open": dice.random() < 0.3,
                "proof_needed": False,
                "pays_zh": "全额",
            }
            rows["mid_year"] = [cited("mid_year") | reasons]
        return rows

    def _excused(self) -> list[str]:
        return self.random.sample(self.categories, self.random.choice((0, 1)))

    def _windows(self, first: date) -> list[Section]:
        """One window, or two groups side by side, or one reopened after a gap; some with a tail."""
        length, shape = self.random.choice((4, 9, 20)), self.random.choice(("one", "one", "groups", "reopened"))
        spans = [("everyone", first, first + length * DAY)]
        if shape == "groups":
            spans = [("special", first, first + 3 * DAY), ("general", first + 2 * DAY, first + length * DAY)]
        if shape == "reopened":
            spans.append(("everyone", first + (length + 3) * DAY, first + (length + 8) * DAY))
        rows = []
        for place, (group, starts_on, ends_on) in enumerate(spans):
            row = cited(f"window{place}") | {"window_id": f"w{place}", "group": group}
            row |= {"starts_on": starts_on, "ends_on": ends_on}
            if self.basis == "received" and self.maybe(0.6):
                row["tail_until"] = ends_on + self.random.choice((1, 2, 5)) * DAY
            rows.append(row)
        return rows

    def _funding(self) -> Section | None:
        if self.tiers or self.maybe(0.6):
            return None
        return cited("funding") | {
            "personal_fen": self.standard, "fiscal_fen": 333, "fiscal_is_minimum": self.maybe(0.5), "total_fen": None,
        }  # fmt: skip

    # ---- what is paid

    def _prices(self) -> list[Section]:
        """For each year and tier some rules with conditions, then one for everybody in and after the window."""
        rows: list[Section] = []
        for year in self.years:
            for place, tier in enumerate(self.tiers or [None]):
                standard = self.standard + 30 * place * self.random.choice((-1, 1, 2))
                special = [(self.person_when(), self._amount(standard)) for _ in range(self.random.choice((0, 1, 2)))]
                special = special if len({str(when) for when, _ in special}) == len(special) else special[:1]
                late = {"undefined": "未定"} if self.maybe(0.35) else {"fen": standard + self.random.choice((0, 0, 60))}
                plain = [({"phase": "in_window"}, {"fen": standard}), ({"phase": "late"}, late)]
                told = [when for when, _ in plain]
                for when, price in [one for one in special if one[0] not in told] + plain:
                    row = cited(f"price{len(rows)}") | {"plan_year": year, "when": when, "price": price}
                    row |= {"tier": tier} if tier else {}
                    rows.append(row | ({"fiscal_fen": 300 + len(rows)} if self.maybe(0.3) else {}))
        return rows

    def _amount(self, standard: int) -> Section:
        roll = self.random.random()
        if roll < 0.2:
            return {"undefined": "文中未定"}
        return {"fen": 0 if roll < 0.3 else max(1, standard + self.random.choice((-51, -50, -1, 1, 49)))}

    def person_when(self) -> Section:
        """Conditions of a price, coverage or waiting rule; seldom many at once, so that they meet somebody."""
        when = self.period("valid_from", "valid_to", 0.25) | self.some(0.25)
        choices: list[Section] = [
            {"phase": self.random.choice(("in_window", "late"))},
            {"hukou_local": self.maybe(0.5)},
            {"continuing": self.maybe(0.5)},
            {"born_in_plan_year": self.maybe(0.6)},
            {"within_days_of_birth": self.random.choice((1, 3, 28, 30))},
            {"within_months_of_birth": self.random.choice((0, 1, 2))},
            self._ages() | {"age_on": self.day()},
        ]
        return when | self.random.choice(choices) | (self.random.choice(choices) if self.maybe(0.15) else {})

    def _ages(self) -> Section:
        low, high = sorted(self.random.sample((0, 1, 6, 18, 60), 2))
        return self.random.choice(({"min_age": low}, {"max_age": high}, {"min_age": low, "max_age": high}))

    # ---- who gets what

    def _subsidies(self) -> list[Section]:
        rows = []
        for category in self.categories:
            tops = self.maybe(0.15)
            for when in self._split(category):
                rows.append(self._subsidy(category, when, len(rows), self.random.choice(KINDS), tops))
            if self.maybe(0.2) and not tops:  # a second claim of the same membership
                rows.append(self._subsidy(category, self._more({}), len(rows), self.random.choice(KINDS[:-1]), True))
        self.random.shuffle(rows)
        self._order_ties(rows)
        return rows

    def _split(self, category: str) -> list[Section]:
        """Conditions of the rules of one category: one rule, or several that differ."""
        middle = self.random.choice((1, 6, 18, 60))
        on = {"age_on": self.day()} if self.maybe(0.5) else {}
        day, other = self.day(), self.random.choice([one for one in self.categories if one != category])
        ways: list[list[Section]] = [
            [{"min_age": middle} | on, {"max_age": middle - 1} | on],
            [{"min_grade": 1, "max_grade": 2}, {"min_grade": 3, "max_grade": self.random.choice((3, 4))}],
            [{"max_grade": 2}],
            [{"subclasses": ["A", "全额"]}, {"subclasses": ["B"]}],
            [{"hukou_local": True}, {"hukou_local": False}],
            [{"recognised_to": day}, {"recognised_from": day + DAY}],
            [{"valid_to": day}, {"valid_from": day + DAY}],
            [{"phase": "in_window"}, {"phase": "late"}],
            [{"with_any": [other]}, {"unless_any": [other]}],
        ]
        chosen = self.random.choice(ways) if self.maybe(0.6) else [{}]
        chosen = chosen[:1] if self.maybe(0.2) else chosen
        return [(self._more(when) if self.maybe(0.25) else {}) | when for when in chosen]

    def _more(self, when: Section) -> Section:
        more = self.some(0.7)
        if not when.keys() & {"recognised_from", "recognised_to"}:
            more |= self.period("recognised_from", "recognised_to", 0.2)
        return more or {"phase": "in_window"}

    def _subsidy(self, category: str, when: Section, number: int, kind: str, on_top: bool) -> Section:
        row = cited(f"subsidy{number}") | {"category": category, "when": when, "kind": kind}
        row |= {
            "full": lambda: {"payer": self.random.choice(PAYERS)},
            "amount": lambda: {"payer": self.random.choice(PAYERS), "amount_fen": self._some_fen()},
            "share": lambda: {"payer": self.random.choice(PAYERS), **self._share()},
            "parts": lambda: {"parts": self._parts()},
        }.get(kind, lambda: {"reason": "编造的原因"})()
        if kind == "none":
            return row
        row |= {"on_top": True} if on_top else {}
        row |= {"paid": "reimbursed"} if self.maybe(0.12) else {}
        row |= {"gained": self.random.choice(("refundable", "kept"))} if self.maybe(0.25) else {}
        row |= {"despite_employee_insurance": True} if self.maybe(0.25) else {}
        row |= {"enjoys_tier": self.random.choice(self.tiers)} if self.tiers and self.maybe(0.3) else {}
        if kind == "amount" and row["amount_fen"] <= self.standard and self.maybe():
            row["personal_fen"] = self.standard - row["amount_fen"]
        return row

    def _some_fen(self) -> int:
        standard = self.standard
        return self.random.choice((1, 30, 49, 50, standard // 2, standard - 1, standard, standard + 7))

    def _share(self) -> Section:
        share = self.random.choice((0, 1, 3333, 5000, 6667, 9999, 10000, 10100))
        return {"share_bp": share} | {"rounding": self.random.choice(("half_up", "down", "up"))}

    def _parts(self) -> list[Section]:
        """Two or three payers; the rest comes last, and sometimes nothing is left for it."""
        first: Section = {"amount_fen": self.random.choice((1, 30, self.standard // 4, self.standard))}
        shares = self._share() | {"share_bp": self.random.choice((0, 1, 2500, 3333))}
        parts = self.random.sample([first, shares], 2) + ([{"rest": True}] if self.maybe(0.4) else [])
        payers = self.random.sample(PAYERS, len(parts))
        if self.maybe(0.15):
            payers[-1] = payers[0]
        return [{"payer": payer} | part for payer, part in zip(payers, parts, strict=True)]

    def _order_ties(self, rows: list[Section]) -> None:
        """Rules of different payers that give the same of the standard get an order of their own; so do some others."""
        numbers = self.random.sample(range(1, 100), len(rows))
        paying = [row for row in rows if row["kind"] not in ("none", "undefined")]
        given = {id(row): shares_of(row, self.standard, self.standard) for row in paying}
        needed: set[int] = set()
        for one, other in combinations(paying, 2):
            first, second = given[id(one)], given[id(other)]
            equal = sum(fen for _, fen in first) == sum(fen for _, fen in second)
            if equal and [payer for payer, _ in first] != [payer for payer, _ in second]:
                needed |= {id(one), id(other)}
        for row, number in zip(rows, numbers, strict=True):
            if id(row) in needed or (row["kind"] != "none" and self.maybe(0.2)):
                row["tie_order"] = number

    def _several(self) -> Section:
        if self.maybe(0.5):
            return cited("several") | {"method": "largest"}
        order = self.random.sample(self.categories, len(self.categories))
        return cited("several") | {"method": "order", "order": order}

    def _combinations(self) -> list[Section]:
        rows = []
        for number in range(self.random.choice((0, 1, 2))):
            of = self.random.sample(self.categories, self.random.choice((2, 2, 2, 3)))
            rows.append(cited(f"combination{number}") | {"of": of, "counts": self.random.choice(of)})
        return rows

    # ---- from when

    def _coverage(self) -> list[Section]:
        rows = []
        for number in range(self.random.choice((0, 1, 2, 3))):
            when = self.person_when()
            newborn = when.get("born_in_plan_year") or {"within_days_of_birth", "within_months_of_birth"} & when.keys()
            bases = ["payment", "received", "date"] + (["birth", "birth"] if newborn else [])
            starts = [self._start_of(self.random.choice(bases)) for _ in range(self.random.choice((1, 1, 2, 3)))]
            rows.append(cited(f"coverage{number}") | {"when": when, "starts": starts})
        if self.maybe(0.7):
            rows.append(cited("coverage_else") | {"starts": [self._start_of("payment")]})
        return rows

    def _start_of(self, base: str) -> Section:
        row: Section = {"base": base} | ({"start_on": date(self.plan_year, 1, 1)} if base == "date" else {})
        row |= {"add_months": self.random.choice((1, 2, 13))} if self.maybe() else {}
        row |= {"add_days": self.random.choice((1, 30))} if self.maybe() else {}
        return row | ({"month_start": True} if self.maybe() else {})

    def _waiting(self) -> list[Section]:
        rows = []
        for number in range(self.random.choice((1, 2, 3))):
            row = cited(f"waiting{number}") | {
                "counts_from_year": self.plan_year - self.random.choice((0, 1, 3, 4)),
                "fixed_months": self.random.choice((0, 3)),
                "months_per_missed_year": self.random.choice((0, 1, 2)),
                "first_missed_year_counts": self.maybe(0.5),
            }  # fmt: skip
            row |= {"when": self.person_when()} if self.maybe(0.5) else {}
            row |= {"min_missed_years": self.random.choice((0, 1, 2))} if self.maybe(0.5) else {}
            row |= {"repair": self._repair()} if self.maybe(0.6) else {}
            rows.append(row)
        return rows

    def _repair(self) -> Section:
        floor = {"long_gap_years": self.random.choice((1, 2, 3)), "floor_months": self.random.choice((0, 3))}
        return {"price_fen": self.random.choice((40, 51))} | (floor if self.maybe(0.5) else {})

    def _reward(self) -> Section:
        row = cited("reward") | {"after_years": self.random.choice((0, 1, 2)), "fen_per_year": 7}
        return row | ({"most_fen": 10} if self.maybe(0.5) else {})


def make(seed: int) -> Section:
    """The made-up pack of a seed, always the same."""
    return Maker(seed).content
