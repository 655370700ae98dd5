"""Batches and lists that funds, the tax bureau and the finance side were sent, in plain dictionaries of whole fen."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.properties.ledger.account import Plain, account
from tests.properties.ledger.notice import FUNDS, LAST_DAY, OTHER_YEAR, PLAN_YEAR
from tests.properties.ledger.states import states

YEARS = (PLAN_YEAR, OTHER_YEAR)
Line = tuple[Any, ...]


class Books:
    """Batches of each fund, transfers, lists of refunds, due lists with their acknowledgements."""

    def __init__(self) -> None:
        self.settled: dict[str, dict[Line, tuple[int, int]]] = {fund: {} for fund in FUNDS}
        self.claims: dict[str, list[int]] = {fund: [] for fund in FUNDS}
        self.confirmed: Counter[tuple[str, int]] = Counter()
        self.listed: dict[Line, dict[str, Any]] = {}
        self.asked: Counter[str] = Counter()
        """Receipt -> fen that the newest lines ask the tax bureau to give back."""
        self.charged: dict[tuple[int, int], Line] = {}
        self.is_closed = False
        self.due_lists: list[dict[str, int]] = []
        self.acknowledged: dict[int, tuple[int, int, int]] = {}

    def settle(self, people: list[Plain], fund: str, today: int) -> dict[Line, tuple[int, int, int]]:
        """Open a fund's next batch; (person, year, unit, category) -> settled before, line, part that goes back."""
        owed: dict[Line, tuple[int, int]] = {}
        for who, person in enumerate(people):
            result = account(person, PLAN_YEAR, today)
            if result and result["status"] == "enrolled" and result["share"] and result["fund"] == fund:
                key = (who, PLAN_YEAR, result["unit"], result["category"])
                owed[key] = (result["share"], result["reimbursable"])
        before, nothing = self.settled[fund], (0, 0)
        lines = {}
        for key in owed.keys() | before.keys():
            (old, old_back), (new, new_back) = before.get(key, nothing), owed.get(key, nothing)
            if (old, old_back) != (new, new_back):
                lines[key] = (old, new - old, new_back - old_back)
        self.settled[fund] = owed
        self.claims[fund].append(sum(fen for _, fen, _ in lines.values()))
        return lines

    def batches(self) -> dict[tuple[str, int], tuple[int, int, int]]:
        """(fund, batch) -> claimed, confirmed and open."""
        return {
            (fund, number): (fen, self.confirmed[fund, number], fen - self.confirmed[fund, number])
            for fund, claims in self.claims.items()
            for number, fen in enumerate(claims, start=1)
        }

    def refund(self, people: list[Plain], today: int) -> dict[Line, Line]:
        """Open the next batch of refunds: (receipt, unit) -> person, year, reason, open before, line."""
        now = {}
        for who, person in enumerate(people):
            units = {year: (account(person, year, today) or {"unit": ""})["unit"] for year in YEARS}
            for number, entry in states(person, today).items():
                year = person["receipts"][number]["year"]
                now[number] = (who, year, units[year], entry)
        lines: dict[Line, Line] = {}
        wanted = {(number, unit) for number, (_, _, unit, entry) in now.items() if entry["refundable"]}
        for number, unit in wanted | self.listed.keys():
            who, year, unit_now, entry = now[number]
            before = self.listed.get((number, unit), {"fen": 0, "reversed": 0, "reason": entry["state"]})
            is_here = unit == unit_now and entry["refundable"] > 0
            fen = entry["refundable"] if is_here else 0
            confirmed = min(before["fen"], max(entry["reversed"] - before["reversed"], 0))
            reason = entry["state"] if is_here else before["reason"]
            change = fen - (before["fen"] - confirmed)
            if fen != before["fen"] or confirmed:
                self.listed[number, unit] = {"fen": fen, "reversed": entry["reversed"], "reason": reason}
            if change:
                lines[number, unit] = (who, year, reason, before["fen"] - confirmed, change)
        self.asked = Counter()
        for (number, _), line in self.listed.items():
            self.asked[number] += line["fen"]
        return lines

    def list_dues(self, people: list[Plain], today: int) -> dict[tuple[int, int], Line]:
        """Make the next due list: (person, year) -> charge, due, unit, category of each line."""
        lines: dict[tuple[int, int], Line] = {}
        self.is_closed = self.is_closed or today >= LAST_DAY
        for who, person in enumerate(people):
            for year in YEARS:
                before = self.charged.get((who, year))
                stated = charge(account(person, year, today), before)
                if stated[0] == "charge" and self.is_closed:  # after the last window nobody is charged
                    stated = ("closed", 0, stated[2], "")
                was_charged = before is not None and before[0] == "charge"
                if stated != before if stated[0] == "charge" else was_charged:
                    lines[who, year] = stated
        self.charged |= lines
        self.due_lists.append({"persons": len(lines), "fen": sum(line[1] for line in lines.values())})
        return lines


def charge(result: Plain | None, before: Line | None) -> Line:
    """Charges that the tax bureau may make: word, fen, unit, category."""
    if result is None:
        return ("out", 0, before[2] if before else "", "")
    left = 0 if result["due"] is None else result["due"] - result["paid"] + result["refundable"]
    if result["status"] == "owing" and left > 0:
        return ("charge", left, result["unit"], result["category"])
    if result["status"] == "undefined":
        word = "undefined"
    elif result["status"] == "deceased":
        word = "out"
    else:
        word = "free" if result["due"] == 0 else "paid"
    return (word, 0, result["unit"], "")
