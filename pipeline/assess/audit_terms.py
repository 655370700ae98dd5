"""Terms of the tax bureau's audits: the last day for each received day of receipts, by the pack's clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from transforms.clocks.terms import last_day
from transforms.clocks.working_days import WorkingDays
from transforms.policy import Pack, campaign_id
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
    clock has no terms. Runs in the caller's transaction. Raises WorkingDaysError, which names the table, and writes
    nothing, if a day is in a year that neither the announced holidays nor the table have.
    """
    number = campaign_id(pack.pack_code)
    clock = next((clock for clock in pack.clocks if clock.measures == MEASURED), None)
    days: list[dt.date] = []
    dues: list[dt.date | None] = []
    for term in _TERMS.all(conn, campaign_id=number):
        due = None if clock is None else last_day(clock, term.registered_on, table)
        if due != term.due_on:
            days.append(term.registered_on)
            dues.append(due)
    if days:
        statements.run(conn, "assess/write/audit_terms", campaign_id=number, registered_on=days, due_on=dues)
    return len(days)
