"""Pseudonyms and ciphers: equal to the standard construction, deterministic, and silent."""

from __future__ import annotations

import hashlib
import hmac
import pickle

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from transforms.identity import keyring as module
from transforms.identity.keyring import Keyring

HASH_KEY, CIPHER_KEY = bytes(range(40)), bytes(range(64))


def test_alias_keys_are_hmac_sm3_cut_to_16_bytes() -> None:
    for key in (HASH_KEY, bytes(range(100))):
        expected = [hmac.new(key, text.encode(), "sm3").digest()[:16] for text in ("", "甲", "a" * 200)]
        assert Keyring(key, CIPHER_KEY).alias_keys(["", "甲", "a" * 200]) == expected


def test_sm3_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """GB/T 32905-2016, annex A.1, by the system's library and by the bundled one."""
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

    def missing(*_: object) -> None:
        raise ValueError("unsupported hash type sm3")

    usual = Keyring(HASH_KEY, CIPHER_KEY).alias_keys(["甲"])
    for replacement in (None, missing):
        if replacement:
            monkeypatch.setattr(hashlib, "new", replacement)
        state = module.sm3()
        state.update(b"abc")
        assert state.digest().hex() == expected
    assert Keyring(HASH_KEY, CIPHER_KEY).alias_keys(["甲"]) == usual


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)))
def test_what_is_encrypted_comes_back(values: list[str | None]) -> None:
    ring = Keyring(HASH_KEY, CIPHER_KEY)
    ciphers = ring.encrypt(values)
    assert ring.decrypt(ciphers) == values
    assert ciphers == Keyring(HASH_KEY, CIPHER_KEY).encrypt(values)


def test_a_changed_cipher_or_another_key_is_noticed() -> None:
    (cipher,) = Keyring(HASH_KEY, CIPHER_KEY).encrypt(["甲"])
    assert cipher is not None
    with pytest.raises(InvalidTag):
        Keyring(HASH_KEY, CIPHER_KEY[::-1]).decrypt([cipher])
    with pytest.raises(InvalidTag):
        Keyring(HASH_KEY, CIPHER_KEY).decrypt([cipher[:-1] + bytes([cipher[-1] ^ 1])])


def test_keys_are_not_shown_and_not_handed_on() -> None:
    ring = Keyring(HASH_KEY, CIPHER_KEY)
    for shown in (repr(ring), str(ring), f"{ring}"):
        assert shown == "Keyring(…)"
    with pytest.raises(TypeError):
        pickle.dumps(ring)
    assert not hasattr(ring, "__dict__")
    for keys in ((b"short-secret", CIPHER_KEY), (HASH_KEY, b"short-secret")):
        with pytest.raises(ValueError) as caught:
            Keyring(*keys)
        assert "short-secret" not in str(caught.value)
