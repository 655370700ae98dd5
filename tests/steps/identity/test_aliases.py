"""Hashes of numbers become the keys of their persons, in order, whatever part of them has an alias."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipeline.identity import aliases
from pipeline.runtime.settings import Settings
from transforms.identity.sealing import KEY
from warehouse import bulk, engine


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


@pytest.mark.parametrize("part", [2, 100_000])
def test_each_hash_gets_its_person_in_the_given_order(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(aliases, "_PART_KEYS", part)
    hashes = pa.array([key(3), key(1), None, key(2), key(1), None], KEY)
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        assert aliases.resolve(conn, hashes) is hashes, "nobody has an alias"
        rows = [{"alias_key": key(1).hex(), "person_key": key(9).hex()}]
        bulk.insert(conn, "vault.alias", [*rows, {"alias_key": key(2).hex(), "person_key": key(8).hex()}])
        resolved = aliases.resolve(conn, hashes)
        assert resolved.to_pylist() == [key(3), key(9), None, key(8), key(9), None] and resolved.type == KEY
        whole = aliases.resolve(conn, hashes.drop_null().slice(1))
        assert whole.to_pylist() == [key(9), key(8), key(9)] and whole.buffers()[1].size >= 48
        assert aliases.resolve(conn, pa.array([None, None], KEY)).to_pylist() == [None, None]
        assert len(aliases.resolve(conn, pa.array([], KEY))) == 0
