"""Copy the clean rows of one delivery into the staging tables, with keyed hashes and ciphers for numbers and names.

Rows are staged in the order of their keys; facts and persons are then inserted in that order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection

from pipeline.identity import aliases
from pipeline.landing.delivery import DeliveryKey
from pipeline.merge.persons import PersonWriter
from pipeline.runtime import locks, planner
from pipeline.runtime.planner import BULK_ROWS
from transforms.identity.sealing import Ciphers, Sealer
from transforms.intake.gate.kinds.registry import KINDS
from warehouse import bulk, statements

_PART_ROWS = 20_000
# A tenth of the default sample: joins need the number of rows, and that all are of one delivery. Persons and facts have
# a connection each, so a third process would only wait for a core.
_KNOWN_TO_PLANNER = """
    SET LOCAL work_mem = '256MB';
    SET LOCAL max_parallel_workers_per_gather = 0;
    SET LOCAL default_statistics_target = 10;
    ANALYZE {table};
    SET LOCAL default_statistics_target = DEFAULT
"""


@contextmanager
def stage_rows(
    conn: Connection, sealer: Sealer, kind: str, key: DeliveryKey, clean: pa.Table, may_commit: bool = True
) -> Iterator[PersonWriter]:
    """Copy a delivery's clean rows into the staging tables; yield the writer of its persons, which `merge` takes.

    `kind`: kind of source, which decides the tables, for example `roll`; `sealer`: hashes and encrypts numbers and
    names; `key`: primary key of the delivery; `clean`: its clean rows, as the gate's result has them. No fact is
    written. The block must last until `merge` is done; without a merge, the caller calls `clear_staging` in it.
    Deliveries share the staging tables, so this waits for the lock of merges, which is held until the transaction ends.
    `may_commit`: a large list's persons are written and committed on a second connection; False for a trial, whose
    transaction is rolled back.
    """
    locks.take(conn, locks.Lock.MERGE)
    planner.expect_cached_pages(conn)
    is_bulk = may_commit and KINDS[kind].names_persons and clean.num_rows >= BULK_ROWS
    with PersonWriter(conn, is_bulk) as persons:
        _copy_rows(conn, persons, sealer, kind, key, clean)
        yield persons


def clear_staging(conn: Connection, kind: str, with_identities: bool = True) -> None:
    """Empty the staging tables that a delivery of the kind of source fills. Facts and persons stay.

    `kind`: for example `roll`. `with_identities`: also `staging.identity_row`; pass False if a second connection that
    is rolled back filled it. The tables are truncated, which leaves no dead rows to scan, but the commit of the
    transaction then waits for the disk.
    """
    identities = ", staging.identity_row" if with_identities and KINDS[kind].names_persons else ""
    statements.script(conn, f"TRUNCATE staging.{kind}{identities}")


def _copy_rows(
    conn: Connection, persons: PersonWriter, sealer: Sealer, kind: str, key: DeliveryKey, clean: pa.Table
) -> None:
    """Copy the rows into `staging.<kind>` and, where they are about persons, `staging.identity_row`.

    A bulk load then gets what its merge needs until the transaction ends: statistics, and memory to sort and hash in.
    """
    staged = KINDS[kind].staged
    if not KINDS[kind].names_persons:
        bulk.copy(conn, f"staging.{kind}", clean.select(staged), constants=key)
        return
    keys = aliases.resolve(conn, sealer.keys(clean))
    order = _by_key(keys)
    ciphers = sealer.ciphers(clean)
    rows = clean.select(staged).append_column("person_key", keys)
    if kind == "roll":
        rows = rows.append_column("household_key", sealer.household_keys(clean))
    if kind == "uninsured_reason":
        rows = rows.append_column("note_cipher", sealer.note_ciphers(clean))
    bulk.copy(conn, f"staging.{kind}", _parts(rows, order), constants=key)
    identities = clean.select(["row_no", "document_kind"]).append_column("person_key", keys)
    persons.submit(lambda separate: _load_identities(separate, key, identities, ciphers, order))
    if clean.num_rows >= BULK_ROWS:
        statements.script(conn, _KNOWN_TO_PLANNER.format(table=f"staging.{kind}"))


def _by_key(keys: pa.Array) -> pa.Array:
    """Return positions ordered by the keys' first eight bytes; rows with equal keys keep their order."""
    halves = np.frombuffer(keys.buffers()[1], dtype=">u8")[2 * keys.offset :][: 2 * len(keys)]
    return pa.array(np.argsort(halves[::2], kind="stable"))


def _parts(rows: pa.Table, order: pa.Array) -> Iterator[pa.Table]:
    """Yield the rows in that order, 20,000 at a time: the server loads one part while the next is prepared."""
    rows = rows.combine_chunks()
    for start in range(0, len(order), _PART_ROWS):
        yield rows.take(order.slice(start, _PART_ROWS))


def _load_identities(
    conn: Connection, key: DeliveryKey, rows: pa.Table, ciphers: Callable[[], Ciphers], order: pa.Array
) -> None:
    sealed = ciphers()
    rows = rows.append_column("number_cipher", sealed.numbers).append_column("name_cipher", sealed.names)
    # the table is empty, unless a crash came between the two commits of a bulk load
    statements.script(conn, "DELETE FROM staging.identity_row")
    bulk.copy(conn, "staging.identity_row", _parts(rows, order), constants=key)
    if rows.num_rows >= BULK_ROWS:
        statements.script(conn, _KNOWN_TO_PLANNER.format(table="staging.identity_row"))
