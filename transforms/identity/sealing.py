"""Columns of numbers and names in sealed form: keyed hashes and ciphers in the place of texts."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.keyring import ALIAS_BYTES, Keyring

KEY = pa.binary(ALIAS_BYTES)


class Sealing(Protocol):
    """Seals columns; the sealed form of a text depends on the text and the keyring alone."""

    def keys(self, numbers: pa.Array) -> pa.Array:
        """The alias key of each number, 16 bytes; null for null."""

    def ciphers(self, texts: pa.Array) -> pa.Array:
        """The cipher of each text; null for null and ''."""


class Sealer:
    """Seals as it is asked. Persons share names, so each text is sealed once."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def keys(self, numbers: pa.Array) -> pa.Array:
        texts = numbers.dictionary_encode()
        return pa.array(self._keyring.alias_keys(texts.dictionary.to_pylist()), KEY).take(texts.indices)

    def ciphers(self, texts: pa.Array) -> pa.Array:
        encoded = texts.dictionary_encode()
        return pa.array(self._keyring.encrypt(encoded.dictionary.to_pylist()), pa.binary()).take(encoded.indices)


class Sealed(NamedTuple):
    """Texts whose sealed form is known, and that form."""

    texts: pa.Array
    forms: pa.Array

    def of(self, texts: pa.Array) -> pa.Array:
        """The sealed form of each text; null where it is not known."""
        return self.forms.take(pc.index_in(texts, value_set=self.texts))
