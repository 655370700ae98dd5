"""Open a content store by its address: `file:///folder` or `s3://bucket/prefix`."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from pipeline.runtime.content_store import ContentStore
from pipeline.runtime.folder_store import FolderStore
from pipeline.runtime.s3_settings import S3Access

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def open_store(address: str, scratch: Path, access: S3Access | None = None) -> ContentStore:
    """Return the content store at an address. Touches nothing, connects to nothing.

    `scratch`: local folder for temporary copies of objects; `access`: endpoint and credentials of the object store,
    None: those that boto3 finds. Raises ValueError for any other address. Its text does not contain the address, which
    may contain a secret by mistake.
    """
    parts = urlsplit(address)
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("an address has neither credentials nor parameters")
    if parts.scheme == "file" and parts.netloc in ("", "localhost") and parts.path.startswith("/"):
        return FolderStore(Path(url2pathname(parts.path)))
    if parts.scheme == "s3" and _BUCKET.fullmatch(parts.netloc):
        from pipeline.runtime.object_store import ObjectStore

        return ObjectStore(parts.netloc, unquote(parts.path), scratch, access)
    raise ValueError("an address is file:///folder or s3://bucket/prefix")
