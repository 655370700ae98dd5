"""Terms that the pack's clocks give: audits of the tax bureau, and corrections of the agency."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from transforms.clocks.terms import last_day
from transforms.clocks.working_days import WorkingDays, WorkingDaysError
from transforms.policy import Pack, campaign_id
from transforms.policy.model.schedule import Clock
from warehouse import statements


@dataclass(frozen=True)
class _Term:
    """Row of assess/read/audit_terms and assess/read/request_terms: the day from which a term counts, its last day."""

    first_on: dt.date
    due_on: dt.date | None


MEASURED = {
    "payment_audit": (statements.Query("assess/read/audit_terms", _Term), "assess/write/audit_terms"),
    "correction_request": (statements.Query("assess/read/request_terms", _Term), "assess/write/request_terms"),
}
"""What a clock measures -> terms that are known, and the statement that writes those that differ."""


def set_terms(conn: Connection, pack: Pack, table: WorkingDays) -> int:
    """Write the last day of each term that differs by now; return how many were written.

    `table`: the bureau's working days; a corrected table or pack changes earlier terms, too. A pack without a clock has
    no such terms. Runs in the caller's transaction. A term that goes into a year whose holidays are not known has no
    last day until the bureau adds the year to its table, which `campaign health` asks for: no person's enrolment waits
    for it.
    """
    number = campaign_id(pack.pack_code)
    written = 0
    for measured, (known, write) in MEASURED.items():
        clock = clock_of(pack, measured)
        days: list[dt.date] = []
        dues: list[dt.date | None] = []
        for term in known.all(conn, campaign_id=number):
            due = None if clock is None else _last_day_or_none(clock, term.first_on, table)
            if due != term.due_on:
                days.append(term.first_on)
                dues.append(due)
        if days:
            statements.run(conn, write, campaign_id=number, first_on=days, due_on=dues)
        written += len(days)
    return written


def has_clock(pack: Pack) -> bool:
    """Return whether a clock of the pack is measured, so that working days are needed."""
    return any(clock_of(pack, measured) is not None for measured in MEASURED)


def clock_of(pack: Pack, measured: str) -> Clock | None:
    """Return the pack's clock that measures this; None without one."""
    return next((clock for clock in pack.clocks if clock.measures == measured), None)


def _last_day_or_none(clock: Clock, day: dt.date, table: WorkingDays) -> dt.date | None:
    try:
        return last_day(clock, day, table)
    except WorkingDaysError:
        return None
