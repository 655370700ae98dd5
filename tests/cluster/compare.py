"""Compare two warehouses by content, independently of the order of runs and of generated numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import psycopg

from tests.support.warehouse.snapshot import TECHNICAL

_TECHNICAL = ", ".join(f"'{name}'" for name in sorted(TECHNICAL))
# Subject -> its statement. Left out: technical timestamps, and numbers that follow the order of commits.
STATEMENTS = {
    "dues": "SELECT to_jsonb(d)::text FROM core.dues AS d",
    "ledger sums by unit, category, payer, channel and date": """
        SELECT plan_year, on_date, unit_id, category, payer, channel, sum(enrolled_persons), sum(received_fen),
            sum(fund_fen), sum(contribution_fen), sum(refundable_fen), sum(reimbursable_fen), sum(suspense_fen)
        FROM ledger.event GROUP BY plan_year, on_date, unit_id, category, payer, channel
        HAVING (sum(enrolled_persons), sum(received_fen), sum(fund_fen), sum(contribution_fen), sum(refundable_fen),
            sum(reimbursable_fen), sum(suspense_fen)) <> (0, 0, 0, 0, 0, 0, 0)""",
    "ledger totals by unit, category, payer, channel and date": """
        SELECT plan_year, on_date, unit_id, category, payer, channel, sum(enrolled_persons), sum(received_fen),
            sum(fund_fen), sum(contribution_fen), sum(refundable_fen), sum(reimbursable_fen), sum(suspense_fen)
        FROM ledger.event_total GROUP BY plan_year, on_date, unit_id, category, payer, channel
        HAVING (sum(enrolled_persons), sum(received_fen), sum(fund_fen), sum(contribution_fen), sum(refundable_fen),
            sum(reimbursable_fen), sum(suspense_fen)) <> (0, 0, 0, 0, 0, 0, 0)""",
    "coverage of special populations": """
        SELECT category, on_date, unit_id, sum(member_persons), sum(enrolled_persons) FROM ledger.coverage_total
        GROUP BY category, on_date, unit_id HAVING (sum(member_persons), sum(enrolled_persons)) <> (0, 0)""",
    "state of deliveries": f"SELECT (to_jsonb(d) - ARRAY[{_TECHNICAL}])::text FROM landing.delivery AS d",
    "quarantined rows": "SELECT to_jsonb(q)::text FROM landing.quarantine AS q",
    "settlements by fund and batch": """
        SELECT pack_code, payer, unit_id, batch_no, as_of, batch_fen, settled_fen, confirmed_fen, open_fen
        FROM mart.settlement""",
    "due lists": """
        SELECT list_no, as_of, assessed_on, persons, list_fen, chargeable_persons, chargeable_fen
        FROM ledger.due_list""",
    "lines of due lists": "SELECT to_jsonb(l)::text FROM ledger.due_line AS l",
    "lines of lists of refunds": "SELECT to_jsonb(l)::text FROM ledger.refund_line AS l",
    "publications and the sha256 of their files": """
        SELECT p.report, p.cadence, p.period_from, p.period_to, p.as_of, p.correction_no, p.pack_version,
            f.value ->> 'name', f.value ->> 'sha256'
        FROM ledger.publication AS p, jsonb_array_elements(p.manifest -> 'files') AS f""",
}


@dataclass(frozen=True)
class Comparison:
    """Result for one subject: the number of rows of each warehouse, and of rows that the other one lacks."""

    subject: str
    rows: int
    reference_rows: int
    only_here: int
    only_in_reference: int

    @property
    def equal(self) -> bool:
        """Whether both have equal rows and are not empty."""
        return self.rows > 0 and self.only_here == self.only_in_reference == 0

    def __str__(self) -> str:
        if self.equal:
            return f"{self.subject}: {self.rows} rows equal"
        return (
            f"{self.subject}: {self.rows} rows against {self.reference_rows} of the reference, "
            f"{self.only_here} only here, {self.only_in_reference} only there"
        )


def compare(url: str, reference_url: str) -> list[Comparison]:
    """Compare the warehouses statement by statement. The result contains counts only, never a row."""
    with psycopg.connect(url) as here, psycopg.connect(reference_url) as there:
        return [_compare_rows(here, there, subject, text) for subject, text in STATEMENTS.items()]


def _compare_rows(here: psycopg.Connection, there: psycopg.Connection, subject: str, text: str) -> Comparison:
    left, right = (Counter(conn.execute(text).fetchall()) for conn in (here, there))
    return Comparison(subject, left.total(), right.total(), (left - right).total(), (right - left).total())


def mailed(url: str) -> int:
    """Count the mails that were sent, each recipient once; -1 if a mail was not sent."""
    with psycopg.connect(url) as conn:
        row = conn.execute(
            "SELECT CASE WHEN bool_and(state IN ('sent', 'passed_on')) THEN count(*) FILTER (WHERE state = 'sent')"
            " ELSE -1 END FROM ledger.mail"
        ).fetchone()
    return int(row[0]) if row else 0
