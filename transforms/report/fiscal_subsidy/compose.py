"""Compose a request for the fiscal subsidy from the pack's part and the enrolled persons of the ledger. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from transforms.report.bulletin.compose import letter_of
from transforms.report.fiscal_subsidy.content import EnrolledRow, Line, RequestRow, ShareRow, SubsidyRequest
from transforms.report.progress import rollup
from transforms.report.publication import Edition


def subsidy_request(edition: Edition, snapshot: Mapping[str, Any], rows: Sequence[EnrolledRow]) -> SubsidyRequest:
    """Compose one request.

    `snapshot`: rows of campaign and units, `frame` (`FrameRow`) and `request` (`RequestRow`); `rows`: the enrolled
    persons by unit. Raises LookupError if the pack has no request of the edition's period.
    """
    campaign, units, frame = snapshot["campaign"], snapshot["units"], snapshot["frame"]
    request: RequestRow = snapshot["request"]
    letter = letter_of(frame["letters"], edition.period)
    before = request["before_as_of"]
    return SubsidyRequest(
        campaign["pack_code"],
        campaign["place_name"],
        campaign["plan_year"],
        edition,
        frame["notice"],
        frame["recipients"].get(edition.view.office, letter["addressed_to"]),
        letter,
        request["request_no"],
        edition.period.as_of,
        date.fromisoformat(before) if before else None,
        any(share["is_minimum"] for share in request["shares"]),
        _levels(request, rows),
        _units(units, request, rows),
        tuple(rows),
    )


def _levels(request: RequestRow, rows: Sequence[EnrolledRow]) -> tuple[Line, ...]:
    """Return a line for each level that pays now, and for each that was asked before."""
    persons = sum(row["persons"] for row in rows)
    before_persons = sum(row["before_persons"] for row in rows)
    now = {share["level_label"]: share["fen"] for share in request["shares"]}
    before = {share["level_label"]: share["fen"] for share in request["before_shares"]}
    return tuple(
        Line(
            label,
            now.get(label, 0),
            persons,
            persons * now.get(label, 0),
            before_persons * before.get(label, 0),
        )
        for label in {**now, **before}
    )


def _units(units: list[Any], request: RequestRow, rows: Sequence[EnrolledRow]) -> tuple[Line, ...]:
    """Return a line for each progress unit, and for persons of no known unit ('') if there are any."""
    unit_of = rollup.progress_units(units)
    persons, before_persons = Counter[str](), Counter[str]()
    for row in rows:
        unit_id = unit_of.get(row["unit_id"], "")
        persons[unit_id] += row["persons"]
        before_persons[unit_id] += row["before_persons"]
    share, before_share = _sum_fen(request["shares"]), _sum_fen(request["before_shares"])
    names = {unit["unit_id"]: unit["name"] for unit in rollup.in_notice_order(units)}
    if persons[""] or before_persons[""]:
        names[""] = ""
    return tuple(
        Line(name, share, persons[unit_id], persons[unit_id] * share, before_persons[unit_id] * before_share)
        for unit_id, name in names.items()
    )


def _sum_fen(shares: Sequence[ShareRow]) -> int:
    return sum(share["fen"] for share in shares)
