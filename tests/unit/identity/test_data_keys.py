"""Check values differ with the key and reveal nothing; wrapped keys open with their master key alone."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag

from transforms.identity.data_keys import DataKeys, new_data_keys, unwrapped
from transforms.identity.keyring import Keyring, stable_key_of

MASTER_KEY = bytes(range(32))


def test_check_values_follow_the_key_and_nothing_else() -> None:
    keys, other = new_data_keys(), new_data_keys()
    assert keys.hash_check() == DataKeys(keys.hash_key, other.cipher_key).hash_check() != other.hash_check()
    assert keys.cipher_check() == DataKeys(other.hash_key, keys.cipher_key).cipher_check() != other.cipher_check()
    swapped = DataKeys(keys.cipher_key, keys.hash_key)
    assert swapped.hash_check() != keys.hash_check() and swapped.cipher_check() != keys.cipher_check()
    assert keys.hash_key.hex() not in repr(keys) and repr(keys) == "DataKeys()"


def test_wrapped_keys_open_with_their_master_key_alone() -> None:
    keys = new_data_keys()
    hash_key, cipher_key = keys.wrapped(MASTER_KEY)
    assert unwrapped(MASTER_KEY, hash_key, cipher_key) == keys
    assert unwrapped(MASTER_KEY[::-1], hash_key, cipher_key) is None
    assert unwrapped(MASTER_KEY, hash_key[:-1] + bytes([hash_key[-1] ^ 1]), cipher_key) is None
    assert keys.hash_key not in hash_key and keys.cipher_key not in cipher_key


def test_the_stable_key_outlives_the_hash_key() -> None:
    first, second = new_data_keys(), new_data_keys()
    ring = Keyring(first.hash_key, first.cipher_key)
    assert ring.stable_key == stable_key_of(first.hash_key)
    later = second.keyring(second.seal_stable_key(ring.stable_key))
    assert later.stable_keys(["household:1"]) == ring.stable_keys(["household:1"])
    assert later.alias_keys(["甲"]) != ring.alias_keys(["甲"])
    assert ring.alias_keys(["甲"]) != ring.stable_keys(["甲"])
    with pytest.raises(InvalidTag):
        first.keyring(second.seal_stable_key(ring.stable_key))
