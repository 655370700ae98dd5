"""The warehouse's business content as sorted rows, for 'equal' in the sense of docs/explanation/semantics.md."""

from __future__ import annotations

import hashlib
from typing import Any

import psycopg

from pipeline.runtime.settings import Settings

# Numbers of runs and technical timestamps: not business.
TECHNICAL = {
    *("landed_at", "decided_at", "committed_no", "assess_no", "line_no", "published_at", "recorded_at", "known_no"),
    *("queued_at", "attempts", "answer", "try_after", "claimed_until", "ended_at", "read_seconds", "downloaded_at"),
}
SUMMED = {
    "ledger.event": "campaign_id, person_key, plan_year, on_date, unit_id, category, payer, channel",
    "ledger.coverage_event": "campaign_id, person_key, category, on_date, unit_id",
    "ledger.event_total": "campaign_id, plan_year, on_date, unit_id, category, payer, channel",
    "ledger.coverage_total": "campaign_id, category, on_date, unit_id",
}
# the state up to now, since re-runs may reach it in other steps
NEWEST = {"core.coverage_change": "person_key, plan_year"}
# what a run leaves about itself and its publications; letters and lists are compared as files
LEFT_OUT = {
    "ledger.assessment", "landing.watermark", "core.changed_person", "core.changed_due", "ledger.publication",
    "ledger.mail", "ledger.pack_version", "ledger.rewind", "ledger.download", "ledger.settlement_batch",
    "ledger.publication_check",
    "ledger.due_list", "ledger.due_line", "ledger.refund_batch", "ledger.refund_line",
}  # fmt: skip
_KNOWN: list[tuple[str, str]] = []


def take(settings: Settings) -> dict[str, Any]:
    """table -> (number of rows, sha256 of the sorted rows); ledgers as sums, since re-runs may post in other steps."""
    found: dict[str, Any] = {}
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        for table, query in _queries(conn):
            rows = conn.execute(query).fetchall()
            lines = sorted(repr(row) for row in rows)
            found[table] = (len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())
    return found


def _queries(conn: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """(table, query) of all that is compared; looked up once, for the warehouses of a session have one schema."""
    if not _KNOWN:
        tables = conn.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            " AND table_schema IN ('policy', 'landing', 'staging', 'vault', 'core', 'ledger') ORDER BY 1"
        ).fetchall()
        _KNOWN.extend(
            (table, _query(conn, table))
            for (table,) in tables
            if table not in LEFT_OUT and not table.startswith(("staging.assess", "staging.post"))
        )
    return _KNOWN


def _query(conn: psycopg.Connection[Any], table: str) -> str:
    schema, name = table.split(".")
    columns = [
        row[0]
        for row in conn.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
            " ORDER BY ordinal_position", (schema, name),
        ).fetchall()
    ]  # fmt: skip
    if table in SUMMED:
        keys = SUMMED[table]
        sums = [c for c in columns if c.endswith(("_fen", "_persons"))]
        nonzero = ", ".join("0" for _ in sums)
        totals = ", ".join(f"sum({c})" for c in sums)
        return f"SELECT {keys}, {totals} FROM {table} GROUP BY {keys} HAVING ({totals}) <> ({nonzero})"
    stated = ", ".join(c for c in columns if c not in TECHNICAL)
    if table in NEWEST:
        newest = f"SELECT DISTINCT ON ({NEWEST[table]}) * FROM {table} ORDER BY {NEWEST[table]}, assess_no DESC"
        return f"SELECT {stated} FROM ({newest}) AS newest WHERE coverage_from IS NOT NULL"
    return f"SELECT {stated} FROM {table}"
