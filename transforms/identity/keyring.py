"""Keyed pseudonyms (HMAC-SM3) and deterministic encryption (AES-SIV) of identity values.

Deterministic on purpose: two warehouses with the same keys are equal byte for byte.
A third secret, the stable key, is derived from the first hash key and outlives its replacement
(docs/explanation/identity.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, NoReturn, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

ALIAS_BYTES = 16
_BLOCK_BYTES = 64
_MIN_KEY_BYTES = 32
_STABLE_KEY_TEXT = b"stable key of the warehouse"


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def copy(self) -> Any: ...
    def digest(self) -> bytes: ...


class _BundledSm3:
    """SM3 of the library bundled with `cryptography`, for a system whose OpenSSL lacks it."""

    def __init__(self, state: hashes.Hash | None = None) -> None:
        self._state = state or hashes.Hash(hashes.SM3())

    def update(self, data: bytes, /) -> None:
        self._state.update(data)

    def copy(self) -> _BundledSm3:
        return _BundledSm3(self._state.copy())

    def digest(self) -> bytes:
        return self._state.finalize()


def sm3() -> _Digest:
    """Return a new, empty hash object for SM3 (GB/T 32905), with `update`, `digest` and `copy` as in hashlib.

    SM3 is that of the system's OpenSSL, or of the bundled library if the system has none.
    """
    try:
        return hashlib.new("sm3")
    except ValueError:
        return _BundledSm3()


class Keyring:
    """Secret keys: one for pseudonyms, one for ciphers, and the stable key. None of them is printed or pickled."""

    __slots__ = ("_cipher", "_inner", "_outer", "_stable")

    def __init__(self, hash_key: bytes, cipher_key: bytes, stable_key: bytes | None = None) -> None:
        """Prepare the keys. `hash_key`: at least 32 bytes; `cipher_key`: 32, 48 or 64 bytes.

        `stable_key`: the stable key of a warehouse whose hash key was replaced; None derives it from `hash_key`. Raises
        ValueError without the value if a key has a wrong length.
        """
        if len(hash_key) < _MIN_KEY_BYTES:
            raise ValueError(f"hash key is too short: {len(hash_key)} bytes, expected at least {_MIN_KEY_BYTES}")
        if len(cipher_key) not in (32, 48, 64):
            raise ValueError(f"cipher key has {len(cipher_key)} bytes, expected 32, 48 or 64")
        self._inner, self._outer = _pads(hash_key)
        self._cipher = AESSIV(cipher_key)
        self._stable = stable_key or stable_key_of(hash_key)

    def __repr__(self) -> str:
        return "Keyring(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyring is not pickled: pass its keys by the environment")

    def alias_keys(self, numbers: Iterable[str]) -> list[bytes]:
        """Compute the pseudonym (16 bytes) of each document number, in the given order.

        `numbers`: canonical texts (`normalise_number`). The pseudonym is the first 16 bytes of HMAC-SM3(hash_key,
        number).
        """
        return _hashes(self._inner, self._outer, numbers)

    @property
    def stable_key(self) -> bytes:
        """Secret of what must be recognised after the hash key was replaced: marks of workbooks, household numbers."""
        return self._stable

    def stable_keys(self, texts: Iterable[str]) -> list[bytes]:
        """Compute the pseudonym (16 bytes) of each text with the stable key, in the given order.

        For numbers of which the warehouse keeps no cipher, so that a new hash key could not be applied to them.
        """
        return _hashes(*_pads(self._stable), texts)

    def encrypt(self, values: Iterable[str | None]) -> list[bytes | None]:
        """Encrypt each text by AES-SIV, in the given order; equal texts give equal ciphers. None and '' give None."""
        seal = self._cipher.encrypt
        return [seal(value.encode(), None) if value else None for value in values]

    def decrypt(self, ciphers: Iterable[bytes | None]) -> list[str | None]:
        """Decrypt ciphers that `encrypt` made, in the given order; None gives None.

        Raises cryptography's InvalidTag for a changed cipher, or one that was made with another key.
        """
        unseal = self._cipher.decrypt
        return [unseal(cipher, None).decode() if cipher else None for cipher in ciphers]


def stable_key_of(hash_key: bytes) -> bytes:
    """Derive the stable key (32 bytes) from the first hash key of a warehouse; the hash key cannot be derived back."""
    return hmac_sm3(hash_key, _STABLE_KEY_TEXT)


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """Compute HMAC-SM3 (32 bytes) of `data`."""
    low, high = _pads(key)
    low.update(data)
    high.update(low.digest())
    return high.digest()


def _hashes(inner: _Digest, outer: _Digest, texts: Iterable[str]) -> list[bytes]:
    keys = []
    for text in texts:
        low = inner.copy()
        low.update(text.encode())
        high = outer.copy()
        high.update(low.digest())
        keys.append(high.digest()[:ALIAS_BYTES])
    return keys


def _pads(key: bytes) -> tuple[_Digest, _Digest]:
    """Compute the SM3 states after the inner and the outer pad (RFC 2104), once per keyring."""
    if len(key) > _BLOCK_BYTES:
        long_key = sm3()
        long_key.update(key)
        key = long_key.digest()
    key = key.ljust(_BLOCK_BYTES, b"\0")
    inner, outer = sm3(), sm3()
    inner.update(bytes(byte ^ 0x36 for byte in key))
    outer.update(bytes(byte ^ 0x5C for byte in key))
    return inner, outer
