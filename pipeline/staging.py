"""The clean rows of one delivery in the staging tables: keyed hashes and ciphers in the place of numbers and names.

Rows are staged in the order of their keys, in which everything that follows is inserted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection

from pipeline.named import Named
from pipeline.statistics import BULK_ROWS
from transforms.identity.sealing import Ciphers, Sealer
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
# a tenth of the usual sample: what joins need to know are the rows, and that all are of one delivery
_KNOWN_TO_PLANNER = """
    SET LOCAL work_mem = '256MB';
    SET LOCAL default_statistics_target = 10;
    ANALYZE {table};
    SET LOCAL default_statistics_target = DEFAULT
"""


def fill(conn: Connection, named: Named, sealer: Sealer, kind: str, key: dict[str, Any], clean: pa.Table) -> None:
    """Copy the rows into `staging.<kind>` and, where they are about persons, `staging.identity_row`.

    `key`: campaign_id and delivery_id. A bulk load is followed by what its merge needs: statistics, and memory to sort
    and hash in, until the transaction ends.
    """
    names = [name for name in ("row_no", *COLUMNS[kind]) if name in clean.column_names]
    if kind == "target_table":
        engine.copy(conn, "staging.target_table", clean.select(names), constants=key)
        return
    clean = _by_key(clean.append_column("alias_key", sealer.keys(clean)))
    ciphers = sealer.ciphers(clean)
    rows = clean.select(["alias_key", *names])
    if kind == "roll":
        rows = rows.append_column("household_key", sealer.household_keys(clean))
    engine.copy(conn, f"staging.{kind}", rows, constants=key)
    named.do(lambda beside: _load_identities(beside, key, clean, ciphers))
    if clean.num_rows >= BULK_ROWS:
        engine.script(conn, _KNOWN_TO_PLANNER.format(table=f"staging.{kind}"))


def _by_key(rows: pa.Table) -> pa.Table:
    """The rows in the order of their keys (of the first eight bytes); those of one key stay as they stand."""
    keys = rows["alias_key"].combine_chunks()
    halves = np.frombuffer(keys.buffers()[1], dtype=">u8")[2 * keys.offset :][: 2 * len(keys)]
    return rows.take(pa.array(np.argsort(halves[::2], kind="stable")))


def _load_identities(conn: Connection, key: dict[str, Any], clean: pa.Table, ciphers: Callable[[], Ciphers]) -> None:
    sealed = ciphers()
    rows = clean.select(["row_no", "alias_key", "document_kind"])
    rows = rows.append_column("number_cipher", sealed.numbers).append_column("name_cipher", sealed.names)
    engine.copy(conn, "staging.identity_row", rows, constants=key)
    if clean.num_rows >= BULK_ROWS:
        engine.script(conn, _KNOWN_TO_PLANNER.format(table="staging.identity_row"))
