"""The outbox: bytes of published files kept once under their sha256, and a readable copy under the file's name."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.runtime import content_store

# Letters of any script, digits, and - _ . inside: no path parts, no control characters, no hidden files.
NAME = re.compile(r"\w[\w.-]{0,150}")


class OutboxError(ValueError):
    """A file name that the outbox refuses."""


def content_folder(outbox: Path) -> Path:
    """Return the path of the folder in the outbox that holds bytes under their sha256; does not create it."""
    return outbox / "sha256"


def named_path(outbox: Path, pack_code: str, name: str) -> Path:
    """Return the path of the readable copy of a published file; does not create it.

    `outbox`: folder of the outbox; `name`: file name. Raises OutboxError if pack code or name contains path parts or
    other unsuitable characters.
    """
    for part in (pack_code, name):
        if not NAME.fullmatch(part) or ".." in part:
            raise OutboxError(f"refused as a name in the outbox: {part!r}")
    return outbox / pack_code / name


def store(outbox: Path, content: bytes) -> str:
    """Write bytes into the outbox under their sha256, and return the sha256; `outbox`: folder of the outbox.

    Bytes that are there are written again only if they were altered on the disk.
    """
    return content_store.keep_bytes(content_folder(outbox), content)


def holds(outbox: Path, sha256: str) -> bool:
    """Return whether the bytes with this sha256 are in the outbox and unaltered.

    `outbox`: folder of the outbox. Reads the bytes to compare their sha256.
    """
    return content_store.holds(content_folder(outbox), sha256)


def read(outbox: Path, sha256: str) -> bytes:
    """Return the bytes that the outbox keeps under this sha256; `outbox`: folder of the outbox.

    Raises FileNotFoundError if it does not have them. Does not check whether they were altered.
    """
    return content_store.place(content_folder(outbox), sha256).read_bytes()


def show(outbox: Path, pack_code: str, name: str, sha256: str) -> Path:
    """Write stored bytes to their readable path in the outbox, under the file name `name`; return the path.

    `outbox`: folder of the outbox; `sha256`: of the stored bytes. A copy with equal bytes is not written again. Raises
    FileNotFoundError if the outbox does not have the bytes, OutboxError for an unsuitable name.
    """
    content = read(outbox, sha256)
    path = named_path(outbox, pack_code, name)
    if not path.exists() or path.read_bytes() != content:
        content_store.write(content_folder(outbox), path, content)
    return path
