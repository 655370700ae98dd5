"""A store in a folder: what a killed process left half copied goes, what another process writes stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.runtime.content_store import content_key, digest_of
from pipeline.runtime.folder_store import FolderStore
from pipeline.runtime.settings import REPOSITORY

KEEP = (
    "import sys; from pathlib import Path; from pipeline.runtime.folder_store import FolderStore;"
    " print(FolderStore(Path(sys.argv[1])).keep_file(Path(sys.argv[2])).sha256)"
)


class Arriving:
    """Another process that copies a file into the store, and has come half way: its source is a pipe."""

    def __init__(self, folder: Path, pipe: Path) -> None:
        before = set(_half(folder))
        os.mkfifo(pipe)
        self.process = subprocess.Popen(
            [sys.executable, "-c", KEEP, str(folder), str(pipe)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        )
        self._pipe = pipe.open("wb", buffering=0)  # waits until the process reads
        self._pipe.write(b"first half, ")
        (self.copy,) = set(_half(folder)) - before

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()
        self._pipe.close()

    def end(self) -> str:
        self._pipe.write(b"second half")
        self._pipe.close()
        return self.process.communicate(timeout=60)[0].strip()


def _half(folder: Path) -> list[Path]:
    return sorted(folder.glob(".arriving-*"))


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_what_a_killed_process_left_goes_and_what_a_living_one_writes_stays(tmp_path: Path) -> None:
    folder = tmp_path / "landing"
    store = FolderStore(folder)
    killed = Arriving(folder, tmp_path / "one")
    killed.kill()
    assert _half(folder) == [killed.copy]
    living = Arriving(folder, tmp_path / "two")
    try:
        assert _half(folder) == [living.copy]  # it was alone when it began, and tidied
        left = _file(folder / ".arriving-left", b"of a third one, killed while others write")
        sha256 = store.keep_file(_file(tmp_path / "list.csv", b"a list")).sha256
        assert store.path(content_key(sha256)).read_bytes() == b"a list"
        assert _half(folder) == sorted([living.copy, left])
        whole = store.path(content_key(living.end()))
    finally:
        living.process.kill()
        living.process.wait()
    assert whole.read_bytes() == b"first half, second half"
    assert _half(folder) == [left]
    assert store.keep_file(tmp_path / "list.csv").sha256 == sha256
    assert _half(folder) == []


def test_many_at_once_keep_the_same_file_once(tmp_path: Path) -> None:
    folder, file = tmp_path / "landing", _file(tmp_path / "list.csv", b"x" * 5_000_000)
    command = [sys.executable, "-c", KEEP, str(folder), str(file)]
    some = [subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    told = {one.communicate(timeout=60)[0].strip() for one in some}
    assert told == {digest_of(file.read_bytes())} and [one.returncode for one in some] == [0] * 4
    kept = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    assert kept == [folder / content_key(told.pop())]


def test_a_file_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "landing"
    start = time.monotonic()
    for name in ("gone.csv", "gone-too.csv"):
        try:
            FolderStore(folder).keep_file(tmp_path / name)
        except FileNotFoundError:
            continue
        raise AssertionError("a file that does not exist was kept")
    assert _half(folder) == [] and time.monotonic() - start < 10


def test_a_partial_file_of_a_killed_process_goes_with_a_later_write(tmp_path: Path) -> None:
    store, path = FolderStore(tmp_path), tmp_path / "pack" / "a.xlsx"
    store.write("pack/a.xlsx", b"whole")
    (tmp_path / ".arriving-left").write_bytes(b"ha")
    store.write("pack/a.xlsx", b"again")
    assert path.read_bytes() == b"again" and _half(tmp_path) == []
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        FolderStore(tmp_path).write("pack/a.xlsx", b"half")
    assert _half(tmp_path) == [] and not (tmp_path / "pack").exists()


def test_a_reader_gets_the_stored_file_itself(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    kept = store.keep_file(_file(tmp_path / "list.csv", b"a list"))
    with store.local_copy(content_key(kept.sha256)) as path:
        assert path == tmp_path / content_key(kept.sha256)
    assert path.read_bytes() == b"a list"
