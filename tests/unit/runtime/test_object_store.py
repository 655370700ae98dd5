"""A store in a bucket: an object is there whole or not at all, copies go, secrets stay out of logs and errors."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.runtime import object_store
from pipeline.runtime.content_store import (
    StoreDamagedError,
    StoreRefusedError,
    StoreUnavailableError,
    content_key,
    digest_of,
)
from pipeline.runtime.object_store import ObjectStore
from pipeline.runtime.s3_settings import S3Access
from pipeline.runtime.settings import REPOSITORY
from pipeline.runtime.transient import is_transient
from tests.support.half_way import HalfWay
from tests.support.object_store import KEY_ID, SECRET, Bucket, ObjectServer, object_server


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectServer]:
    with object_server() as running:
        yield running


@pytest.fixture()
def bucket(server: ObjectServer) -> Bucket:
    return server.bucket()


def _copies(scratch: Path) -> list[str]:
    return sorted(path.name for path in scratch.iterdir() if path.name != ".lock") if scratch.exists() else []


def test_the_bucket_has_the_files_and_nothing_else(bucket: Bucket, tmp_path: Path) -> None:
    store = bucket.store("/county/", tmp_path / "copies")
    (tmp_path / "list.csv").write_bytes(b"a list")
    sha256 = store.keep_file(tmp_path / "list.csv").sha256
    store.write("pack/a.xlsx", b"figures")
    assert bucket.objects() == {f"county/{content_key(sha256)}": b"a list", "county/pack/a.xlsx": b"figures"}
    assert _copies(tmp_path / "copies") == []


def test_a_copy_is_private_and_goes_with_its_reader(bucket: Bucket, tmp_path: Path) -> None:
    store = bucket.store("", tmp_path / "copies")
    sha256 = store.keep_bytes(b"a list")
    with pytest.raises(RuntimeError, match="of the reader"), store.local_copy(content_key(sha256)) as path:
        assert path.read_bytes() == b"a list" and path.is_relative_to(tmp_path / "copies")
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        raise RuntimeError("of the reader")
    assert _copies(tmp_path / "copies") == []


def test_the_copy_of_a_killed_reader_goes_with_the_next(bucket: Bucket, tmp_path: Path) -> None:
    store = bucket.store("", tmp_path / "copies")
    key = content_key(store.keep_bytes(b"a list"))
    code = (
        "import os, sys, time; from pathlib import Path; from pipeline.runtime.stores import open_store;"
        " from pipeline.runtime.s3_settings import parse_s3;"
        " access = parse_s3(os.environ['AIRFLOW_CONN_CAMPAIGN_S3']);"
        f" store = open_store('s3://{bucket.name}', Path(sys.argv[1]), access);"
        f" copy = store.local_copy('{key}'); copy.__enter__(); print('read', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "copies")]
    environment = {**os.environ, **bucket.environment()}
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None and reader.stdout.readline() == "read\n"
        reader.send_signal(signal.SIGKILL)
    assert len(_copies(tmp_path / "copies")) == 1
    with store.local_copy(key) as path:
        assert _copies(tmp_path / "copies") == [path.name]


def test_bytes_that_differ_from_their_sha256_reach_no_reader(bucket: Bucket, tmp_path: Path) -> None:
    store = bucket.store("", tmp_path / "copies")
    key = content_key(store.keep_bytes(b"a list"))
    store.write(key, b"another")
    with pytest.raises(StoreDamagedError), store.local_copy(key):
        raise AssertionError("a reader got other bytes")
    assert _copies(tmp_path / "copies") == []


class Interrupted(BaseException):
    """Stands for a signal, such as the end of a task's time."""


