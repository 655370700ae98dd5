"""Bulk loads: parts that are made one after the other are loaded like the whole, and a fault names no value."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pyarrow as pa
import pytest
from sqlalchemy import Connection

from pipeline.runtime.settings import Settings
from warehouse import bulk, engine

KEY = {"campaign_id": 7, "delivery_id": uuid.UUID(int=5)}


def rows(count: int) -> pa.Table:
    """Rows of staging.identity_row with everything that csv may stumble over."""
    odd = [b'",\n\\', b"\\N", b"", None]
    return pa.table({
        "row_no": pa.array(range(count), pa.int32()),
        "person_key": pa.array([at.to_bytes(16, "big") for at in range(count)], pa.binary(16)),
        "document_kind": ['a,"b"\n' if at % 3 else "" for at in range(count)],
        "number_cipher": pa.array([b"\x00\xff" * (at % 5) for at in range(count)], pa.binary()),
        "name_cipher": pa.array([odd[at % 4] for at in range(count)], pa.binary()),
    })  # fmt: skip


def stored(conn: Connection) -> list[tuple[object, ...]]:
    found = conn.exec_driver_sql("SELECT * FROM staging.identity_row ORDER BY row_no").fetchall()
    conn.exec_driver_sql("TRUNCATE staging.identity_row")
    return [tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row) for row in found]


def test_parts_are_loaded_like_the_whole(make_warehouse: Callable[..., Settings]) -> None:
    whole = rows(bulk.COPY_ROWS + 20)
    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn, conn.begin():
        assert bulk.copy(conn, "staging.identity_row", whole, constants=KEY) == whole.num_rows
        at_once = stored(conn)
        parts = (whole.slice(start, 700) for start in range(0, whole.num_rows, 700))
        assert bulk.copy(conn, "staging.identity_row", parts, constants=KEY) == whole.num_rows
        assert stored(conn) == at_once and len(at_once) == whole.num_rows
        assert at_once[2][:5] == (7, uuid.UUID(int=5), 2, uuid.UUID(int=2), 'a,"b"\n')
        assert [row[6] for row in at_once[:4]] == [b'",\n\\', b"\\N", b"", None]
        assert bulk.copy(conn, "staging.identity_row", iter(()), constants=KEY) == 0


def test_a_part_that_cannot_be_made_loads_nothing_and_no_fault_names_a_value(
    make_warehouse: Callable[..., Settings],
) -> None:
    def broken() -> Iterator[pa.Table]:
        yield rows(3)
        raise KeyError("no more")

    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn:
        with pytest.raises(KeyError, match="no more"), conn.begin():
            bulk.copy(conn, "staging.identity_row", broken(), constants=KEY)
        with conn.begin():
            assert stored(conn) == []
        secret = pa.table({"row_no": ["secret"]})
        with pytest.raises(bulk.LoadError) as caught, conn.begin():
            bulk.copy(conn, "staging.identity_row", secret, constants=KEY)
        assert "secret" not in str(caught.value) and "row_no" not in repr(caught.value.__context__)
