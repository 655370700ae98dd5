"""Rows are sealed as their texts are, one by one."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tests.support.session import CIPHER_KEY, HASH_KEY
from transforms.identity.keyring import Keyring
from transforms.identity.sealing import KEY, Sealer

RING = Keyring(HASH_KEY, CIPHER_KEY)
_NUMBER = st.sampled_from(["甲", "19999919900101001X"]) | st.text(max_size=3)
_MAYBE = st.sampled_from(["", "甲", None]) | st.text(max_size=3)


@given(st.lists(st.tuples(_NUMBER, _MAYBE, _MAYBE), max_size=12), st.integers(0, 12))
def test_a_table_is_sealed_row_by_row(rows: list[tuple[str, str | None, str | None]], cut: int) -> None:
    numbers, names, households = ([row[at] for row in rows] for at in range(3))
    columns = {"document_number": numbers, "name": names, "household_no": households}
    table = pa.table({name: pa.chunked_array([all_[:cut], all_[cut:]], pa.string()) for name, all_ in columns.items()})
    sealer = Sealer(RING)
    assert sealer.keys(table) == pa.array([RING.alias_keys([one])[0] for one in numbers], KEY)
    assert sealer.ciphers(table)() == (
        pa.array(RING.encrypt(numbers), pa.binary()), pa.array(RING.encrypt(names), pa.binary())
    )  # fmt: skip
    keys = [RING.stable_keys([f"household:{one}"])[0] if one else None for one in households]
    assert sealer.household_keys(table) == pa.array(keys, KEY)


def test_many_texts_are_sealed_in_parts() -> None:
    table = pa.table(
        {"document_number": [f"{at}" for at in range(7)], "name": ["甲", "乙", "甲", "丙", "丁", "戊", "己"]}
    )
    whole = Sealer(RING).keys(table), Sealer(RING).ciphers(table)()
    for part_texts in (1, 3, 7, 8):
        sealer = Sealer(RING, part_texts)
        assert (sealer.keys(table), sealer.ciphers(table)()) == whole
