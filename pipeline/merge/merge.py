"""Step 4, merge: the clean rows of one delivery become facts, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.identity import links, review
from pipeline.identity.links import MERGE_LOCK
from pipeline.merge import staging, versions
from pipeline.merge.persons import Named
from pipeline.runtime import planner
from pipeline.runtime.planner import BULK_ROWS
from transforms.identity.keyring import Keyring
from transforms.identity.sealing import Sealer
from transforms.intake.values.context import GateResult
from warehouse import statements

_FEW = ("landing.delivery",)  # few rows, by which many are told apart
FACT_TABLES = {
    "special_list": "core.membership_fact",
    "roll": "core.roll_fact",
    "employee": "core.employee_fact",
    "history": "core.history_fact",
    "tax_feed": "core.payment",  # and, rarely, core.reversal
}


@dataclass(frozen=True)
class Fate:
    """What became of the rows of a delivery; rows = clean + duplicates + quarantined."""

    rows: int
    clean: int
    duplicates: int
    quarantined: int


def merge(
    conn: Connection,
    named: Named,
    delivery: dict[str, Any],
    key: dict[str, Any],
    result: GateResult,
    keyring: Keyring,
    committed_no: int,
) -> tuple[str, Fate]:
    """Write the facts of what `staged` put into the staging tables in this transaction; returns the delivery's state
    and counts: 'committed', 'superseded' if a higher version is in force, 'revoked' if its sender has taken it back.
    """
    kind = delivery["kind"]
    if kind != "target_table":
        named.do(lambda beside: _write_persons(beside, delivery, key, result))
    conflicts, written = _write_facts(conn, kind, key, delivery, committed_no)
    # while persons are still being written
    is_much = kind in FACT_TABLES and planner.refresh(conn, FACT_TABLES[kind], result.clean_count, _FEW)
    named.finish()
    links.note(conn, keyring, key, result)
    state = versions.settle(
        conn, key["campaign_id"], delivery["source"], delivery["period"], committed_no, key["delivery_id"]
    )
    links.of_period(
        conn, key["campaign_id"], delivery["source"], delivery["period"], committed_no, key["delivery_id"], state
    )
    _empty(conn, kind)
    if is_much:
        statements.script(conn, "ANALYZE vault.person")
    fate = Fate(result.row_count, result.clean_count, result.duplicate_count, result.quarantine_count)
    if kind == "tax_feed":  # receipts and reversals that an earlier delivery brought are known already
        known = result.clean_count - written - conflicts
        fate = Fate(fate.rows, written, fate.duplicates + known, fate.quarantined + conflicts)
    return state, fate


CONFLICT_STATEMENTS = {"tax_feed": ("merge/facts/tax_feed_conflict", "merge/facts/reversal_conflict")}
FACT_STATEMENTS = {
    "special_list": ("merge/facts/special_list",),
    "roll": ("merge/facts/roll",),
    "employee": ("merge/facts/employee",),
    "history": ("merge/facts/history",),
    "tax_feed": ("merge/facts/tax_feed", "merge/facts/reversal"),
}


def _write_persons(conn: Connection, delivery: dict[str, Any], key: dict[str, Any], result: GateResult) -> None:
    """Whom the delivery names, and whose number comes with another name than before."""
    review.two_names(conn, key, delivery)
    statements.run(conn, "merge/facts/person", **key)
    review.two_names_inside(conn, key, delivery, result)


def _write_facts(
    conn: Connection, kind: str, key: dict[str, Any], delivery: dict[str, Any], committed_no: int
) -> tuple[int, int]:
    """Number of conflicting receipts and reversals (tax feed only) and of facts written."""
    dated = {"cut_off_on": delivery["cut_off_on"]} if kind in ("special_list", "roll", "target_table") else {}
    if kind == "target_table":
        return 0, statements.run(conn, "merge/facts/target_table", **key, **dated).rowcount
    conflicts = sum(statements.run(conn, name, **key).rowcount for name in CONFLICT_STATEMENTS.get(kind, ()))
    written = sum(statements.run(conn, name, **key, **dated).rowcount for name in FACT_STATEMENTS[kind])
    if kind == "tax_feed":
        statements.run(conn, "merge/facts/paid_after_death", **key)
    statements.run(conn, "merge/queue/changed", **key, committed_no=committed_no)
    if kind == "history":
        statements.run(conn, "merge/facts/history_year", **key)
        statements.run(conn, "merge/queue/history_changed", campaign_id=key["campaign_id"], committed_no=committed_no)
    return conflicts, written


@contextmanager
def staged(
    conn: Connection, sealer: Sealer, delivery: dict[str, Any], key: dict[str, Any], result: GateResult
) -> Iterator[Named]:
    """Put the clean rows into the staging tables, which nobody else can use until the transaction ends.

    What is yielded writes who is named. It must be open until `merge` is done; without a merge, `unstage` follows.
    """
    # they are shared, and emptied by truncation (no dead rows to scan)
    statements.run(conn, "runtime/lock", campaign_id=MERGE_LOCK)
    is_bulk = delivery["kind"] != "target_table" and result.clean.num_rows >= BULK_ROWS
    with Named(conn, is_bulk) as named:
        staging.fill(conn, named, sealer, delivery["kind"], key, result.clean)
        yield named


def unstage(conn: Connection, delivery: dict[str, Any], named: Named) -> None:
    """Empty the staging tables again without a merge; what is beside is taken back when `named` closes."""
    _empty(conn, delivery["kind"], with_identities=not named.is_beside)


def _empty(conn: Connection, kind: str, with_identities: bool = True) -> None:
    """Truncate what a delivery of the kind fills: no dead rows are left to scan. The files of before go when the
    transaction ends, and its commit waits for the disk.
    """
    identities = ", staging.identity_row" if with_identities and kind != "target_table" else ""
    statements.script(conn, f"TRUNCATE staging.{kind}{identities}")
