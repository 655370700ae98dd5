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
    counted = [one for one in result["receipts"] if one["no"] not in refused]
    whole = sum(one["fen"] for one in counted)
    rest = result["refundable"] - sum(one["fen"] for one in result["receipts"] if one["no"] in refused)
    back = {one["no"]: one["fen"] for one in result["receipts"] if one["no"] in refused}
    for one in reversed(counted):  # the money that came last goes back first
        back[one["no"]] = min(one["fen"], rest)
        rest -= back[one["no"]]
    assert rest == 0
    found, before = {}, 0
    for one in result["receipts"]:
        state = _state(result, one, one["no"] in refused, before, whole)
        before += 0 if one["no"] in refused else one["fen"]
        left = one["fen"] - back[one["no"]]
        open_ = result["status"] in ("owing", "undefined")
        owner = "person" if back[one["no"]] else "suspense" if open_ else "scheme"
        fen = _fen(0 if open_ else left, back[one["no"]], left if open_ else 0)
        found[one["no"]] = {"state": state, "owner": owner, **fen}
    return found


def _state(result: Plain, receipt: Plain, is_refused: bool, before: int, whole: int) -> str:
    is_late = _identity(receipt) > LAST_DAY
    no_late_price = (
        result["status"] == "undefined" and result["is_main"] and result["price"] is None and not result["late"]
        and any(_identity(one) > LAST_DAY for one in result["receipts"])
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
        and one["from"] > day
        and not one["late"]
        and decide([one], one["from"])["share"] is not None
        for one in result["claims"]
    )
    counted = decide(result["claims"], day)["category"]
    ended = any(one["category"] == counted and one["from"] <= day < one["to"] < NEVER for one in result["claims"])
    return began or ended
