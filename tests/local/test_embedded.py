"""The embedded server: private, durable, without values in its log, and harmless to processes of others."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from warehouse.embedded import config
from warehouse.embedded.server import DATABASES, SUPERUSER, Server, read_or_create_secret


def _log(server: Server) -> str:
    return "".join(path.read_text() for path in server.log_folder.glob("*.log"))


def test_both_databases_belong_to_their_roles(server: Server) -> None:
    for database, role in DATABASES.items():
        with psycopg.connect(server.url(database, role)) as conn:
            row = conn.execute(
                "SELECT current_database(), pg_get_userbyid(datdba), current_setting('server_version_num')::int / 10000"
                " FROM pg_database WHERE datname = current_database()"
            ).fetchone()
        assert row == (database, role, 18)


def test_a_wrong_password_is_refused(server: Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url("warehouse", "owner").replace(server.password("owner"), "wrong"))


def test_it_listens_on_this_machine_only_and_not_as_root(server: Server) -> None:
    process = psutil.Process(server.pid())
    listening = [c.laddr.ip for c in process.net_connections() if c.status == psutil.CONN_LISTEN]
    assert listening == ["127.0.0.1"]
    assert process.uids().effective != 0


def test_every_secret_and_folder_is_private(server: Server) -> None:
    secrets = list((server.home / "secrets").iterdir())
    assert len(secrets) >= 3
    assert {path.stat().st_mode & 0o777 for path in secrets} == {0o600}
    for folder in (server.home / "secrets", server.place.data, server.log_folder):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in server.log_folder.iterdir())


def test_the_log_has_events_but_no_value(server: Server) -> None:
    secret = "value-that-stays-out-of-the-log"
    with psycopg.connect(server.url("warehouse", "owner"), autocommit=True) as conn:
        conn.execute("CREATE TABLE public.once (name text PRIMARY KEY)")
        conn.execute("INSERT INTO public.once VALUES (%s)", (secret,))
        with pytest.raises(psycopg.errors.UniqueViolation):
            conn.execute("INSERT INTO public.once VALUES (%s)", (secret,))
        with pytest.raises(psycopg.Error):
            conn.execute("SELECT %s::text::integer", (secret,))
        conn.execute("DO $$ BEGIN RAISE WARNING '%', (SELECT max(name) FROM public.once); END $$")
    assert "ready to accept connections" in _log(server)
    assert secret not in _log(server)


def test_committed_rows_survive_a_kill(server: Server) -> None:
    with psycopg.connect(server.url("warehouse", "owner"), autocommit=True) as conn:
        conn.execute("CREATE TABLE public.kept AS SELECT n FROM generate_series(1, 100000) AS n")
    for _ in range(3):
        killed = server.pid()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        server.start()
        assert server.pid() != killed
        with psycopg.connect(server.url("warehouse", "owner")) as conn:
            assert conn.execute("SELECT count(*) FROM public.kept").fetchone() == (100000,)


def test_start_and_stop_may_be_repeated(server: Server) -> None:
    pid = server.pid()
    other = Server(server.home)
    other.start()
    assert (other.pid(), other.port) == (pid, server.port)
    other.stop()
    other.stop()
    assert server.pid() is None
    server.start()
    assert server.pid() is not None


def test_a_taken_port_is_given_up(server: Server) -> None:
    server.stop()
    old = server.port
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", old))
        squatter.listen()
        server.start()
    assert server.port != old
    with psycopg.connect(server.url("warehouse", "owner")) as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)


def test_a_stranger_with_the_recorded_number_is_left_alone(server: Server) -> None:
    server.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        file = server.place.data / "postmaster.pid"
        file.write_text(f"{stranger.pid}\n{server.place.data}\n1\n{server.port}\n\n127.0.0.1\n\nready\n")
        assert server.pid() is None
        server.stop()
        server.start()
        assert server.pid() not in (None, stranger.pid)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_interrupted_initialisation_is_done_again(home: Path) -> None:
    server = Server(home)
    server.place.data.mkdir(parents=True)
    (server.place.data / "half").write_text("an initdb that was killed")
    try:
        server.start()
        with psycopg.connect(server.url("airflow", "airflow")) as conn:
            assert conn.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.destroy()
    assert not server.place.data.exists()
    assert not list(server.place.base.parent.glob(f".{server.place.base.name}*")), "the lock is deleted, too"


def test_a_start_that_waits_for_a_destruction_starts_a_new_server(home: Path) -> None:
    first, other = Server(home), Server(home)
    first.start()
    with psycopg.connect(first.url("postgres", SUPERUSER), autocommit=True) as conn:
        conn.execute("CREATE DATABASE of_old")
    began, stop = threading.Event(), first._stop

    def slowly(*ways: tuple[signal.Signals, float]) -> None:
        began.set()
        time.sleep(0.5)  # `other` is waiting by now
        stop(*ways)

    first._stop = slowly  # type: ignore[method-assign]
    with ThreadPoolExecutor(2) as pool:
        gone = pool.submit(first.destroy)
        assert began.wait(10)
        started = pool.submit(other.start)
        gone.result(30)
        started.result(60)
    try:
        with psycopg.connect(other.url("postgres", SUPERUSER)) as conn:
            assert conn.execute("SELECT count(*) FROM pg_database WHERE datname = 'of_old'").fetchone() == (0,)
    finally:
        other.destroy()


def test_a_wait_for_a_deleted_lock_file_takes_the_new_file(home: Path) -> None:
    first, other = Server(home), Server(home)

    def locked() -> bool:
        with other._lock(), other._lock_file.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    with ThreadPoolExecutor(1) as pool:
        with first._lock():
            waiting = pool.submit(locked)
            time.sleep(0.3)
            assert not waiting.done()
            first._lock_file.unlink()
        assert waiting.result(10), "the present file is locked, not the deleted one"


GIB = 1 << 30


@pytest.mark.parametrize(
    ("wanted", "memory", "expected", "log_buffer"),
    [
        ("", 4 * GIB, 512, 16),
        ("", 8 * GIB, 1024, 32),
        ("", 24 * GIB, 6144, 192),
        ("", 256 * GIB, 8192, 256),
        ("300", 24 * GIB, 300, 16),
        ("1", 4 * GIB, 16, 16),
        ("much", 4 * GIB, 512, 16),
    ],
)
def test_the_cache_follows_the_memory_unless_it_is_configured(
    monkeypatch: pytest.MonkeyPatch, wanted: str, memory: int, expected: int, log_buffer: int
) -> None:
    monkeypatch.setenv("CAMPAIGN_DATABASE_CACHE_MB", wanted)
    monkeypatch.setattr(config, "memory_bytes", lambda: memory)
    text = config.server_configuration(5432, "campaign", Path("/nowhere"))
    assert f"shared_buffers = '{expected}MB'\n" in text and f"wal_buffers = '{log_buffer}MB'\n" in text


def test_parallel_creations_of_a_secret_agree(home: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: read_or_create_secret(home / "secrets" / "one"), range(32)))
    assert len(made) == 1
    assert len(bytes.fromhex(made.pop())) == 24
