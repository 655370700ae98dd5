"""Content-addressed files: bytes are kept once, under their sha256, and never change."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CHUNK_BYTES = 1 << 20
_ARRIVING = ".arriving-"
_LOCK = ".lock"


def digest(path: Path) -> str:
    """sha256 of a file, in hexadecimal."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            sha.update(chunk)
    return sha.hexdigest()


def place(folder: Path, sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return folder / sha256[:2] / sha256


def keep(folder: Path, source: Path) -> str:
    """Copy a file into the store unless it is there; returns its sha256. Safe against a kill at any moment.

    The digest is taken from the copy, so that a file which grows while it is read is kept as it was read. What a killed
    process left half copied goes with the next file that arrives while no other does.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _arriving(folder):
        handle, name = tempfile.mkstemp(dir=folder, prefix=_ARRIVING)
        copy = Path(name)
        try:
            with os.fdopen(handle, "wb") as target, source.open("rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            return _settle(folder, copy)
        finally:
            copy.unlink(missing_ok=True)


@contextmanager
def _arriving(folder: Path) -> Iterator[None]:
    """Holds the store's lock together with everybody whose file arrives; who holds it alone removes what is left over.

    A lock goes with its process, however that ends: whoever could take it alone knows that nobody writes.
    """
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            for left in folder.glob(f"{_ARRIVING}*"):
                left.unlink(missing_ok=True)
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _settle(folder: Path, copy: Path) -> str:
    sha256 = digest(copy)
    target = place(folder, sha256)
    if not target.exists():
        target.parent.mkdir(mode=0o700, exist_ok=True)
        copy.replace(target)
        _sync_folder(target.parent)
    return sha256


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
