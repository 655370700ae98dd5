"""An object store on a free port of 127.0.0.1 (moto), started and stopped by the tests that use it."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3.session
from moto.server import ThreadedMotoServer

from pipeline.runtime.object_store import ObjectStore
from pipeline.runtime.s3_settings import S3Access

KEY_ID, SECRET = "key-of-tests", "secret-of-tests"
_NUMBERS = itertools.count(1)  # all servers of a process share their buckets


class Bucket:
    """A new bucket: its name, the access to it, and its objects."""

    def __init__(self, endpoint_url: str, name: str) -> None:
        self.name = name
        self.access = S3Access(KEY_ID, SECRET, None, endpoint_url, "us-east-1")
        self.client: Any = boto3.session.Session().client(
            "s3", endpoint_url=endpoint_url, aws_access_key_id=KEY_ID, aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )  # fmt: skip
        self.client.create_bucket(Bucket=name)

    def store(self, prefix: str, scratch: Path) -> ObjectStore:
        """Return a store of the objects below a prefix."""
        return ObjectStore(self.name, prefix, scratch, self.access)

    def objects(self) -> dict[str, bytes]:
        """Return name -> bytes of every object."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        names = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
        return {name: self.client.get_object(Bucket=self.name, Key=name)["Body"].read() for name in names}

    def uploads(self) -> int:
        """Return the number of uploads in parts that were begun and not ended."""
        return len(self.client.list_multipart_uploads(Bucket=self.name).get("Uploads", ()))

    def environment(self) -> dict[str, str]:
        """Return the variables that give a process access to the object store, as an Airflow connection."""
        url = f"aws://{KEY_ID}:{SECRET}@/?region_name=us-east-1&endpoint_url={self.access.endpoint_url}"
        return {"AIRFLOW_CONN_CAMPAIGN_S3": url}


class ObjectServer:
    """The running object store."""

    def __init__(self, endpoint_url: str) -> None:
        self.endpoint_url = endpoint_url

    def bucket(self) -> Bucket:
        """Create an empty bucket."""
        return Bucket(self.endpoint_url, f"campaign-{next(_NUMBERS)}")


@contextmanager
def object_server() -> Iterator[ObjectServer]:
    """Start the object store on a free port, and stop it at the end."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield ObjectServer(f"http://{host}:{port}")
    finally:
        server.stop()
