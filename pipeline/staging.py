"""The clean rows of one delivery in the staging tables: keyed hashes and ciphers in the place of numbers and names.

Hashing and enciphering take turns with the server, which loads one part of the rows while the next is being made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection

from pipeline.named import Named
from pipeline.statistics import BULK_ROWS
from transforms.identity.keyring import ALIAS_BYTES, Keyring
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
_PART_ROWS = 5_000
_BULK_MEMORY = "SET LOCAL work_mem = '256MB'"
_KEY = pa.binary(ALIAS_BYTES)


def fill(conn: Connection, named: Named, keyring: Keyring, kind: str, key: dict[str, Any], clean: pa.Table) -> None:
    """Copy the rows into `staging.<kind>` and, where they are about persons, `staging.identity_row`.

    `key`: campaign_id and delivery_id. A bulk load is followed by what its merge needs: statistics, and memory to sort
    and hash in, until the transaction ends.
    """
    columns = {"row_no": clean["row_no"]} | {name: clean[name] for name in COLUMNS[kind] if name in clean.column_names}
    if kind == "target_table":
        engine.copy(conn, "staging.target_table", pa.table(columns), constants=key)
        return
    if kind == "roll":
        columns["household_key"] = _household_keys(keyring, clean)
    alias_keys: list[pa.Array] = []
    engine.copy(conn, f"staging.{kind}", _rows(keyring, pa.table(columns), clean, alias_keys), constants=key)
    named.do(lambda beside: _load_identities(beside, keyring, key, clean, alias_keys))
    if clean.num_rows >= BULK_ROWS:
        engine.script(conn, f"ANALYZE staging.{kind}; {_BULK_MEMORY}")


def _rows(keyring: Keyring, columns: pa.Table, clean: pa.Table, alias_keys: list[pa.Array]) -> Iterator[pa.Table]:
    """The rows of the kind's staging table, part by part; each part's keys are put to `alias_keys`."""
    for start in range(0, clean.num_rows, _PART_ROWS):
        numbers = clean["document_number"].slice(start, _PART_ROWS).to_pylist()
        alias_keys.append(pa.array(keyring.alias_keys(numbers), _KEY))
        yield columns.slice(start, _PART_ROWS).append_column("alias_key", alias_keys[-1])


def _load_identities(
    conn: Connection, keyring: Keyring, key: dict[str, Any], clean: pa.Table, alias_keys: list[pa.Array]
) -> None:
    engine.copy(conn, "staging.identity_row", _identities(keyring, clean, alias_keys), constants=key)
    if clean.num_rows >= BULK_ROWS:
        engine.script(conn, f"ANALYZE staging.identity_row; {_BULK_MEMORY}")


def _identities(keyring: Keyring, clean: pa.Table, alias_keys: list[pa.Array]) -> Iterator[pa.Table]:
    """The rows of `staging.identity_row`, part by part. Many persons share a name, so each name is enciphered once."""
    names = clean["name"].combine_chunks().dictionary_encode()
    ciphers = pa.array(keyring.encrypt(names.dictionary.to_pylist()), pa.binary())
    for start, keys in zip(range(0, clean.num_rows, _PART_ROWS), alias_keys, strict=True):
        part = clean.slice(start, _PART_ROWS)
        yield pa.table(
            {
                "row_no": part["row_no"],
                "alias_key": keys,
                "document_kind": part["document_kind"],
                "number_cipher": pa.array(keyring.encrypt(part["document_number"].to_pylist()), pa.binary()),
                "name_cipher": ciphers.take(names.indices.slice(start, _PART_ROWS)),
            }
        )


def _household_keys(keyring: Keyring, clean: pa.Table) -> pa.Array:
    """A household's number is as telling as a name: only its keyed hash is kept."""
    numbers = clean["household_no"].to_pylist()
    distinct = sorted({n for n in numbers if n})
    hashed = dict(zip(distinct, keyring.alias_keys("household:" + n for n in distinct), strict=True))
    return pa.array([hashed.get(n) for n in numbers], _KEY)
