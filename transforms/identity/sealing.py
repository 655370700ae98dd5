"""Rows about persons in sealed form: keyed hashes and ciphers in the place of numbers and names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.keyring import ALIAS_BYTES, Keyring

KEY = pa.binary(ALIAS_BYTES)
_PART_TEXTS = 50_000


class Ciphers(NamedTuple):
    """One entry per row; null where there is nothing to hide."""

    numbers: pa.Array
    names: pa.Array


class Sealer:
    """Seals rows with the columns document_number and name. What it returns follows from texts and keyring alone."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def keys(self, rows: pa.Table) -> pa.Array:
        """The alias key of each row's number, 16 bytes."""
        return hashed(self._keyring, rows["document_number"])

    def ciphers(self, rows: pa.Table) -> Callable[[], Ciphers]:
        """What gives the ciphers of each row's number and name, when it is called."""
        return partial(_ciphers, self._keyring, rows.select(["document_number", "name"]))

    def household_keys(self, rows: pa.Table) -> pa.Array:
        """The keyed hash of each row's household number, which is as telling as a name; null for none."""
        numbers = rows["household_no"].combine_chunks()
        texts = pc.binary_join_element_wise("household:", numbers, "").dictionary_encode()
        keys = hashed(self._keyring, texts.dictionary).take(texts.indices)
        return pc.if_else(pc.equal(numbers, ""), pa.scalar(None, KEY), keys)


def hashed(keyring: Keyring, texts: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The keyed hash of each text; there is no null among them."""
    return _in_parts(texts, keyring.alias_keys, KEY)


def _ciphers(keyring: Keyring, rows: pa.Table) -> Ciphers:
    """Many persons share a name, so each name is enciphered once."""
    names = rows["name"].combine_chunks().dictionary_encode()
    different = _in_parts(names.dictionary, keyring.encrypt, pa.binary())
    numbers = _in_parts(rows["document_number"], keyring.encrypt, pa.binary())
    return Ciphers(numbers, different.take(names.indices))


def _in_parts(
    texts: pa.ChunkedArray | pa.Array, seal: Callable[[list[Any]], list[Any]], kind: pa.DataType
) -> pa.Array:  # fmt: skip
    """Texts as Python objects take ten times their room: only some are at once."""
    parts = [
        pa.array(seal(texts.slice(start, _PART_TEXTS).to_pylist()), kind) for start in range(0, len(texts), _PART_TEXTS)
    ]
    return pa.concat_arrays(parts) if parts else pa.array([], kind)
