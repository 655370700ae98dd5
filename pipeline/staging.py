"""The clean rows of one delivery in the staging tables: keyed hashes and ciphers in the place of numbers and names.

Rows are staged in the order of their keys, in which everything that follows is inserted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from pipeline.named import Named
from pipeline.statistics import BULK_ROWS
from transforms.identity.sealing import Sealing
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
        "reversed_receipt_no",
        "plan_year",
        "amount_fen",
        "collected_on",
        "received_on",
        "channel",
        "unit_id",
    ),
    "target_table": ("unit_id", "measure", "persons", "status", "stated_source"),
}
_BULK_MEMORY = "SET LOCAL work_mem = '256MB'"


def fill(conn: Connection, named: Named, sealing: Sealing, kind: str, key: dict[str, Any], clean: pa.Table) -> None:
    """Copy the rows into `staging.<kind>` and, where they are about persons, `staging.identity_row`.

    `key`: campaign_id and delivery_id. A bulk load is followed by what its merge needs: statistics, and memory to sort
    and hash in, until the transaction ends.
    """
    names = [name for name in ("row_no", *COLUMNS[kind]) if name in clean.column_names]
    if kind == "target_table":
        engine.copy(conn, "staging.target_table", clean.select(names), constants=key)
        return
    clean, keys = _by_key(clean, sealing.keys(clean["document_number"].combine_chunks()))
    rows = clean.select(names).append_column("alias_key", keys)
    if kind == "roll":
        rows = rows.append_column("household_key", _household_keys(sealing, clean))
    engine.copy(conn, f"staging.{kind}", rows, constants=key)
    named.do(lambda beside: _load_identities(beside, sealing, key, clean, keys))
    if clean.num_rows >= BULK_ROWS:
        engine.script(conn, f"ANALYZE staging.{kind}; {_BULK_MEMORY}")


def _by_key(clean: pa.Table, keys: pa.Array) -> tuple[pa.Table, pa.Array]:
    """Rows and keys in the order of the keys (of their first eight bytes); rows of one key stay as they stand."""
    halves = np.frombuffer(keys.buffers()[1], dtype=">u8")[2 * keys.offset :][: 2 * len(keys)]
    order = pa.array(np.argsort(halves[::2], kind="stable"))
    return clean.take(order), keys.take(order)


def _load_identities(conn: Connection, sealing: Sealing, key: dict[str, Any], clean: pa.Table, keys: pa.Array) -> None:
    rows = clean.select(["row_no", "document_kind"])
    rows = rows.append_column("alias_key", keys)
    for sealed, name in (("number_cipher", "document_number"), ("name_cipher", "name")):
        rows = rows.append_column(sealed, sealing.ciphers(clean[name].combine_chunks()))
    engine.copy(conn, "staging.identity_row", rows, constants=key)
    if clean.num_rows >= BULK_ROWS:
        engine.script(conn, f"ANALYZE staging.identity_row; {_BULK_MEMORY}")


def _household_keys(sealing: Sealing, clean: pa.Table) -> pa.Array:
    """A household's number is as telling as a name: only its keyed hash is kept."""
    numbers = clean["household_no"].combine_chunks()
    filled = pc.if_else(pc.equal(numbers, ""), pa.scalar(None, pa.string()), numbers)
    return sealing.keys(pc.binary_join_element_wise("household:", filled, ""))
