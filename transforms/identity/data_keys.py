"""The two data keys of a warehouse: their check values, and their wrapping by a master key (RFC 5649)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from transforms.identity.keyring import Keyring, hmac_sm3

HASH_KEY_BYTES, CIPHER_KEY_BYTES = 32, 64
_CHECK_TEXT = b"check value of a data key"


@dataclass(frozen=True)
class DataKeys:
    """One version of the two data keys. `repr` shows neither. An empty key is a key that is not there."""

    hash_key: bytes = field(repr=False)
    cipher_key: bytes = field(repr=False)

    def hash_check(self) -> bytes:
        """Return the check value of the hash key: HMAC-SM3 of a constant. It reveals neither the key nor a number."""
        return hmac_sm3(self.hash_key, _CHECK_TEXT)

    def cipher_check(self) -> bytes:
        """Return the check value of the cipher key: AES-SIV of a constant. It reveals neither the key nor a name."""
        return AESSIV(self.cipher_key).encrypt(_CHECK_TEXT, None)

    def seal_stable_key(self, stable_key: bytes) -> bytes:
        """Encrypt the stable key with the cipher key."""
        return AESSIV(self.cipher_key).encrypt(stable_key, None)

    def keyring(self, stable_cipher: bytes) -> Keyring:
        """Return the keyring of these keys. `stable_cipher`: from `seal_stable_key`.

        Raises cryptography's InvalidTag if the stable key was encrypted with another cipher key.
        """
        return Keyring(self.hash_key, self.cipher_key, AESSIV(self.cipher_key).decrypt(stable_cipher, None))

    def wrapped(self, master_key: bytes) -> tuple[bytes, bytes]:
        """Return the hash key and the cipher key, each wrapped by the master key (16, 24 or 32 bytes)."""
        return (
            aes_key_wrap_with_padding(master_key, self.hash_key),
            aes_key_wrap_with_padding(master_key, self.cipher_key),
        )


def new_data_keys() -> DataKeys:
    """Return two random data keys."""
    return DataKeys(secrets.token_bytes(HASH_KEY_BYTES), secrets.token_bytes(CIPHER_KEY_BYTES))


def unwrapped(master_key: bytes, wrapped_hash_key: bytes, wrapped_cipher_key: bytes) -> DataKeys | None:
    """Return two data keys from their wrapping; None if they were wrapped by another master key, or were changed."""
    try:
        return DataKeys(
            aes_key_unwrap_with_padding(master_key, wrapped_hash_key),
            aes_key_unwrap_with_padding(master_key, wrapped_cipher_key),
        )
    except InvalidUnwrap:
        return None