@pytest.mark.parametrize("in_parts", [False, True])
def test_an_exception_in_the_middle_of_an_upload_publishes_nothing(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_parts: bool
) -> None:
    if in_parts:
        monkeypatch.setattr(object_store, "_ONE_CALL_BYTES", 1 << 20)
        monkeypatch.setattr(object_store, "_PART_BYTES", 6 << 20)
    file, store = tmp_path / "list.csv", bucket.store("", tmp_path / "copies")
    file.write_bytes(os.urandom(1 << 20) * 20)
    real_send, sent = socket.socket.sendall, 0
    port = urlsplit(bucket.access.endpoint_url or "").port

    def send(self: socket.socket, data: bytes, *more: int) -> None:
        nonlocal sent
        if self.getpeername()[1] != port:
            return real_send(self, data, *more)  # an answer of the object store, which runs in this process
        before, sent = sent, sent + len(data)
        if before <= 10 << 20 < sent:
            raise Interrupted
        return real_send(self, data, *more)

    with monkeypatch.context() as patch:
        patch.setattr(socket.socket, "sendall", send)
        with pytest.raises(Interrupted):
            store.keep_file(file)
    assert sent > 10 << 20
    assert bucket.objects() == {} and bucket.uploads() == 0 and _copies(tmp_path / "copies") == []
    assert store.keep_file(file).sha256 == digest_of(file.read_bytes())
    assert list(bucket.objects().values()) == [file.read_bytes()]


def test_a_process_that_is_killed_during_an_upload_publishes_nothing(bucket: Bucket, tmp_path: Path) -> None:
    """The bytes leave through a relay that passes on half of them; then the process is killed."""
    relay = HalfWay(urlsplit(bucket.access.endpoint_url or "").port or 0, 5 << 20)
    file = tmp_path / "list.csv"
    file.write_bytes(os.urandom(10 << 20))
    code = (
        "import sys; from pathlib import Path; from pipeline.runtime.object_store import ObjectStore;"
        " from pipeline.runtime.s3_settings import S3Access;"
        f" access = S3Access('{KEY_ID}', '{SECRET}', None, sys.argv[1], 'us-east-1');"
        f" ObjectStore('{bucket.name}', '', Path(sys.argv[2]), access).keep_file(Path(sys.argv[3]))"
    )
    command = [sys.executable, "-c", code, relay.url, str(tmp_path / "copies"), str(file)]
    with relay, subprocess.Popen(command, cwd=REPOSITORY) as writer:
        relay.wait()
        writer.kill()
    assert relay.passed >= 5 << 20
    time.sleep(0.5)  # the object store notices the end of the connection
    assert bucket.objects() == {}


def test_an_object_store_that_does_not_answer_is_a_reason_to_retry(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    store = ObjectStore("bucket", "", tmp_path, S3Access(KEY_ID, SECRET, None, f"http://127.0.0.1:{port}", "us-east-1"))
    with pytest.raises(StoreUnavailableError) as error:
        store.read("a")
    assert is_transient(error.value) and SECRET not in str(error.value)
    assert error.value.__suppress_context__


def test_a_missing_bucket_is_named_and_no_reason_to_retry(bucket: Bucket, tmp_path: Path) -> None:
    store = ObjectStore("no-such-bucket", "", tmp_path, bucket.access)
    with pytest.raises(StoreRefusedError, match="s3://no-such-bucket/a: NoSuchBucket") as error:
        store.write("a", b"figures")
    assert not is_transient(error.value)


def test_missing_credentials_name_the_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    object_store._client.cache_clear()
    store = ObjectStore("bucket", "", tmp_path, S3Access(endpoint_url="http://127.0.0.1:9", region="us-east-1"))
    with pytest.raises(StoreRefusedError, match="AIRFLOW_CONN_CAMPAIGN_S3"):
        store.read("a")


def test_no_secret_is_logged_at_any_level(
    server: ObjectServer, bucket: Bucket, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    object_store._client.cache_clear()
    token = "token-of-the-session"
    for name in ("botocore", "boto3", "s3transfer"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    with caplog.at_level(logging.DEBUG):
        access = S3Access(KEY_ID, SECRET, token, server.endpoint_url, "us-east-1")
        store = ObjectStore(bucket.name, "", tmp_path, access)
        logging.getLogger("pipeline").debug("%r %s", access, store.location("a"))
        store.write("a", b"figures")
        with pytest.raises(FileNotFoundError):
            store.read("none")
    assert "S3Access" in caplog.text and SECRET not in caplog.text and token not in caplog.text


def test_a_fork_makes_a_client_of_its_own(bucket: Bucket, tmp_path: Path) -> None:
    store = bucket.store("", tmp_path)
    store.write("a", b"figures")
    pid = os.fork()
    if not pid:
        os._exit(0 if object_store._client.cache_info().currsize == 0 and store.read("a") == b"figures" else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert object_store._client.cache_info().currsize > 0 and store.read("a") == b"figures"
