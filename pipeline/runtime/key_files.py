"""The files of the two data keys below the state folder of an embedded installation: mode 600, hexadecimal text.

During a rotation the next keys are next to the current keys, in `secrets/<name>.next`. The warehouse decides which of
the two counts (`pipeline/identity/keys.py`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from transforms.identity.data_keys import CIPHER_KEY_BYTES, HASH_KEY_BYTES, DataKeys
from warehouse.embedded.server import read_or_create_secret

Name = Literal["hash_key", "cipher_key"]
NAMES: tuple[Name, Name] = ("hash_key", "cipher_key")
BYTES = {"hash_key": HASH_KEY_BYTES, "cipher_key": CIPHER_KEY_BYTES}


def path(home: Path, name: Name, is_next: bool = False) -> Path:
    """Return the path of a key's file; `is_next`: of the key that a rotation has made. Touches nothing."""
    return home / "secrets" / (f"{name}.next" if is_next else name)


def read_text(home: Path, name: Name, is_next: bool = False) -> str | None:
    """Return the text of a key's file, None if there is no file."""
    try:
        return path(home, name, is_next).read_text().strip()
    except FileNotFoundError:
        return None


def read(home: Path, is_next: bool = False) -> DataKeys:
    """Return the keys in the files. A key without a file, or with a malformed file, is empty."""
    return DataKeys(*(_bytes(read_text(home, name, is_next)) for name in NAMES))


def read_folder(folder: Path) -> DataKeys:
    """Return the keys in the files of another folder, such as a backup's. A key without a file is empty."""
    texts = [(folder / name).read_text().strip() if (folder / name).is_file() else "" for name in NAMES]
    return DataKeys(*map(_bytes, texts))


def create(home: Path, is_next: bool = False) -> DataKeys:
    """Return the keys in the files; a key without a file is made first. The files are on disk when this returns."""
    for name in NAMES:
        file = path(home, name, is_next)
        read_or_create_secret(file, BYTES[name])
        _sync(file)
    _sync(home / "secrets")
    return read(home, is_next)


def promote(home: Path, name: Name) -> None:
    """Replace a key's file by the file of the next key, durably. Does nothing if another process has done it."""
    try:
        path(home, name, is_next=True).replace(path(home, name))
    except FileNotFoundError:
        return
    _sync(home / "secrets")


def remove(home: Path, is_next: bool = False) -> None:
    """Remove the files of the keys, if there are any."""
    for name in NAMES:
        path(home, name, is_next).unlink(missing_ok=True)


def _bytes(text: str | None) -> bytes:
    try:
        return bytes.fromhex(text or "")
    except ValueError:
        return b""


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
