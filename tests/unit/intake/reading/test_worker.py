"""The child process: killed, too slow or starved of memory, it costs one delivery and tells nobody's secrets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from tests.support.files.builders import LAYOUTS, ROLL_HEADER, number, write_csv
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.reader import Reader
from transforms.intake.reading.worker import explain_file, read


def a_roll(folder: Path, rows: int = 3) -> Path:
    return write_csv(
        folder / "r.csv", [ROLL_HEADER, *(f"赵六,{number(at % 900)},,,甲镇,某村,H{at},是,否" for at in range(rows))]
    )


def refused(reader: Reader, path: Path) -> str:
    with pytest.raises(ReadRefused) as caught:
        reader.read(path, LAYOUTS["roll"])
    return caught.value.reasons[0].code


def test_a_killed_worker_is_started_again(tmp_path: Path) -> None:
    with Reader() as reader:
        assert reader.read(a_roll(tmp_path), LAYOUTS["roll"]).row_count == 3
        first = reader.child_pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        assert reader.read(a_roll(tmp_path), LAYOUTS["roll"]).row_count == 3
        assert reader.child_pid not in (None, first)


def test_a_worker_that_stops_answering_is_killed_and_the_next_file_is_read(tmp_path: Path) -> None:
    ticks = iter([0.0, 10_000.0, *map(float, range(20_000, 20_100))])
    with Reader(Limits(wall_seconds=60), monotonic=lambda: next(ticks)) as reader:
        assert refused(reader, a_roll(tmp_path)) == "file_slow"
        assert reader.child_pid is None
        assert reader.read(a_roll(tmp_path), LAYOUTS["roll"]).row_count == 3


def test_a_stopped_worker_runs_into_the_real_clock(tmp_path: Path) -> None:
    with Reader(Limits(wall_seconds=1.0)) as reader:
        for _ in range(20):  # the first reads include the start of the child, which may take more than the limit
            try:
                reader.read(a_roll(tmp_path), LAYOUTS["roll"])
                break
            except ReadRefused:
                reader.limits = Limits(wall_seconds=reader.limits.wall_seconds * 2)
        assert reader.child_pid is not None
        os.kill(reader.child_pid, signal.SIGSTOP)
        reader.limits = Limits(wall_seconds=0.3)
        assert refused(reader, a_roll(tmp_path)) == "file_slow"


def test_a_file_beyond_the_limits_is_refused(tmp_path: Path) -> None:
    with Reader(Limits(file_bytes=50)) as reader:
        assert refused(reader, a_roll(tmp_path)) == "file_too_large"
    with Reader(Limits(rows=2)) as reader:
        assert refused(reader, a_roll(tmp_path)) == "file_too_large"
    with Reader(Limits(columns=5)) as reader:
        assert refused(reader, a_roll(tmp_path)) == "file_unsafe"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to RLIMIT_AS")
def test_memory_is_limited(tmp_path: Path) -> None:
    with Reader(Limits(memory_bytes=1 << 40)) as reader:
        assert reader.read(a_roll(tmp_path), LAYOUTS["roll"]).row_count == 3
        status = Path(f"/proc/{reader.child_pid}/limits").read_text()
        assert str(1 << 40) in status
        used = int(Path(f"/proc/{reader.child_pid}/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    with Reader(Limits(memory_bytes=used + (32 << 20))) as reader:
        assert refused(reader, a_roll(tmp_path, 500_000)) == "file_memory"
        assert reader.read(a_roll(tmp_path), LAYOUTS["roll"]).row_count == 3


@pytest.mark.parametrize(
    ("ended_by", "code"),
    [(signal.SIGABRT, "file_memory"), (signal.SIGXCPU, "file_slow"), (signal.SIGSEGV, "file_unsafe")],
)
def test_the_end_of_a_worker_tells_why_its_file_was_not_read(tmp_path: Path, ended_by: int, code: str) -> None:
    with Reader() as reader:
        reader.read(a_roll(tmp_path), LAYOUTS["roll"])
        assert reader.child_pid is not None
        os.kill(reader.child_pid, signal.SIGSTOP)
        pid = reader.child_pid
        # it dies while it reads: as soon as its request is written
        threading.Timer(0.2, lambda: (os.kill(pid, ended_by), os.kill(pid, signal.SIGCONT))).start()
        assert refused(reader, a_roll(tmp_path)) == code
        assert reader.read(a_roll(tmp_path), LAYOUTS["roll"]).row_count == 3


_ESCAPES = """
import sys
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.worker import confine
confine(Limits())
import ctypes, os, socket, subprocess
tries = {
    "write": lambda: open(sys.argv[1], "w"),
    "create": lambda: os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY),
    "socket": lambda: socket.socket(),
    "program": lambda: subprocess.run(["true"]),
    "remove": lambda: os.remove(sys.argv[2]),
    "fork": os.fork,
    "library": lambda: ctypes.CDLL(None),
    "link": lambda: os.symlink(sys.argv[2], sys.argv[1]),
}
for name, attempt in tries.items():
    try:
        attempt()
        print("escaped", name)
    except PermissionError:
        print("held", name)
