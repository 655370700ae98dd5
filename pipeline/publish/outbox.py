"""The outbox: bytes of published files kept once under their sha256, and a readable copy under the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.runtime.content_store import ContentStore, Kept, content_key

# Letters of any script, digits, and - _ . inside: no path parts, no control characters, no hidden files.
NAME = re.compile(r"\w[\w.-]{0,150}")
CONTENT = "sha256"
"""Folder of the outbox that holds bytes under their sha256."""


class OutboxError(ValueError):
    """A file name that the outbox refuses."""


def named_key(folder: str, name: str) -> str:
    """Return the key of a readable file in the outbox; stores nothing.

    `folder`: code of the pack, or of another owner of files; `name`: file name. Raises OutboxError if one of them
    contains path parts or other unsuitable characters.
    """
    for part in (folder, name):
        if not NAME.fullmatch(part) or ".." in part:
            raise OutboxError(f"refused as a name in the outbox: {part!r}")
    return f"{folder}/{name}"


def store(outbox: ContentStore, content: bytes) -> str:
    """Write bytes into the outbox under their sha256, and return the sha256.

    Bytes that are there are written again only if they were altered.
    """
    return outbox.keep_bytes(content, CONTENT)


def store_blocks(outbox: ContentStore, blocks: Iterable[bytes]) -> Kept:
    """Write bytes that come in blocks into the outbox under their sha256; return the sha256 and the size in bytes."""
    return outbox.keep_blocks(blocks, CONTENT)


def holds(outbox: ContentStore, sha256: str) -> bool:
    """Return whether the bytes with this sha256 are in the outbox and unaltered. Reads them to compare."""
    return outbox.holds(sha256, CONTENT)


def read(outbox: ContentStore, sha256: str) -> bytes:
    """Return the bytes that the outbox keeps under this sha256.

    Raises FileNotFoundError if it does not have them. Does not check whether they were altered.
    """
    return outbox.read(content_key(sha256, CONTENT))


def show(outbox: ContentStore, pack_code: str, name: str, sha256: str) -> str:
    """Write stored bytes to their readable place in the outbox, under the file name `name`; return their key.

    `sha256`: of the stored bytes. A copy with equal bytes is not written again. Raises FileNotFoundError if the outbox
    does not have the bytes, OutboxError for an unsuitable name.
    """
    key = named_key(pack_code, name)
    if outbox.digest(key) != sha256:
        outbox.copy(content_key(sha256, CONTENT), key)
    return key
