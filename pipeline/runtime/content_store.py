"""Keep bytes whole or not at all, under names or under their sha256: in a folder or in an object store.

The only writer of delivered files, published files and feedback workbooks. `stores.open_store` opens a store by its
address: `file:///folder` (`folder_store`) or `s3://bucket/prefix` (`object_store`). A key is a relative path with `/`.
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

SHA256 = re.compile(r"[0-9a-f]{64}")


class StoreUnavailableError(ConnectionError):
    """The object store did not answer, or asked to come again. As a lost connection it is a reason to retry."""


class StoreRefusedError(RuntimeError):
    """The object store refuses the access: the bucket, the credentials or their rights are wrong. No retry helps."""


class StoreDamagedError(RuntimeError):
    """Bytes that are kept under a sha256 have another one."""


class Kept(NamedTuple):
    """A file that a store keeps under its sha256, with its size."""

    sha256: str
    byte_count: int


class Ends(NamedTuple):
    """The first and the last bytes of a stored file, and its size."""

    head: bytes
    tail: bytes
    byte_count: int


def digest_of(content: bytes) -> str:
    """Return the sha256 of bytes, in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of_blocks(blocks: Iterable[bytes]) -> str:
    """Return the sha256 of bytes that come in blocks, in lower-case hexadecimal."""
    sha256 = hashlib.sha256()
    for block in blocks:
        sha256.update(block)
    return sha256.hexdigest()


def content_key(sha256: str, under: str = "") -> str:
    """Return the key at which a store keeps the bytes with this sha256; stores nothing.

    `under`: folder of the store, '' for its root. Raises ValueError for anything but a sha256 in lower-case
    hexadecimal.
    """
    if not SHA256.fullmatch(sha256):
        raise ValueError("not a sha256 in lower-case hexadecimal")
    return f"{under}/{sha256[:2]}/{sha256}" if under else f"{sha256[:2]}/{sha256}"


class ContentStore(ABC):
    """Files under keys. A file is there whole or not at all, whenever its writer or the machine stops."""

    @abstractmethod
    def location(self, key: str = "") -> str:
        """Return the place of a key, or of the whole store, for persons to read: a path or an `s3://` address."""

    @abstractmethod
    def keep_file(self, source: Path, under: str = "") -> Kept:
        """Copy a file into the store under its sha256 unless it is there; return the sha256 and the size in bytes.

        `source`: the file; `under`: folder of the store, '' for its root. Both results are those of the bytes that were
        copied, so that a file which grows during the copy is kept as it was read. Raises OSError for a file that cannot
        be read; then nothing is stored.
        """

    @abstractmethod
    def keep_blocks(self, blocks: Iterable[bytes], under: str = "") -> Kept:
        """Store bytes that come in blocks under their sha256; return the sha256 and the size in bytes.

        `under`: folder of the store, '' for its root. Never more than one block is in memory. Bytes that are there and
        unaltered are not written again. Nothing is stored if `blocks` raises.
        """

    @abstractmethod
    def write(self, key: str, content: bytes) -> None:
        """Store bytes under a key, or replace those that are there. Returns when they are stored durably."""

    @abstractmethod
    def read(self, key: str) -> bytes:
        """Return the bytes under a key. Raises FileNotFoundError if there are none."""

    @abstractmethod
    def digest(self, key: str) -> str | None:
        """Return the sha256 of the bytes under a key, None if there are none. Reads them in blocks."""

    @abstractmethod
    def copy(self, source: str, target: str) -> None:
        """Store the bytes under the key `source` under the key `target` as well, in blocks; replace those there.

        Raises FileNotFoundError if there are none.
        """

    @abstractmethod
    def ends(self, key: str, head_bytes: int, tail_bytes: int) -> Ends:
        """Return the first `head_bytes` and the last `tail_bytes` of a stored file, and its size.

        A shorter file gives fewer bytes. Raises FileNotFoundError if there is none.
        """

    @abstractmethod
    def local_copy(self, key: str) -> AbstractContextManager[Path]:
        """Yield the path of a local file with the bytes under a key, for readers that take only a path.

        Only the `with` block may use the path, and only read it: a temporary copy is removed at its end. Raises
        FileNotFoundError if there are no bytes, StoreDamagedError if they differ from the sha256 in the key.
        """

    def holds(self, sha256: str, under: str = "") -> bool:
        """Return whether the store has the bytes with this sha256, unaltered; `under`: folder of the store.

        Reads the bytes in blocks. Raises ValueError for anything but a sha256 in lower-case hexadecimal.
        """
        return self.digest(content_key(sha256, under)) == sha256

    def keep_bytes(self, content: bytes, under: str = "") -> str:
        """Store bytes under their sha256, and return it; `under`: folder of the store, '' for its root.

        Bytes that are there and unaltered are not written again.
        """
        sha256 = digest_of(content)
        if not self.holds(sha256, under):
            self.write(content_key(sha256, under), content)
        return sha256
