"""Step 4, merge: the clean rows of one delivery become facts, inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection

from pipeline import identity_links, standing, statistics
from pipeline.identity_links import MERGE_LOCK
from transforms.identity.keyring import Keyring
from transforms.intake import GateResult
from warehouse import engine

# kind -> columns of its staging table that come from the gate's clean rows, besides row_no and alias_key
COLUMNS = {
    "special_list": ("category", "op", "effective_on", "birth_on", "grade", "hukou_local", "unit_id", "subclass"),
    "roll": ("birth_on", "sex", "unit_id", "hukou_local", "insured_last_year"),
    "employee": ("region", "insured_from", "insured_to"),
    "history": ("plan_year", "enrolled"),
    "tax_feed": (
        "birth_on",
        "receipt_no",
        "plan_year",
        "amount_fen",
        "collected_on",
        "received_on",
        "channel",
        "unit_id",
    ),
    "target_table": ("unit_id", "measure", "persons", "status", "stated_source"),
}
FACT_TABLES = {
    "special_list": "core.membership_fact",
    "roll": "core.roll_fact",
    "employee": "core.employee_fact",
    "history": "core.history_fact",
    "tax_feed": "core.payment",
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
    keyring: Keyring,
    delivery: dict[str, Any],
    key: dict[str, Any],
    result: GateResult,
    committed_no: int,
    is_staged: bool = False,
) -> tuple[str, Fate]:
    """Write the facts; returns the delivery's counts and its state: 'committed', 'superseded' if a higher version is in
    force, 'revoked' if the sender has taken this version back. `is_staged`: `stage` was called in this transaction.
    """
    kind = delivery["kind"]
    if not is_staged:
        stage(conn, keyring, delivery, key, result)
    conflicts, written = _write_facts(conn, kind, key, delivery, committed_no)
    identity_links.note(conn, keyring, key, result)
    state = standing.settle(
        conn, key["campaign_id"], delivery["source"], delivery["period"], committed_no, key["delivery_id"]
    )
    identity_links.of_period(
        conn, key["campaign_id"], delivery["source"], delivery["period"], committed_no, key["delivery_id"], state
    )
    unstage(conn, delivery)
    if kind in FACT_TABLES:
        statistics.refresh(conn, FACT_TABLES[kind], result.clean_count, ["vault.alias"])
    fate = Fate(result.row_count, result.clean_count, result.duplicate_count, result.quarantine_count)
    if kind == "tax_feed":  # receipts that an earlier delivery brought are known already
        known = result.clean_count - written - conflicts
        fate = Fate(fate.rows, written, fate.duplicates + known, fate.quarantined + conflicts)
    return state, fate


def _write_facts(
    conn: Connection, kind: str, key: dict[str, Any], delivery: dict[str, Any], committed_no: int
) -> tuple[int, int]:
    """Number of conflicting receipts (tax feed only) and of facts written."""
    dated = {"cut_off_on": delivery["cut_off_on"]} if kind in ("special_list", "roll", "target_table") else {}
    if kind == "target_table":
        return 0, engine.run(conn, "merge/target_table", **key, **dated).rowcount
    engine.run(conn, "merge/person", **key)  # before the aliases: whoever has one is known
    engine.run(conn, "merge/alias", **key)
    conflicts = engine.run(conn, "merge/tax_feed_conflict", **key).rowcount if kind == "tax_feed" else 0
    written = engine.run(conn, f"merge/{kind}", **key, **dated).rowcount
    engine.run(conn, "merge/changed", **key, committed_no=committed_no)
    if kind == "history":
        engine.run(conn, "merge/history_year", **key)
        engine.run(conn, "merge/history_changed", campaign_id=key["campaign_id"], committed_no=committed_no)
    return conflicts, written


def stage(
    conn: Connection, keyring: Keyring, delivery: dict[str, Any], key: dict[str, Any], result: GateResult
) -> None:
    """Put the clean rows into the staging tables, which nobody else can use until the transaction ends."""
    # they are shared, and emptied by truncation (no dead rows to scan)
    engine.run(conn, "land/lock", campaign_id=MERGE_LOCK)
    kind, clean = delivery["kind"], result.clean
    columns = {"row_no": clean["row_no"]} | {name: clean[name] for name in COLUMNS[kind] if name in clean.column_names}
    if kind != "target_table":
        numbers = clean["document_number"].to_pylist()
        columns["alias_key"] = pa.array(keyring.alias_keys(numbers), pa.binary(16))
        identity = {
            "row_no": clean["row_no"],
            "alias_key": columns["alias_key"],
            "document_kind": clean["document_kind"],
            "number_cipher": pa.array(keyring.encrypt(numbers), pa.binary()),
            "name_cipher": pa.array(keyring.encrypt(clean["name"].to_pylist()), pa.binary()),
        }
        engine.copy(conn, "staging.identity_row", pa.table(identity), constants=key)
    if kind == "roll":
        columns["household_key"] = _household_keys(keyring, clean)
    engine.copy(conn, f"staging.{kind}", pa.table(columns), constants=key)


def unstage(conn: Connection, delivery: dict[str, Any]) -> None:
    """Empty the staging tables again."""
    engine.script(conn, f"TRUNCATE staging.{delivery['kind']}, staging.identity_row")


def _household_keys(keyring: Keyring, clean: pa.Table) -> pa.Array:
    """A household's number is as telling as a name: only its keyed hash is kept."""
    numbers = clean["household_no"].to_pylist()
    distinct = sorted({n for n in numbers if n})
    hashed = dict(zip(distinct, keyring.alias_keys("household:" + n for n in distinct), strict=True))
    return pa.array([hashed.get(n) for n in numbers], pa.binary(16))
