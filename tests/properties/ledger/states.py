"""The one state of each receipt, and who has its money now, by docs/explanation/money.md, in plain Python."""

from __future__ import annotations

from tests.properties.ledger.account import Plain, _identity, account, decide, taken_back
from tests.properties.ledger.notice import LAST_DAY, NEVER, OTHER_YEAR, PLAN_YEAR


def states(person: Plain, today: int) -> dict[str, Plain]:
    """Receipt -> state, owner and where its fen are: scheme, refundable, suspense, reversed."""
    back = taken_back(person, today)
    found = {
        number: {"state": "reversed", "owner": "tax_bureau", **_fen(), "reversed": back[number]}
        for number in person["receipts"]
    }
    for year in (PLAN_YEAR, OTHER_YEAR):
        result = account(person, year, today)
        if result is not None:
            for number, state in _of_year(result).items():
                found[number] = {**state, "reversed": back[number]}
    return found


def _fen(scheme: int = 0, refundable: int = 0, suspense: int = 0) -> dict[str, int]:
    return {"scheme": scheme, "refundable": refundable, "suspense": suspense}


def _of_year(result: Plain) -> dict[str, Plain]:
    refused = [] if result["status"] == "enrolled" else result["refused"]
    counted = [entry for entry in result["receipts"] if entry["no"] not in refused]
    whole = sum(entry["fen"] for entry in counted)
    rest = result["refundable"] - sum(entry["fen"] for entry in result["receipts"] if entry["no"] in refused)
    back = {entry["no"]: entry["fen"] for entry in result["receipts"] if entry["no"] in refused}
    for entry in reversed(counted):  # the money that came last goes back first
        back[entry["no"]] = min(entry["fen"], rest)
        rest -= back[entry["no"]]
    assert rest == 0
    found, before = {}, 0
    for entry in result["receipts"]:
        state = _state(result, entry, entry["no"] in refused, before, whole)
        before += 0 if entry["no"] in refused else entry["fen"]
        left = entry["fen"] - back[entry["no"]]
        open_ = result["status"] in ("owing", "undefined")
        owner = "person" if back[entry["no"]] else "suspense" if open_ else "scheme"
        fen = _fen(0 if open_ else left, back[entry["no"]], left if open_ else 0)
        found[entry["no"]] = {"state": state, "owner": owner, **fen}
    return found


def _state(result: Plain, receipt: Plain, is_refused: bool, before: int, whole: int) -> str:
    is_late = _identity(receipt) > LAST_DAY
    no_late_price = (
        result["status"] == "undefined" and result["is_main"] and result["price"] is None and not result["late"]
        and any(_identity(entry) > LAST_DAY for entry in result["receipts"])
    )  # fmt: skip
    if is_refused or (no_late_price and is_late):
        return "out_of_window"
    if not result["named"]:
        return "unknown_person"
    if result["status"] == "deceased":
        return "over"
    if result["status"] == "undefined":
        return "short" if no_late_price and not result["open"] else "amount_open"
    if whole < result["due"]:
        return "short"
    after = before + receipt["fen"]
    if after > result["due"]:
        return "paid_twice" if 0 < result["due"] <= min(before, receipt["fen"]) else "over"
    if result["status"] == "enrolled" and _has_changed(result):
        return "category_changed_after_payment"
    return "awaiting_reimbursement" if result["reimbursable"] else "exact"


def _has_changed(result: Plain) -> bool:
    """A subsidy began after the person settled (DA-13), or the one that counted has ended."""
    if not result["is_main"]:
        return False
    day = result["identity"]
    began = result["gain"] > 0 or result["gain_is_open"]
    began = began or any(
        not result["gains_back"]
        and entry["from"] > day
        and not entry["late"]
        and decide([entry], entry["from"])["share"] is not None
        for entry in result["claims"]
    )
    counted = decide(result["claims"], day)["category"]
    ended = any(
        entry["category"] == counted and entry["from"] <= day < entry["to"] < NEVER for entry in result["claims"]
    )
    return began or ended
