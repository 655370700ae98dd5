"""A content store in a bucket of an object store (S3 and its kind).

An object is handed over whole in one call, so that it is there whole or not at all: an exception, a kill or a lost
connection leaves nothing, and no lock or folder is stored. Errors name the object, never a credential.
"""

from __future__ import annotations

import base64
import errno
import functools
import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, TypeVar

from pipeline.runtime.content_store import (
    SHA256,
    ContentStore,
    Ends,
    Kept,
    StoreDamagedError,
    StoreRefusedError,
    StoreUnavailableError,
    content_key,
)
from pipeline.runtime.partial_files import copy_into, partial_file, write_blocks
from pipeline.runtime.s3_settings import S3Access

_CHUNK_BYTES = 1 << 20
_ONE_CALL_BYTES = 4 << 30
"""Larger files go in parts; the store makes an object of them after the last part. S3 takes 5 GiB in one call."""
_PART_BYTES = 64 << 20
_NOT_FOUND = {"404", "NoSuchKey", "NotFound"}
_COME_AGAIN = {"SlowDown", "Throttling", "RequestTimeout", "InternalError", "ServiceUnavailable"}
_SECRETIVE_LOGGERS = ("botocore", "boto3", "s3transfer")
Result = TypeVar("Result")


class ObjectStore(ContentStore):
    """Objects of a bucket whose names begin with a prefix. Connects to nothing before the first call.

    `scratch`: local folder of temporary copies; `access`: endpoint and credentials, None: those that boto3 finds.
    """

    def __init__(self, bucket: str, prefix: str, scratch: Path, access: S3Access | None) -> None:
        self._bucket, self._prefix = bucket, prefix.strip("/")
        self._scratch, self._access = scratch, access

    def location(self, key: str = "") -> str:
        """Return the `s3://` address of a key, or of the store."""
        return "/".join(part for part in (f"s3://{self._bucket}", self._prefix, key) if part)

    def keep_file(self, source: Path, under: str = "") -> Kept:
        """Copy a file into the store under its sha256 unless it is there; return the sha256 and the size in bytes."""
        md5 = hashlib.md5(usedforsecurity=False)
        with partial_file(self._scratch) as (partial, target):
            kept = copy_into(source, target, md5.update)
            target.flush()
            key = content_key(kept.sha256, under)
            if self._byte_count(key) != kept.byte_count:
                self._upload(key, partial, kept.byte_count, _base64(md5.digest()))
        return kept

    def keep_blocks(self, blocks: Iterable[bytes], under: str = "") -> Kept:
        """Write blocks to a temporary file, and store it under its sha256 unless unaltered bytes are there."""
        md5 = hashlib.md5(usedforsecurity=False)
        with partial_file(self._scratch) as (partial, target):
            kept = write_blocks(blocks, target, md5.update)
            target.flush()
            if not self.holds(kept.sha256, under):
                self._upload(content_key(kept.sha256, under), partial, kept.byte_count, _base64(md5.digest()))
        return kept

    def write(self, key: str, content: bytes) -> None:
        """Store bytes under a key, or replace those that are there. Returns when the store has accepted them."""
        self._put(key, content, _md5(content))

    def read(self, key: str) -> bytes:
        """Return the bytes under a key. Raises FileNotFoundError if there are none."""
        return self._call(key, lambda: bytes(self._get(key)["Body"].read()))

    def digest(self, key: str) -> str | None:
        """Return the sha256 of an object, None if there is none."""
        try:
            return self._call(key, lambda: self._download(key))
        except FileNotFoundError:
            return None

    def copy(self, source: str, target: str) -> None:
        """Store an object under another key as well, through a temporary copy of it."""
        with self.local_copy(source) as path:
            with path.open("rb") as file:
                md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
            self._upload(target, path, path.stat().st_size, _base64(md5.digest()))

    def ends(self, key: str, head_bytes: int, tail_bytes: int) -> Ends:
        """Return the first and the last bytes of an object, and its size; only these bytes are transferred."""
        size = self._byte_count(key)
        if size is None:
            raise self._missing(key)
        if size == 0:
            return Ends(b"", b"", 0)

        def part(first: int, last: int) -> bytes:
            return self._call(key, lambda: bytes(self._get(key, Range=f"bytes={first}-{last}")["Body"].read()))

        return Ends(part(0, head_bytes - 1), part(max(0, size - tail_bytes), size - 1), size)

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """Yield the path of a temporary copy of an object, in a private folder; it is removed at the end."""
        with partial_file(self._scratch) as (path, target):
            digest = self._call(key, lambda: self._download(key, target))
            name = PurePosixPath(key).name
            if SHA256.fullmatch(name) and digest != name:
                raise StoreDamagedError(f"{self.location(key)} has the sha256 {digest}")
            yield path

    def _download(self, key: str, target: BinaryIO | None = None) -> str:
        """Write an object to a file, if there is one; return the sha256 of its bytes."""
        sha256 = hashlib.sha256()
        for chunk in self._get(key)["Body"].iter_chunks(_CHUNK_BYTES):
            if target is not None:
                target.write(chunk)
            sha256.update(chunk)
        if target is not None:
            target.flush()
        return sha256.hexdigest()

    def _upload(self, key: str, path: Path, byte_count: int, md5: str) -> None:
        if byte_count <= _ONE_CALL_BYTES:
            with path.open("rb") as file:
                self._put(key, file, md5)
            return
        self._call(key, lambda: self._upload_in_parts(self._name(key), path))

    def _upload_in_parts(self, name: str, path: Path) -> None:
        """Make an object of the parts of a file. Whatever ends the upload in the middle, the parts are given up.

        The transfer manager of boto3 is no choice: it waits for ever after a BaseException such as Airflow's timeout.
        """
        place = {"Bucket": self._bucket, "Key": name}
        upload = place | {"UploadId": self._client.create_multipart_upload(**place)["UploadId"]}
        try:
            parts: list[dict[str, Any]] = []
            with path.open("rb") as file:
                while part := file.read(_PART_BYTES):
                    number = len(parts) + 1
                    answer = self._client.upload_part(**upload, PartNumber=number, Body=part, ContentMD5=_md5(part))
                    parts.append({"PartNumber": number, "ETag": answer["ETag"]})
            self._client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
        except BaseException:
            self._client.abort_multipart_upload(**upload)
            raise

    def _put(self, key: str, body: bytes | BinaryIO, md5: str) -> None:
        # Every kind of object store compares this header; few know the newer checksums.
        place = {"Bucket": self._bucket, "Key": self._name(key)}
        self._call(key, lambda: self._client.put_object(**place, Body=body, ContentMD5=md5))

    def _get(self, key: str, **part: str) -> Any:
        return self._client.get_object(Bucket=self._bucket, Key=self._name(key), **part)

    def _byte_count(self, key: str) -> int | None:
        """Return the size of an object in bytes, or None if there is none."""
        try:
            head = self._call(key, lambda: self._client.head_object(Bucket=self._bucket, Key=self._name(key)))
            return int(head["ContentLength"])
        except FileNotFoundError:
            return None

    def _missing(self, key: str) -> FileNotFoundError:
        return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self.location(key))

    def _name(self, key: str) -> str:
        return f"{self._prefix}/{key}" if self._prefix else key

    @property
    def _client(self) -> Any:
        return _client(self._access or S3Access())

    def _call(self, key: str, call: Callable[[], Result]) -> Result:
        """Call the object store; turn an error of boto3 into one of this module, without its text."""
        from botocore import exceptions

        try:
            return call()
        except exceptions.ClientError as error:
            raise self._client_error(key, error) from None
        except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError):
            raise StoreRefusedError(
                f"no credentials for {self.location()}: set AIRFLOW_CONN_CAMPAIGN_S3, or AWS_ACCESS_KEY_ID and"
                " AWS_SECRET_ACCESS_KEY"
            ) from None
        except (
            exceptions.ConnectionError,
            exceptions.HTTPClientError,
            exceptions.IncompleteReadError,
        ) as error:
            raise StoreUnavailableError(f"{self.location(key)}: {type(error).__name__}") from None
        except exceptions.BotoCoreError as error:
            raise StoreRefusedError(f"{self.location(key)}: {type(error).__name__}") from None

    def _client_error(self, key: str, error: Any) -> Exception:
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
        if code in _NOT_FOUND:
            return self._missing(key)
        if status >= 500 or status == 429 or code in _COME_AGAIN:
            return StoreUnavailableError(f"{self.location(key)}: {code}")
        return StoreRefusedError(f"{self.location(key)}: {code}")


def _md5(content: bytes) -> str:
    return _base64(hashlib.md5(content, usedforsecurity=False).digest())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@functools.lru_cache
def _client(access: S3Access) -> Any:
    """Return the client of this process for an access: making one takes a tenth of a second."""
    for name in _SECRETIVE_LOGGERS:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)  # their DEBUG lines have session tokens and signatures
    import boto3.session
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        aws_access_key_id=access.key_id,
        aws_secret_access_key=access.secret,
        aws_session_token=access.session_token,
        endpoint_url=access.endpoint_url,
        region_name=access.region,
        config=Config(
            connect_timeout=10,
            read_timeout=60,
            retries={"mode": "standard", "max_attempts": 4},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": access.addressing_style or "auto"},
        ),
    )


os.register_at_fork(after_in_child=_client.cache_clear)  # two processes must not share a connection
