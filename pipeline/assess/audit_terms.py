"""Terms of the tax bureau's audits: the last day for each received day of receipts, by the pack's clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from transforms.clocks.terms import last_day
from transforms.clocks.working_days import WorkingDays, WorkingDaysError
from transforms.policy import Pack, campaign_id
from transforms.policy.model.schedule import Clock
from warehouse import statements

MEASURED = "payment_audit"


@dataclass(frozen=True)
class _Term:
    registered_on: dt.date
    due_on: dt.date | None


_TERMS = statements.Query("assess/read/audit_terms", _Term)


def set_terms(conn: Connection, pack: Pack, table: WorkingDays) -> int:
    """Write the last day of the term for each received day that differs by now; return how many were written.

    `table`: the bureau's working days; a corrected table or pack changes earlier terms, too. A pack without such a
    clock has no terms. Runs in the caller's transaction. A term that goes into a year whose holidays are not known has
    no last day until the bureau adds the year to its table, which `campaign health` asks for: no person's enrolment
    waits for it.
    """
    number = campaign_id(pack.pack_code)
    clock = audit_clock(pack)
    days: list[dt.date] = []
    dues: list[dt.date | None] = []
    for term in _TERMS.all(conn, campaign_id=number):
        due = None if clock is None else _last_day_or_none(clock, term.registered_on, table)
        if due != term.due_on:
            days.append(term.registered_on)
            dues.append(due)
    if days:
        statements.run(conn, "assess/write/audit_terms", campaign_id=number, registered_on=days, due_on=dues)
    return len(days)


def audit_clock(pack: Pack) -> Clock | None:
    """Return the pack's clock of the tax bureau's audits; None without one."""
    return next((clock for clock in pack.clocks if clock.measures == MEASURED), None)


def _last_day_or_none(clock: Clock, day: dt.date, table: WorkingDays) -> dt.date | None:
    try:
        return last_day(clock, day, table)
    except WorkingDaysError:
        return None
