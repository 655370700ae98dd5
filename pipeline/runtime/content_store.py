"""Write files whole or not at all, and keep bytes once under their sha256.

The only writer of delivered files, published files and feedback workbooks. Every write goes to a partial file in a
root folder first and is renamed into place, so that a reader never sees half a file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK_BYTES = 1 << 20
_PARTIAL = ".arriving-"
_LOCK = ".lock"


def digest(path: Path) -> str:
    """Return the sha256 of a file, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(content: bytes) -> str:
    """Return the sha256 of bytes, in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def place(folder: Path, sha256: str) -> Path:
    """Return the path at which a content store keeps the bytes with this sha256; does not create it.

    `folder`: root of the store. Raises ValueError for anything but a sha256 in lower-case hexadecimal.
    """
    if not SHA256.fullmatch(sha256):
        raise ValueError("not a sha256 in lower-case hexadecimal")
    return folder / sha256[:2] / sha256


def keep(folder: Path, source: Path) -> str:
    """Copy a file into a content store unless it is there, and return its sha256. Safe against a kill at any moment.

    `folder`: root of the store; `source`: the file. The digest is taken from the copy, so that a file which grows
    during the copy is kept as it was read.
    """
    with _partial_file(folder) as (partial, target):
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                target.write(chunk)
        _sync(target)
        sha256 = digest(partial)
        path = place(folder, sha256)
        if not path.exists():
            _move(partial, path)
    return sha256


def keep_bytes(folder: Path, content: bytes) -> str:
    """Write bytes into a content store and return their sha256; `folder`: root of the store.

    Bytes that are there and unaltered are not written again.
    """
    sha256 = digest_of(content)
    if not holds(folder, sha256):
        write(folder, place(folder, sha256), content)
    return sha256


def holds(folder: Path, sha256: str) -> bool:
    """Return whether the bytes with this sha256 are in a content store and unaltered; `folder`: root of the store.

    Raises ValueError for anything but a sha256 in lower-case hexadecimal.
    """
    path = place(folder, sha256)
    return path.exists() and digest(path) == sha256


def write(root: Path, path: Path, content: bytes) -> None:
    """Write or replace the file `path`, which lies below `root`; only its owner can read it. Creates missing folders.

    The bytes are first written to a partial file in `root` itself, so that no reader sees half a file.
    """
    with _partial_file(root) as (partial, target):
        target.write(content)
        _sync(target)
        _move(partial, path)


@contextmanager
def _partial_file(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a partial file in the folder; remove it at the end unless it was moved into place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _upload_lock(folder):
        handle, name = tempfile.mkstemp(dir=folder, prefix=_PARTIAL)
        try:
            with os.fdopen(handle, "wb") as target:
                yield Path(name), target
        finally:
            Path(name).unlink(missing_ok=True)


@contextmanager
def _upload_lock(folder: Path) -> Iterator[None]:
    """Take a shared lock for one write.

    If no other write is running, first delete partial files left by killed processes. The operating system releases the
    lock when the process ends, however it ends.
    """
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            for left_over in folder.glob(f"{_PARTIAL}*"):
                left_over.unlink(missing_ok=True)
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _move(partial: Path, path: Path) -> None:
    """Rename a partial file into place, durably: the rename is on disk when this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
