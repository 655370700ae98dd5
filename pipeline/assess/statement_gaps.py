"""Differences between the tax bureau's statements and the receipts: kept up to date by each assessment.

To compare all receipts takes half a minute in a large city, so the differences are stored (`core.statement_gap`).
`campaign verify` compares everything again.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.runtime import planner
from warehouse import statements

NUMBERS, ENTRIES = "staging.assess_statement_number", "staging.assess_statement_entry"


@dataclass(frozen=True)
class _Statements:
    """Row of assess/statements/changed."""

    are_others: bool
    are_compared: bool


_STATEMENTS = statements.Query("assess/statements/changed", _Statements)


def compare(conn: Connection, campaign_id: int, persons: int) -> int:
    """Compare statements with receipts, as far as either has changed; return how many numbers were compared.

    Call it in an assessment, after the facts of its `persons` were read and before the watermark moves: new receipts
    are compared, and whatever belongs to another person by now. Where other statements count than at the last
    assessment, all their lines and all receipts of their months are compared. A campaign without statements reads one
    row. Runs in the caller's transaction, without a commit.
    """
    of_campaign = {"campaign_id": campaign_id}
    known = _STATEMENTS.single(conn, **of_campaign)
    if known.are_others:
        statements.run(conn, "assess/statements/clear", **of_campaign)
        statements.run(conn, "assess/statements/compared", **of_campaign)
        numbers = statements.run(conn, "assess/statements/all_numbers", **of_campaign).rowcount
    elif known.are_compared and persons:
        numbers = statements.run(conn, "assess/statements/changed_numbers", **of_campaign).rowcount
    else:
        return 0
    planner.refresh_work_tables(conn, numbers, persons, NUMBERS)
    entries = statements.run(conn, "assess/statements/entry", **of_campaign).rowcount
    planner.refresh_work_tables(conn, entries, persons, ENTRIES)
    statements.run(conn, "assess/statements/gap_gone", **of_campaign)
    statements.run(conn, "assess/statements/gap", **of_campaign)
    statements.run(conn, "assess/statements/link_gone", **of_campaign)
    statements.run(conn, "assess/statements/link", **of_campaign)
    return numbers
