"""Random histories of many persons: each step is one operation for each person, as files of that day."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.properties.ledger.account import Plain, account
from tests.properties.ledger.books import Books
from tests.properties.ledger.notice import AID, DESTITUTE, OPEN, OTHER_YEAR, PAYS, PLAN_YEAR, POOR, PRICE, SOURCE_OF

UNITS = ("da-baiyashi", "da-hengtang", "da-huaqiao")
SOURCES = ("poverty_relief", "civil_affairs")
START = date(2019, 8, 27).toordinal()
List = dict[str, Any]


class History:
    """Facts that were sent, and the dice that draw the next operation of each person."""

    def __init__(self, seed: int, persons: int, gains_back: bool = False) -> None:
        self.gains_back = gains_back
        self.dice = random.Random(seed)
        self.today, self.step = START, 0
        self.people: list[Plain] = [self._newcomer() for _ in range(persons)]
        self.lists: dict[tuple[str, str], dict[int, List]] = {}
        self.revoked: set[tuple[str, str, int]] = set()
        self.books = Books()
        self.drawn: Counter[str] = Counter()
        self._numbers = 0
        self.feed: list[Plain] = []
        self.late_feed: list[Plain] = []
        self.changes: dict[tuple[str, bool], list[Plain]] = {}

    def _newcomer(self) -> Plain:
        return {
            "unit": self.dice.choice(UNITS), "on_roll": self.dice.random() < 0.9, "rows": [], "receipts": {},
            "reversals": {}, "announced": [], "thrift": self.dice.random(), "gains_back": self.gains_back,
        }  # fmt: skip

    # ---- one step

    def begin(self) -> None:
        """Begin the next day; at least one day lies between two steps, for what arrives late."""
        self.step += 1
        self.today += self.dice.choice((2, 3, 4, 6, 7))
        self.feed, self.late_feed, self.changes = [], [], {}

    def draw(self) -> None:
        """Draw one operation for each person."""
        for who in range(len(self.people)):
            self._operation(who)

    def _operation(self, who: int) -> None:
        person = self.people[who]
        weights: dict[Callable[[int], bool], float] = {
            self.pay: 5 * person["thrift"], self.part: 2 * person["thrift"], self.late: 1.5, self.reverse: 4,
            self.reverse_early: 1, self.refunded: 6, self.again: 10, self.contradict: 3, self.correct: 2,
            self.recognise: 2, self.remove: 5, self.die: 0.15, self.late_list: 1, self.other_year: 0.3,
        }  # fmt: skip
        while True:
            operation = self.dice.choices(list(weights), list(weights.values()))[0]
            if operation(who):
                self.drawn[operation.__name__] += 1
                return

    # ---- money

    def _number(self) -> str:
        """Numbers do not rise with time: the order of a day's receipts is that of their numbers."""
        self._numbers += 1
        return f"{self.dice.choice('ABCDEFG')}{self._numbers:07d}"

    def _receipt(self, who: int, fen: int, day: int, year: int = PLAN_YEAR, no: str = "") -> Plain:
        collected = day - self.dice.choice((0, 0, 1, 3))
        unit = self.dice.choice(("", self.people[who]["unit"], self.people[who]["unit"], self.dice.choice(UNITS)))
        return {"who": who, "no": no or self._number(), "year": year, "fen": fen, "collected": collected,
                "received": day, "unit": unit}  # fmt: skip

    def _take(self, receipt: Plain, feed: list[Plain]) -> bool:
        feed.append(receipt)
        self.people[receipt["who"]]["receipts"][receipt["no"]] = {
            name: receipt[name] for name in ("year", "fen", "collected", "received", "unit")
        }
        return True

    def _due(self, who: int) -> int:
        result = account(self.people[who], PLAN_YEAR, self.today)
        if result is None or result["due"] is None or result["status"] != "owing":
            return PRICE
        return max(1, int(result["due"] - result["paid"]))

    def pay(self, who: int) -> bool:
        announced = self.people[who]["announced"]
        fen = self.dice.choice((self._due(who), self._due(who), PRICE, 12_000))
        no = announced.pop() if announced else ""
        return self._take(self._receipt(who, fen, self.today, no=no), self.feed)

    def part(self, who: int) -> bool:
        return self._take(self._receipt(who, self.dice.choice((6_000, 12_500, 100, 1)), self.today), self.feed)

    def other_year(self, who: int) -> bool:
        return self._take(self._receipt(who, 22_000, self.today, OTHER_YEAR), self.feed)

    def late(self, who: int) -> bool:
        """A feed of an earlier day arrives late."""
        day = self.today - 1 - self.dice.choice((0, 0, 5, 20))
        if day < START:
            return False
        fen = self.dice.choice((self._due(who), PRICE, 6_000))
        return self._take(self._receipt(who, fen, day), self.late_feed)

    def _reversal(self, who: int, of: str, year: int, fen: int, day: int, feed: list[Plain]) -> bool:
        no = self._number()
        feed.append({"who": who, "no": no, "year": year, "fen": -fen, "collected": day, "received": day, "unit": "",
                     "of": of})  # fmt: skip
        self.people[who]["reversals"][no] = {"of": of, "year": year, "fen": fen, "day": day}
        return True

    def _some_receipt(self, who: int) -> str:
        return str(self.dice.choice(sorted(self.people[who]["receipts"]) or [""]))

    def reverse(self, who: int) -> bool:
        """Whole, in part, or more than there is; some for another year, which has no effect."""
        of = self._some_receipt(who)
        if not of:
            return False
        receipt = self.people[who]["receipts"][of]
        fen = self.dice.choice((receipt["fen"], receipt["fen"], receipt["fen"] // 2 or 1, 100, receipt["fen"] + 1))
        year = OTHER_YEAR if self.dice.random() < 0.03 else receipt["year"]
        feed, day = self.dice.choice(
            ((self.feed, self.today), (self.feed, self.today), (self.late_feed, self.today - 1))
        )
        return self._reversal(who, of, year, fen, day, feed)

    def reverse_early(self, who: int) -> bool:
        """The reversal arrives before the receipt that it names."""
        of = self._number()
        self.people[who]["announced"].append(of)
        return self._reversal(who, of, PLAN_YEAR, self.dice.choice((PRICE, 12_000, 100)), self.today, self.feed)

    def refunded(self, who: int) -> bool:
        """The tax bureau confirms a refund that a list asked for, wholly or in part."""
        asked = self.books.asked
        mine = sorted(no for no in self.people[who]["receipts"] if asked[no])
        if not mine:
            return False
        of = self.dice.choice(mine)
        fen = self.dice.choice((asked[of], asked[of], asked[of] // 2 or 1))
        return self._reversal(who, of, self.people[who]["receipts"][of]["year"], fen, self.today, self.feed)

    def again(self, who: int) -> bool:
        """A known receipt is sent again: nothing changes."""
        no = self._some_receipt(who)
        if not no or self.people[who]["receipts"][no]["received"] > self.today - 1:
            return False
        self.feed.append({"who": who, "no": no, **self.people[who]["receipts"][no]})
        return True

    def contradict(self, who: int) -> bool:
        """A known number with another sum: it goes to quarantine, and nothing changes."""
        no = self._some_receipt(who)
        if not no:
            return False
        receipt = self.people[who]["receipts"][no]
        self.feed.append({"who": who, "no": no, **receipt, "fen": receipt["fen"] + 100})
        return True

    def correct(self, who: int) -> bool:
        """A correction file: the receipt goes back, and another one with the right sum takes its place."""
        of = self._some_receipt(who)
        if not of:
            return False
        receipt = self.people[who]["receipts"][of]
        self._reversal(who, of, receipt["year"], receipt["fen"], self.today, self.feed)
        return self._take(self._receipt(who, self._due(who), self.today, receipt["year"]), self.feed)

    # ---- lists

    def _change(self, who: int, category: str, op: str, day: int, late: bool) -> bool:
        row = {"who": who, "category": category, "op": op, "day": day, "unit": self.people[who]["unit"]}
        self.changes.setdefault((SOURCE_OF[category], late), []).append(row)
        return True

    def recognise(self, who: int) -> bool:
        day = self.today - self.dice.choice((0, 0, 1, 15))
        return self._change(who, self.dice.choice((POOR, AID, DESTITUTE, OPEN)), "add", day, late=False)

    def remove(self, who: int) -> bool:
        mine = sorted({row["category"] for row in self.people[who]["rows"] if row["op"] == "add"})
        return bool(mine) and self._change(who, self.dice.choice(mine), "end", self.today, late=False)

    def die(self, who: int) -> bool:
        return self._change(who, POOR, "death", self.today - self.dice.choice((0, 3, 12)), late=False)

    def late_list(self, who: int) -> bool:
        """A list with an earlier cut-off arrives late."""
        if self.today - 10 < START:
            return False
        mine = sorted({row["category"] for row in self.people[who]["rows"] if row["op"] == "add"})
        if mine and self.dice.random() < 0.4:
            return self._change(who, self.dice.choice(mine), "end", self.today - 10, late=True)
        return self._change(who, self.dice.choice((*PAYS, OPEN)), "add", self.today - 10, late=True)

    def keep_list(self, source: str, period: str, version: int, cut_off: int, rows: list[Plain]) -> None:
        """Keep a list that was sent; of one period the highest version that is not revoked counts."""
        self.lists.setdefault((source, period), {})[version] = {"cut_off": cut_off, "rows": rows}
        self.apply_lists()

    def apply_lists(self) -> None:
        """Give each person the rows of the lists in force."""
        for person in self.people:
            person["rows"] = []
        for (source, period), versions in self.lists.items():
            valid = [entry for entry in versions if (source, period, entry) not in self.revoked]
            if valid:
                found = versions[max(valid)]
                for row in found["rows"]:
                    self.people[row["who"]]["rows"].append({**row, "source": source, "cut_off": found["cut_off"]})
