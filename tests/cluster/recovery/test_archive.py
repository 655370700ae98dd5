"""The archive of the write-ahead log: never overwritten, whole or not at all; a small server goes back to a time."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from pipeline.health.archiver import check_archive
from pipeline.health.finding import Checked
from pipeline.runtime.settings import REPOSITORY
from tests.cluster.recovery.container import Container
from warehouse import engine, statements

ARCHIVE = REPOSITORY / "docker" / "postgres" / "archive.sh"
NAME = "000000010000000000000007"
Archiver = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture()
def archive(tmp_path: Path) -> Archiver:
    """Function that archives a file with this content, with a PATH that may have other programs in front."""
    (tmp_path / "wal").mkdir()

    def run(content: bytes, programs: Path | None = None) -> subprocess.CompletedProcess[str]:
        (tmp_path / NAME).write_bytes(content)
        path = os.environ["PATH"] if programs is None else f"{programs}{os.pathsep}{os.environ['PATH']}"
        command = ["sh", str(ARCHIVE), str(tmp_path / NAME), NAME]
        env = {"PATH": path, "ARCHIVE": str(tmp_path)}
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    return run


def _kept(folder: Path) -> dict[str, bytes]:
    return {path.name: gzip.decompress(path.read_bytes()) for path in (folder / "wal").iterdir()}


def test_a_file_that_is_archived_is_never_overwritten(archive: Archiver, tmp_path: Path) -> None:
    assert archive(b"first").returncode == 0
    assert archive(b"first").returncode == 0, "the server was killed before it knew"
    refused = archive(b"other")
    assert refused.returncode == 1 and "exists with other content" in refused.stderr
    assert _kept(tmp_path) == {f"{NAME}.gz": b"first"}
    assert (tmp_path / "wal" / f"{NAME}.gz").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("program", ["gzip", "sync", "ln", "rm"])
def test_killed_at_each_step_it_is_whole_or_not_there_and_the_next_attempt_ends_it(
    archive: Archiver, tmp_path: Path, program: str
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / program).write_text(f"#!/bin/sh\n{'echo half' if program == 'gzip' else ':'}\nkill -9 $PPID\n")
    (broken / program).chmod(0o755)
    assert archive(b"content", broken).returncode == -signal.SIGKILL
    whole = tmp_path / "wal" / f"{NAME}.gz"
    assert not whole.exists() or gzip.decompress(whole.read_bytes()) == b"content"
    assert archive(b"content").returncode == 0
    assert _kept(tmp_path) == {f"{NAME}.gz": b"content"}


@pytest.mark.long
def test_a_server_goes_back_to_a_time(container: Container) -> None:
    with psycopg.connect(container.url(), autocommit=True) as conn:
        conn.execute("CREATE TABLE trial (word text)")
        conn.execute("INSERT INTO trial VALUES ('before the copy')")
    made = container.script("base_backup.sh")
    assert made.returncode == 0, made.stderr
    with psycopg.connect(container.url(), autocommit=True) as conn:
        conn.execute("SELECT pg_sleep(1.1)")
        conn.execute("INSERT INTO trial VALUES ('after the copy')")
        moment = conn.execute("SELECT clock_timestamp()::text").fetchone()
        conn.execute("DELETE FROM trial")
    assert moment is not None
    _check_refusals(container, moment[0])
    container.stop(signal.SIGKILL)  # the end of the log is not archived yet
    refused = container.script("recover.sh", moment[0])
    assert refused.returncode == 1 and "stop the server first" in refused.stderr
    (container.data / "postmaster.pid").unlink()
    done = container.script("recover.sh", moment[0])
    assert done.returncode == 0, done.stderr
    container.start()
    with psycopg.connect(container.url()) as conn:
        words = conn.execute("SELECT word FROM trial ORDER BY 1").fetchall()
        assert words == [("after the copy",), ("before the copy",)], container.log_tail()
        assert conn.execute("SELECT timeline_id FROM pg_control_checkpoint()").fetchone() == (2,)
    former = list(container.data.parent.glob("data.before-*"))
    assert len(former) == 1 and (former[0] / "PG_VERSION").exists(), "the former data stay"


@pytest.mark.long
def test_only_a_copy_of_the_followed_history_is_taken_and_kept_copies_keep_their_log(container: Container) -> None:
    """A copy that a recovery left behind is newer than the time, and cannot follow: the copy before it is taken."""
    followed = _copy(container)
    before = _write(container, "first history")
    _fill_log(container)  # so that the next copy begins far behind the place to which the server goes back
    left = _copy(container)
    container.stop(signal.SIGINT)
    assert container.script("recover.sh", before).returncode == 0
    container.start()
    again = _write(container, "second history")
    container.stop(signal.SIGINT)
    done = container.script("recover.sh", again)
    assert done.returncode == 0 and followed in done.stdout, "the newest copy is of the history that was left"
    container.start()
    assert {"first history", "second history"} <= _words(container)
    _write(container, "third history")
    container.stop(signal.SIGKILL)
    (container.data / "postmaster.pid").unlink()
    assert container.script("recover.sh", "latest").returncode == 0
    container.start()
    assert {"first history", "second history", "third history"} <= _words(container), "up to the end of the log"
    refused = container.script("recover.sh", "latest", "77")
    assert refused.returncode == 1 and "has no timeline 77" in refused.stderr
    newest = _copy(container)  # keeps two
    kept = sorted(path.name for path in (container.archive / "base").iterdir())
    assert kept == sorted([left, newest])
    starts = {name: _first_file(container.archive / "base" / name) for name in kept}
    assert starts[newest][8:] < starts[left][8:], "the newer copy begins before the older one"
    container.wait_for(lambda: all((container.archive / "wal" / f"{file}.gz").exists() for file in starts.values()))


def _copy(container: Container) -> str:
    """Make a base backup, wait until later times are after it, and return its name."""
    made = container.script("base_backup.sh")
    assert made.returncode == 0, made.stderr
    time.sleep(2.1)
    return Path(made.stdout.split()[-1]).name


def _write(container: Container, word: str) -> str:
    """Write a word; return a time after it, before which nothing else is written."""
    with psycopg.connect(container.url(), autocommit=True) as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS word (word text)")
        conn.execute("INSERT INTO word VALUES (%s)", [word])
        conn.execute("SELECT pg_sleep(0.1)")
        row = conn.execute("SELECT clock_timestamp()::text").fetchone()
        conn.execute("SELECT pg_sleep(1.1)")
        conn.execute("INSERT INTO word VALUES ('later')")
    assert row is not None
    container.archive_now()
    return str(row[0])


def _words(container: Container) -> set[str]:
    with psycopg.connect(container.url()) as conn:
        return {word for (word,) in conn.execute("SELECT word FROM word")}


def _fill_log(container: Container) -> None:
    for _ in range(4):
        container.archive_now()


def _first_file(base: Path) -> str:
    """Return the file of the log with which a base backup begins."""
    (name,) = re.findall(r"^START WAL LOCATION: .*\(file (\w+)\)$", (base / "backup_label").read_text(), re.M)
    return str(name)


@pytest.mark.long
def test_any_role_sees_that_the_archive_fails_and_that_it_works_again(container: Container) -> None:
    with psycopg.connect(container.url(), autocommit=True) as conn:
        conn.execute("CREATE ROLE visitor LOGIN PASSWORD 'visitor'")
    container.archive_now()
    url = f"postgresql://visitor:visitor@127.0.0.1:{container.port}/postgres"
    assert not _archive(url).findings
    wal = container.archive / "wal"
    wal.rename(wal.with_name("lost"))
    container.finish_log()
    container.wait_for(lambda: _archive(url).findings)
    assert "归档失败" in _archive(url).findings[0].text_zh
    wal.with_name("lost").rename(wal)
    container.archive_now()
    container.wait_for(lambda: not _archive(url).findings)
    assert container.script("base_backup.sh").returncode == 0
    assert not _archive(url).findings, "the last archived file describes a base backup"
    with psycopg.connect(container.url(), autocommit=True) as conn:
        conn.execute("REVOKE SELECT ON pg_stat_archiver FROM PUBLIC")
    assert _archive(url) == Checked("archive_age_seconds"), "who may not see it finds nothing"


def _archive(url: str) -> Checked:
    with engine.create(url).connect() as conn:
        checked = check_archive(conn, dt.datetime.now(dt.UTC))
        assert statements.run(conn, "health/log_settings") is not None, "the next check goes on"
        return checked


def _check_refusals(container: Container, time: str) -> None:
    before = sorted(path.name for path in container.data.parent.iterdir())
    for given, words in (
        ("2026-12-01 09:30:00", "with its zone"),
        ("yesterday", "with its zone"),
        ("2999-12-01 09:30:00+08", "has not come yet"),
        ("2001-12-01 09:30:00+08", "no base backup from before"),
    ):
        refused = container.script("recover.sh", given)
        assert refused.returncode == 1 and words in refused.stderr and "Nothing was changed" in refused.stderr
    assert sorted(path.name for path in container.data.parent.iterdir()) == before
