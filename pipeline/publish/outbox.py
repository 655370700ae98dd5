"""The outbox: bytes of extracts stored once under their sha256, and a readable copy under the extract's name."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path

SHA256 = re.compile(r"[0-9a-f]{64}")
_PART = ".part-"
_LEFT_SECONDS = 3600  # a file is written in seconds: what is a part for an hour was left by a kill
# Letters of any script, digits, and - _ . inside: no path parts, no control characters, no hidden files.
NAME = re.compile(r"\w[\w.-]{0,150}")


class OutboxError(ValueError):
    """A name or a digest that the outbox refuses."""


def content_path(outbox: Path, sha256: str) -> Path:
    if not SHA256.fullmatch(sha256):
        raise OutboxError("not a sha256 in lower-case hexadecimal")
    return outbox / "sha256" / sha256[:2] / sha256


def named_path(outbox: Path, pack_code: str, name: str) -> Path:
    """The readable copy of an extract. Raises OutboxError for a name with path parts."""
    for part in (pack_code, name):
        if not NAME.fullmatch(part) or ".." in part:
            raise OutboxError(f"refused as a name in the outbox: {part!r}")
    return outbox / pack_code / name


def store(outbox: Path, content: bytes) -> str:
    """Write the bytes under their sha256 (a no-op if they are there) and return it."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = content_path(outbox, sha256)
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        write(path, content)
    return sha256


def show(outbox: Path, pack_code: str, name: str, sha256: str) -> Path:
    """Put a readable copy of stored bytes under the extract's name; repairs a missing or altered copy."""
    content = content_path(outbox, sha256).read_bytes()
    path = named_path(outbox, pack_code, name)
    if not path.exists() or path.read_bytes() != content:
        write(path, content)
    return path


def holds(outbox: Path, sha256: str) -> bool:
    """Whether the bytes are there and unaltered."""
    path = content_path(outbox, sha256)
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def digest(content: bytes) -> str:
    """sha256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a file. What a kill left half written goes with a later file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(path.parent)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sweep(folder: Path) -> None:
    for part in folder.glob(f"{_PART}*"):
        with suppress(FileNotFoundError):  # another writer swept it, or has moved it into place
            if time.time() - part.stat().st_mtime > _LEFT_SECONDS:
                part.unlink()
