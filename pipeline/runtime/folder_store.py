"""A content store in a folder: every write goes to a partial file first and is renamed into place, durably."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.runtime.content_store import ContentStore, Ends, Kept, content_key
from pipeline.runtime.partial_files import copy_into, partial_file, write_blocks


class FolderStore(ContentStore):
    """Files below a folder that only its owner can read. Missing folders are created at the first write.

    `root`: the folder. Partial files lie in it, so that each can be renamed to its place.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: str) -> Path:
        """Return the path of the file with this key, whether it exists or not."""
        return self.root / key

    def location(self, key: str = "") -> str:
        """Return the path of a key, or of the folder."""
        return str(self.path(key))

    def keep_file(self, source: Path, under: str = "") -> Kept:
        """Copy a file into the folder under its sha256 unless it is there; return the sha256 and the size in bytes."""
        with partial_file(self.root) as (partial, target):
            kept = copy_into(source, target)
            _sync(target)
            path = self.path(content_key(kept.sha256, under))
            if not path.exists():
                _move(partial, path)
        return kept

    def keep_blocks(self, blocks: Iterable[bytes], under: str = "") -> Kept:
        """Write blocks to a partial file, and move it to its place unless unaltered bytes are there."""
        with partial_file(self.root) as (partial, target):
            kept = write_blocks(blocks, target)
            if not self.holds(kept.sha256, under):
                _sync(target)
                _move(partial, self.path(content_key(kept.sha256, under)))
        return kept

    def write(self, key: str, content: bytes) -> None:
        """Write or replace a file: through a partial file, so that no reader sees half of it."""
        with partial_file(self.root) as (partial, target):
            target.write(content)
            _sync(target)
            _move(partial, self.path(key))

    def read(self, key: str) -> bytes:
        """Return the bytes of a file. Raises FileNotFoundError if there is none."""
        return self.path(key).read_bytes()

    def digest(self, key: str) -> str | None:
        """Return the sha256 of a file, None if there is none."""
        try:
            with self.path(key).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except (FileNotFoundError, NotADirectoryError):  # a store that is no folder is an error when it is written to
            return None

    def copy(self, source: str, target: str) -> None:
        """Copy a file to another key, through a partial file. Raises FileNotFoundError if there is none."""
        with partial_file(self.root) as (partial, file):
            copy_into(self.path(source), file)
            _sync(file)
            _move(partial, self.path(target))

    def ends(self, key: str, head_bytes: int, tail_bytes: int) -> Ends:
        """Return the first and the last bytes of a file, and its size. Raises FileNotFoundError if there is none."""
        with self.path(key).open("rb") as stream:
            head = stream.read(head_bytes)
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - tail_bytes))
            return Ends(head, stream.read(), size)

    def list_keys(self) -> Iterator[str]:
        """Yield the key of each file, sorted; leaves out partial files and locks."""
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(self.root).as_posix()

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """Yield the path of the stored file itself: nothing is copied. Does not check that the file exists."""
        yield self.path(key)


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
