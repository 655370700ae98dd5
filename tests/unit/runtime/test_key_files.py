"""Files of the data keys: made once, private, exchanged whole."""

from __future__ import annotations

from pathlib import Path

from pipeline.runtime import key_files
from transforms.identity.data_keys import DataKeys


def test_keys_are_made_once_and_are_private(tmp_path: Path) -> None:
    assert key_files.read(tmp_path) == DataKeys(b"", b"") and not (tmp_path / "secrets").exists()
    made = key_files.create(tmp_path)
    assert (len(made.hash_key), len(made.cipher_key)) == (32, 64)
    assert key_files.create(tmp_path) == made == key_files.read(tmp_path)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()} == {0o600}


def test_the_next_keys_stand_beside_until_they_are_promoted(tmp_path: Path) -> None:
    made, following = key_files.create(tmp_path), key_files.create(tmp_path, is_next=True)
    assert key_files.read(tmp_path) == made and made.hash_key != following.hash_key
    key_files.promote(tmp_path, "hash_key")
    assert key_files.read(tmp_path) == DataKeys(following.hash_key, made.cipher_key)
    key_files.promote(tmp_path, "hash_key")  # another process was first
    key_files.promote(tmp_path, "cipher_key")
    assert key_files.read(tmp_path) == following and key_files.read(tmp_path, is_next=True) == DataKeys(b"", b"")


def test_a_malformed_or_removed_file_has_an_empty_key(tmp_path: Path) -> None:
    key_files.create(tmp_path)
    key_files.path(tmp_path, "hash_key").write_text("damaged")
    assert key_files.read(tmp_path).hash_key == b""
    key_files.remove(tmp_path)
    assert key_files.read(tmp_path) == DataKeys(b"", b"")