"""


def test_the_worker_writes_nothing_and_calls_nobody(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.touch()
    told = subprocess.run(
        [sys.executable, "-c", _ESCAPES, str(tmp_path / "new"), str(kept)], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[4])},
    )  # fmt: skip
    assert told.stdout.split("\n")[:-1] == [
        f"held {name}" for name in ("write", "create", "socket", "program", "remove", "fork", "library", "link")
    ]
    assert kept.exists() and not (tmp_path / "new").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_worker_gets_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_HASH_KEY", "do-not-pass-on")
    with Reader() as reader:
        reader.read(a_roll(tmp_path), LAYOUTS["roll"])
        assert b"do-not-pass-on" not in Path(f"/proc/{reader.child_pid}/environ").read_bytes()


def test_no_child_is_left_behind(tmp_path: Path) -> None:
    with Reader() as reader:
        reader.read(a_roll(tmp_path), LAYOUTS["roll"])
        child = reader.child_pid
    assert child is not None
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.mark.parametrize("rows", [1, 2, 3, 1_000])
def test_numbers_of_a_table_stand_where_numbers_may_stand_in_memory(tmp_path: Path, rows: int) -> None:
    """A bulk load hands the table's own memory to a library that ends the process otherwise."""
    with Reader() as reader:
        table = reader.read(a_roll(tmp_path, rows), LAYOUTS["roll"]).table
    places = [part.address for column in table for chunk in column.chunks for part in chunk.buffers() if part]
    assert len(places) > len(table.column_names)
    assert [place % 8 for place in places] == [0] * len(places)


def test_a_zip_around_one_file_is_read_as_that_file(tmp_path: Path) -> None:
    plain = a_roll(tmp_path)
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as package:
        package.write(plain, "名册.csv")
    both = [read(path, LAYOUTS["roll"], "full", Limits()).table for path in (plain, packed)]
    assert both[0].equals(both[1])


def test_a_zip_in_a_zip_is_held(tmp_path: Path) -> None:
    inner, outer = tmp_path / "a.zip", tmp_path / "b.zip"
    for path, content in ((inner, a_roll(tmp_path)), (outer, inner)):
        with zipfile.ZipFile(path, "w") as package:
            package.write(content, content.name)
    with pytest.raises(ReadRefused, match="file_archive") as refusal:
        read(outer, LAYOUTS["roll"], "full", Limits())
    assert refusal.value.hold


def test_what_is_no_file_is_refused_by_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(a_roll(tmp_path))
    for name, code in (("missing.csv", "file_missing"), ("link.csv", "file_not_regular"), (".", "file_not_regular")):
        with pytest.raises(ReadRefused, match=code):
            read(tmp_path / name, LAYOUTS["roll"], "full", Limits())


def test_a_file_of_its_own_layout_needs_no_explanation(tmp_path: Path) -> None:
    others = [layout for layout in LAYOUTS.values() if layout.layout != "roll"]
    assert explain_file(a_roll(tmp_path), LAYOUTS["roll"], others, "full", Limits()) is None
    refusal = explain_file(a_roll(tmp_path), LAYOUTS["tax"], [*others, LAYOUTS["roll"]], "feed", Limits())
    assert refusal is not None and refusal.reasons[0].code == "other_layout"
