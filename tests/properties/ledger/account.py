"""One person's account in plain Python: dictionaries and whole numbers, written from semantics.md and the notice.

A person is a dictionary: `gains_back` (whether the notice gives later subsidies back), `unit` (the roll's), `on_roll`,
`rows` (of lists in force: source, category, op, day, cut_off, unit), `receipts` (number -> year, fen, collected,
received, unit) and `reversals` (number -> of, year, fen, day). `account` gives what the person owes, has paid and gets
back on a day, and the postings that the ledger should add up to. Nothing of the product is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.properties.ledger.notice import (
    AID,
    DESTITUTE,
    FIRST_DAY,
    LAST_DAY,
    NEVER,
    NEW_YEAR,
    OPEN,
    PAY_FIRST_AFTER,
    PAYS,
    PLAN_YEAR,
    POOR,
    PRICE,
)

Plain = dict[str, Any]
ACCOUNTS = ("enrolled", "received", "fund", "contribution", "refundable", "reimbursable", "suspense")


def taken_back(person: Plain, today: int) -> dict[str, int]:
    """Receipt -> fen that reversals up to a day took back. The reversals that together exceed it have no effect."""
    found: dict[str, int] = {}
    for number, receipt in person["receipts"].items():
        left, back = receipt["fen"], 0
        mine = [
            (entry["day"], no, entry["fen"])
            for no, entry in person["reversals"].items()
            if (entry["of"], entry["year"]) == (number, receipt["year"])
        ]
        for day, _, fen in sorted(mine):
            left -= fen
            if left < 0:
                break
            back += fen if day <= today else 0
        found[number] = back
    return found


def receipts_of(person: Plain, year: int, today: int) -> list[Plain]:
    """Receipts of a year that exist on a day, less what was taken back, in the order in which they count."""
    back = taken_back(person, today)
    left = [
        {**entry, "no": no, "fen": entry["fen"] - back[no]}
        for no, entry in person["receipts"].items()
        if entry["year"] == year and entry["received"] <= today and entry["fen"] > back[no]
    ]
    return sorted(left, key=lambda entry: (entry["received"], entry["no"]))


def memberships(rows: list[Plain]) -> list[Plain]:
    """Half-open intervals of each category: `from`, `to`. Intervals that overlap are one."""
    found: list[Plain] = []
    for category in sorted({row["category"] for row in rows}):
        mine = [row for row in rows if row["category"] == category]
        adds = sorted((row for row in mine if row["op"] == "add"), key=lambda row: (row["day"], row["cut_off"]))
        open_until: list[Plain] = []
        for add in adds:
            to = _end(add, mine)
            if to == add["day"]:
                continue
            if open_until and add["day"] < open_until[-1]["to"]:
                open_until[-1]["to"] = max(open_until[-1]["to"], to)
            else:
                open_until.append({"category": category, "from": add["day"], "to": to})
        found += open_until
    return found


def _end(add: Plain, rows: list[Plain]) -> int:
    """The earliest end on or after an addition, of its list or a later one, that no later list has moved."""
    ends = [row for row in rows if row["op"] == "end" and row["day"] >= add["day"]]
    starts = [row["day"] for row in rows if row["op"] == "add" and row["day"] > add["day"]]
    days = [NEVER]
    for end in ends:
        if end["cut_off"] < add["cut_off"]:
            continue
        for other in ends:
            first, last = sorted((end["day"], other["day"]))
            if other["cut_off"] > end["cut_off"] and not any(first <= day < last for day in starts):
                break
        else:
            days.append(end["day"])
    return min(days)


def account(person: Plain, year: int, today: int) -> Plain | None:
    """The account of a year on a day; None if nothing is known of the person for the year."""
    rows = [row for row in person["rows"] if row["day"] <= today]
    receipts = receipts_of(person, year, today)
    is_main = year == PLAN_YEAR
    listed = any(row["op"] == "add" for row in rows)
    if not receipts and not (is_main and (person["on_roll"] or listed)):
        return None
    deaths = [row for row in rows if row["op"] == "death"]
    died = min((row["day"] for row in deaths), default=NEVER)
    death_known = min((max(row["day"], row["cut_off"]) for row in deaths), default=NEVER)
    claims = memberships(rows) if is_main else []
    for entry in claims:
        entry["late"] = entry["from"] > LAST_DAY
        entry["idle"] = entry["late"] and entry["to"] <= today
    claims = [entry for entry in claims if not entry["idle"]]
    known: Plain = {
        "year": year, "is_main": is_main, "today": today, "died": died, "claims": claims, "receipts": receipts,
        "unit": _unit(person, rows, receipts), "paid": sum(entry["fen"] for entry in receipts),
        "named": person["on_roll"] or listed, "gains_back": person["gains_back"], "gain": 0,
        "settled": None, "postings": {}, "lapsed": None,
    }  # fmt: skip
    settled = _settlement(known)
    if settled and settled["due"] == 0 and death_known <= today and died < NEW_YEAR:
        known["lapsed"] = max(settled["on"], death_known)
    if settled and not known["lapsed"]:
        result = {**known, **settled, "status": "enrolled", "settled": settled}
        result |= _gained(known, settled)
        result["refundable"] = known["paid"] - settled["due"] + result["gain"]
        result["suspense"] = 0
    else:
        result = {**known, **_unsettled(known), "settled": settled}
    result["postings"] = _postings(result)
    return result


def _unit(person: Plain, rows: list[Plain], receipts: list[Plain]) -> str:
    stated = [entry["unit"] for entry in receipts if entry["unit"]]
    adds = sorted((row["day"], row["category"], row["unit"]) for row in rows if row["op"] == "add" and row["unit"])
    roll = person["unit"] if person["on_roll"] else ""
    return str([*stated, *(unit for _, _, unit in adds), roll][0])


def decide(claims: list[Plain], day: int) -> Plain:
    """Category, fund and share of a day; `share` None: the amount is not stated."""
    held = [entry for entry in claims if entry["from"] <= day < entry["to"]]
    if any(entry["category"] == POOR for entry in held):
        held = [entry for entry in held if entry["category"] != AID]  # DA-10: 非贫困人口低保对象
    by = {(entry["category"], entry["late"]) for entry in held}
    if (DESTITUTE, False) in by:
        fund, share = PAYS[DESTITUTE]
        return {"category": DESTITUTE, "fund": fund, "share": share, "late": False, "open": False}
    # a membership that began after the window decides nothing by itself, whatever its category
    for category in (POOR, AID, DESTITUTE, OPEN):
        for late in (False, True):
            if (category, late) in by and (late or category == OPEN):
                return {"category": category, "fund": "", "share": None, "late": late, "open": True}
    for category in (POOR, AID):
        if (category, False) in by:
            fund, share = PAYS[category]
            return {"category": category, "fund": fund, "share": share, "late": False, "open": False}
    return {"category": "ordinary", "fund": "", "share": 0, "late": False, "open": False}


def due_on(known: Plain, day: int) -> Plain:
    """The due of a day: `due` None if it is not stated; `price` None likewise."""
    decision = decide(known["claims"], day)
    price = PRICE if known["is_main"] and day <= LAST_DAY else None
    first = min((entry["from"] for entry in known["claims"]), default=0)
    pays_first = first > PAY_FIRST_AFTER and not known["gains_back"]
    due = None
    if price is not None and decision["share"] is not None:
        due = price if pays_first else price - decision["share"]
    return {**decision, "price": price, "due": due, "pays_first": pays_first}


def _identity(receipt: Plain) -> int:
    return max(int(receipt["collected"]), FIRST_DAY)


def _counts(receipt: Plain) -> int:
    return max(int(receipt["received"]), FIRST_DAY)


def _candidates(known: Plain) -> Iterator[tuple[int, int, int, int, int]]:
    """Day, receipts before days, place, day of identity, money."""
    money, receipts = 0, known["receipts"]
    for place, entry in enumerate(receipts):
        money += entry["fen"]
        yield _counts(entry), 0, place, _identity(entry), money
    if not known["is_main"]:
        return
    days = {FIRST_DAY, *(max(entry["from"], FIRST_DAY) for entry in known["claims"])}
    days |= {entry["to"] for entry in known["claims"] if FIRST_DAY <= entry["to"] <= LAST_DAY}
    days |= {_counts(entry) for entry in receipts}
    for day in days:
        yield day, 1, 0, day, sum(entry["fen"] for entry in receipts if _counts(entry) <= day)


def _settlement(known: Plain) -> Plain | None:
    for on, kind, place, identity, money in sorted(_candidates(known)):
        if on > min(known["today"], known["died"]):
            continue
        due = due_on(known, identity)
        if due["due"] is not None and due["due"] <= money:
            back = due["share"] if due["pays_first"] else 0
            order = place if kind == 0 else None
            return {**due, "on": on, "identity": identity, "order": order, "money": money, "reimbursable": back}
    return None


def _gained(known: Plain, settled: Plain) -> Plain:
    """The largest share recognised after the settlement, which goes back to the person; and whether one is open."""
    best = {"share": settled["share"], "fund": settled["fund"], "gain": 0, "gained_on": 0, "gain_is_open": False}
    if not known["is_main"] or not known["gains_back"]:
        return best
    is_open = False
    for day in sorted({entry["from"] for entry in known["claims"]}):
        if not settled["identity"] < day <= min(known["today"], known["died"]):
            continue
        decision = decide(known["claims"], day)
        if day > LAST_DAY or decision["share"] is None:
            is_open = True
        elif decision["share"] > best["share"]:
            gain = decision["share"] - settled["share"]
            best |= {"share": decision["share"], "fund": decision["fund"], "gain": gain,
                     "gained_on": max(day, settled["on"])}  # fmt: skip
    return {**best, "gain_is_open": is_open and best["share"] < PRICE}


def _unsettled(known: Plain) -> Plain:
    out = {"reimbursable": 0, "share": 0, "fund": "", "refused": []}
    if known["died"] <= known["today"]:
        return {**out, "status": "deceased", "category": "ordinary", "due": 0, "refundable": known["paid"],
                "suspense": 0}  # fmt: skip
    days = [min(known["today"], LAST_DAY), *(_identity(entry) for entry in known["receipts"])]
    if known["is_main"]:
        days += [FIRST_DAY, *(entry["from"] for entry in known["claims"] if entry["to"] > known["today"])]
    due = due_on(known, max(days))
    late = [entry["no"] for entry in known["receipts"] if _identity(entry) > LAST_DAY]
    is_lately_named = any(entry["late"] for entry in known["claims"])
    if not known["is_main"] or due["due"] is not None or due["price"] is not None or is_lately_named:
        late = []
    refused = sum(entry["fen"] for entry in known["receipts"] if entry["no"] in late)
    status = "undefined" if due["due"] is None else "owing"
    return {**out, **due, "reimbursable": 0, "status": status, "refused": late, "refundable": refused,
            "suspense": known["paid"] - refused, "share": 0}  # fmt: skip


# ---------------------------------------------------------------- postings


def _postings(result: Plain) -> dict[tuple[int, str], dict[str, int]]:
    """(day, fund or "") -> sums of the accounts; sums that are all 0 are left out."""
    found: dict[tuple[int, str], dict[str, int]] = {}

    def post(day: int, payer: str, **sums: int) -> None:
        line = found.setdefault((day, payer), dict.fromkeys(ACCOUNTS, 0))
        for name, fen in sums.items():
            line[name] += fen

    settled = result["settled"]
    for place, entry in enumerate(result["receipts"]):
        side = "refundable" if _goes_back(result, settled, place, entry) else "suspense"
        post(entry["received"], "", received=entry["fen"], **{side: entry["fen"]})
    if settled:
        share, back = settled["share"], settled["reimbursable"]
        payer = settled["fund"] if share else ""
        price = settled["due"] if settled["pays_first"] else settled["due"] + share
        post(settled["on"], payer, enrolled=1, fund=share, contribution=price, reimbursable=back,
             refundable=settled["money"] - settled["due"], suspense=-settled["money"])  # fmt: skip
        if result["lapsed"]:
            post(result["lapsed"], payer, enrolled=-1, fund=-share, contribution=-price)
    if result["gain"]:
        post(result["gained_on"], settled["fund"] if settled["share"] else result["fund"],
             fund=-settled["share"], refundable=-settled["share"])  # fmt: skip
        post(result["gained_on"], result["fund"], fund=result["share"], refundable=result["share"])
    return {key: line for key, line in found.items() if any(line.values())}


def _goes_back(result: Plain, settled: Plain | None, place: int, receipt: Plain) -> bool:
    """Whether the money is the person's when it arrives: later than the settlement, or refused, or of the dead."""
    if settled is None:
        return result["status"] == "deceased" or receipt["no"] in result["refused"]
    if settled["order"] is None:
        return _counts(receipt) > int(settled["on"])
    return place > int(settled["order"])
