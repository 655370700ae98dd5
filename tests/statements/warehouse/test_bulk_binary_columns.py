"""What was made faster still says the same: binary columns in bulk, and statistics after bulk loads only."""

from __future__ import annotations

import random
import uuid

import pyarrow as pa
from sqlalchemy import text

from pipeline.runtime import planner
from pipeline.runtime.settings import Settings
from warehouse import bulk as bulk_module
from warehouse import engine, statements


def _columns(count: int) -> tuple[list[bytes], list[bytes], list[bytes | None]]:
    dice = random.Random(3)
    keys = [dice.randbytes(16) for _ in range(count)]
    numbers = [dice.randbytes(dice.randrange(1, 50)) for _ in range(count)]
    names = [None if dice.random() < 0.4 else dice.randbytes(dice.randrange(0, 30)) for _ in range(count)]
    return keys, numbers, names


def test_binary_columns_arrive_as_they_were(settings: Settings) -> None:
    """Slices, several chunks, empty values and nulls; 16 fixed bytes are a uuid, others bytea."""
    keys, numbers, names = _columns(1_000)
    whole = pa.table({
        "row_no": pa.array(range(1_000), pa.int32()),
        "person_key": pa.array(keys, pa.binary(16)),
        "document_kind": pa.array(["resident"] * 1_000),
        "number_cipher": pa.array(numbers, pa.binary()),
        "name_cipher": pa.array(names, pa.binary()),
        "phone_cipher": pa.nulls(1_000, pa.binary()),
    })  # fmt: skip
    rows = pa.concat_tables([whole.slice(700), whole.slice(0, 0), whole.slice(13, 400)])
    delivery = uuid.uuid4()
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        bulk_module.copy(conn, "staging.identity_row", rows, constants={"campaign_id": 1, "delivery_id": delivery})
        found = conn.execute(text("SELECT * FROM staging.identity_row ORDER BY row_no")).mappings().all()
        conn.rollback()
    assert [row["row_no"] for row in found] == [*range(13, 413), *range(700, 1_000)]
    for row in found:
        at = row["row_no"]
        assert (row["delivery_id"], row["phone_cipher"]) == (delivery, None)
        assert row["person_key"] == uuid.UUID(bytes=keys[at])
        assert bytes(row["number_cipher"]) == numbers[at]
        assert (None if row["name_cipher"] is None else bytes(row["name_cipher"])) == names[at]


def test_statistics_follow_bulk_loads_only(settings: Settings) -> None:
    """Small deliveries never, large ones unless the table is more than ten times as large already."""
    bulk = planner.BULK_ROWS
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        assert not planner.refresh(conn, "core.payment", bulk - 1)
        assert planner.refresh(conn, "core.payment", bulk, ["vault.alias"])
    owner = engine.create(settings.warehouse_url("owner"))
    with owner.begin() as conn:
        conn.execute(
            text("INSERT INTO vault.alias SELECT gen_random_uuid(), gen_random_uuid() FROM generate_series(1, :rows)"),
            {"rows": bulk * 10 + 1_000},
        )
        statements.script(conn, "ANALYZE vault.alias")
        assert not planner.refresh(conn, "vault.alias", bulk)
        assert planner.refresh(conn, "vault.alias", bulk + 1_000)
