"""Seals rows about persons: replaces numbers and names by keyed hashes and ciphers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.keyring import ALIAS_BYTES, Keyring

KEY = pa.binary(ALIAS_BYTES)
PART_TEXTS = 50_000
"""Texts that are sealed at a time: as Python objects they take ten times the memory."""


class Ciphers(NamedTuple):
    """Ciphers of document numbers and names, one entry per row; null for a blank."""

    numbers: pa.Array
    names: pa.Array


class Sealer:
    """Seals rows with the columns document_number and name. Results depend on texts and keyring only."""

    def __init__(self, keyring: Keyring, part_texts: int = PART_TEXTS) -> None:
        """`part_texts`: texts that are sealed at a time; results do not depend on it."""
        self._keyring = keyring
        self._part_texts = part_texts

    def keys(self, rows: pa.Table) -> pa.Array:
        """Compute the person key (keyed hash, 16 bytes) of each row's `document_number`, in row order.

        `rows`: a table with that column: canonical texts (`normalise_number`), without null.
        """
        return hash_texts(self._keyring, rows["document_number"], self._part_texts)

    def ciphers(self, rows: pa.Table) -> Callable[[], Ciphers]:
        """Prepare to encrypt each row's `document_number` and `name`; return a function that computes the ciphers.

        Its result has the arrays `numbers` and `names` in row order. Nothing is encrypted before the function is
        called, so it can run in another process.
        """
        return partial(_ciphers, self._keyring, rows.select(["document_number", "name"]), self._part_texts)

    def household_keys(self, rows: pa.Table) -> pa.Array:
        """Compute the hash of each row's `household_no` with the stable key, 16 bytes; null for a blank.

        `rows`: a table with that column. The number itself is not kept, because it identifies persons as a name does.
        """
        numbers = rows["household_no"].combine_chunks()
        texts = pc.binary_join_element_wise("household:", numbers, "").dictionary_encode()
        hashes = _in_parts(texts.dictionary, self._keyring.stable_keys, KEY, self._part_texts)
        keys = hashes.take(texts.indices)
        return pc.if_else(pc.equal(numbers, ""), pa.scalar(None, KEY), keys)

    def note_ciphers(self, rows: pa.Table) -> pa.Array:
        """Encrypt each row's `note`, free text that may name persons; null for a blank. `rows`: with that column."""
        return _in_parts(rows["note"], self._keyring.encrypt, pa.binary(), self._part_texts)


def hash_texts(keyring: Keyring, texts: pa.ChunkedArray | pa.Array, part_texts: int = PART_TEXTS) -> pa.Array:
    """Compute the hash of each text with the hash key of `keyring`, 16 bytes, in the given order.

    `texts` must not contain null. `part_texts`: number of texts that are hashed at a time, a limit on memory; the
    result does not depend on it.
    """
    return _in_parts(texts, keyring.alias_keys, KEY, part_texts)


def _ciphers(keyring: Keyring, rows: pa.Table, part_texts: int) -> Ciphers:
    """Encrypt numbers and names; each name once, because many persons share a name."""
    names = rows["name"].combine_chunks().dictionary_encode()
    different = _in_parts(names.dictionary, keyring.encrypt, pa.binary(), part_texts)
    numbers = _in_parts(rows["document_number"], keyring.encrypt, pa.binary(), part_texts)
    return Ciphers(numbers, different.take(names.indices))


def _in_parts(
    texts: pa.ChunkedArray | pa.Array, seal: Callable[[list[Any]], list[Any]], kind: pa.DataType, part_texts: int
) -> pa.Array:
    parts = [
        pa.array(seal(texts.slice(start, part_texts).to_pylist()), kind) for start in range(0, len(texts), part_texts)
    ]
    return pa.concat_arrays(parts) if parts else pa.array([], kind)
