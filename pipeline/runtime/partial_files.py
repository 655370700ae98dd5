"""Partial files: private files of one writer or reader that no kill leaves behind for ever."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.runtime.content_store import Kept

_CHUNK_BYTES = 1 << 20
_PARTIAL = ".arriving-"
_LOCK = ".lock"


@contextmanager
def partial_file(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a new partial file in a folder; remove it at the end unless the caller moved it. Yields path and file.

    `folder`: created if missing, mode 700. The first caller that finds no other in the folder removes what killed
    processes left.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _shared_lock(folder):
        handle, name = tempfile.mkstemp(dir=folder, prefix=_PARTIAL)
        try:
            with os.fdopen(handle, "wb") as target:
                yield Path(name), target
        finally:
            Path(name).unlink(missing_ok=True)


def copy_into(source: Path, target: BinaryIO, *readers: Callable[[bytes], object]) -> Kept:
    """Copy a file into an open file, and return sha256 and size of the copied bytes.

    `readers`: functions that are called with each part of the bytes, in order. Raises OSError if the file cannot be
    read, or if it is a link: its sender might have changed it into one after it was checked.
    """
    with os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        return write_blocks(iter(lambda: file.read(_CHUNK_BYTES), b""), target, *readers)


def write_blocks(blocks: Iterable[bytes], target: BinaryIO, *readers: Callable[[bytes], object]) -> Kept:
    """Write blocks of bytes to an open file, and return sha256 and size of all of them.

    `readers`: functions that are called with each block, in order.
    """
    sha256, count = hashlib.sha256(), 0
    for block in blocks:
        target.write(block)
        for reader in (sha256.update, *readers):
            reader(block)
        count += len(block)
    return Kept(sha256.hexdigest(), count)


@contextmanager
def _shared_lock(folder: Path) -> Iterator[None]:
    """Take a shared lock for one partial file.

    If nobody else has the lock, first delete partial files left by killed processes. The operating system releases the
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
