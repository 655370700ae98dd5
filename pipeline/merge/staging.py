"""Copy the clean rows of one delivery into the staging tables, with keyed hashes and ciphers for numbers and names.

Rows are staged in the order of their keys; facts and persons are then inserted in that order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection

from pipeline.merge.persons import Named
from pipeline.runtime.planner import BULK_ROWS
from transforms.identity.sealing import Ciphers, Sealer
from transforms.intake.gate.kinds.registry import KINDS
from warehouse import bulk, statements

_PART_ROWS = 20_000
# A tenth of the usual sample: what joins need to know are the rows, and that all are of one delivery. Persons and facts
# have a connection each, so a third process would only wait for a core.
_KNOWN_TO_PLANNER = """
    SET LOCAL work_mem = '256MB';
    SET LOCAL max_parallel_workers_per_gather = 0;
    SET LOCAL default_statistics_target = 10;
    ANALYZE {table};
    SET LOCAL default_statistics_target = DEFAULT
"""


def fill(conn: Connection, named: Named, sealer: Sealer, kind: str, key: dict[str, Any], clean: pa.Table) -> None:
    """Copy the rows into `staging.<kind>` and, where they are about persons, `staging.identity_row`.

    `key`: campaign_id and delivery_id. A bulk load is followed by what its merge needs: statistics, and memory to sort
    and hash in, until the transaction ends.
    """
    staged = KINDS[kind].staged
    if kind == "target_table":
        bulk.copy(conn, "staging.target_table", clean.select(staged), constants=key)
        return
    keys = sealer.keys(clean)
    order = _by_key(keys)
    ciphers = sealer.ciphers(clean)
    rows = clean.select(staged).append_column("person_key", keys)
    if kind == "roll":
        rows = rows.append_column("household_key", sealer.household_keys(clean))
    bulk.copy(conn, f"staging.{kind}", _parts(rows, order), constants=key)
    statements.run(conn, "merge/staging/person_keys")
    identities = clean.select(["row_no", "document_kind"]).append_column("person_key", keys)
    named.do(lambda beside: _load_identities(beside, key, identities, ciphers, order))
    if clean.num_rows >= BULK_ROWS:
        statements.script(conn, _KNOWN_TO_PLANNER.format(table=f"staging.{kind}"))


def _by_key(keys: pa.Array) -> pa.Array:
    """Positions in the order of the keys (of their first eight bytes); those of one key stay as they stand."""
    halves = np.frombuffer(keys.buffers()[1], dtype=">u8")[2 * keys.offset :][: 2 * len(keys)]
    return pa.array(np.argsort(halves[::2], kind="stable"))


def _parts(rows: pa.Table, order: pa.Array) -> Iterator[pa.Table]:
    """The rows in that order, some at a time: the server loads one part while the next is put together."""
    rows = rows.combine_chunks()
    for start in range(0, len(order), _PART_ROWS):
        yield rows.take(order.slice(start, _PART_ROWS))


def _load_identities(
    conn: Connection, key: dict[str, Any], rows: pa.Table, ciphers: Callable[[], Ciphers], order: pa.Array
) -> None:
    sealed = ciphers()
    rows = rows.append_column("number_cipher", sealed.numbers).append_column("name_cipher", sealed.names)
    # nothing, unless a crash came between the two commits of a bulk load
    statements.script(conn, "DELETE FROM staging.identity_row")
    bulk.copy(conn, "staging.identity_row", _parts(rows, order), constants=key)
    statements.run(conn, "merge/staging/identity_person_keys")
    if rows.num_rows >= BULK_ROWS:
        statements.script(conn, _KNOWN_TO_PLANNER.format(table="staging.identity_row"))
