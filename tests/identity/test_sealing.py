"""Columns are sealed as their texts are, one by one, whatever was sealed before."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import CIPHER_KEY, HASH_KEY
from transforms.identity.keyring import Keyring
from transforms.identity.sealing import KEY, Sealed, Sealer

RING = Keyring(HASH_KEY, CIPHER_KEY)
TEXTS = st.lists(st.none() | st.sampled_from(["", "甲", "乙", "19999919900101001X"]) | st.text(max_size=5), max_size=20)


@given(TEXTS)
def test_a_column_is_sealed_text_by_text(texts: list[str | None]) -> None:
    column = pa.array(texts, pa.string())
    keys = [None if text is None else RING.alias_keys([text])[0] for text in texts]
    assert Sealer(RING).keys(column) == pa.array(keys, KEY)
    assert Sealer(RING).ciphers(column) == pa.array(RING.encrypt(texts), pa.binary())


@given(TEXTS, TEXTS)
def test_only_what_is_known_is_found(known: list[str | None], asked: list[str | None]) -> None:
    column = pa.array([text for text in known if text], pa.string())
    sealed = Sealed(column, Sealer(RING).keys(column))
    for text, form in zip(asked, sealed.of(pa.array(asked, pa.string())).to_pylist(), strict=True):
        assert form == (RING.alias_keys([text])[0] if text and text in known else None)
