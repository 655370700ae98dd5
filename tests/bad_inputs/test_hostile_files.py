"""Files that were made to hurt are refused within a minute and a gibibyte, and the worker reads on."""

from __future__ import annotations

import hashlib
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.csv_files import csv_bytes
from tests.bad_inputs.files.forms import CIVIL, ROLL, Surroundings
from tests.bad_inputs.hostile_files import HOSTILE
from tests.support.files.builders import LAYOUTS, passing
from transforms.intake.gate.gate import gate_file
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult

SECONDS = 60.0
BYTES = 1 << 30
_CSV = {"10,000 columns of a csv", "30 million quotes", "a line of 50 million delimiters", "nested repeats",
        "600 MB of zeros in a zip", "zips in zips"}  # fmt: skip
_MADE: dict[str, bytes] = {}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


def _gate(reader: Reader, path: Path, csv: bool) -> GateResult:
    form = ROLL if csv else CIVIL
    source = form.source
    return gate_file(reader, path, source, LAYOUTS[source.layout], Surroundings("full").context(), passing)


def peak_bytes(reader: Reader) -> int:
    """The most memory that the running child ever had in use."""
    status = Path(f"/proc/{reader.child_pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def made(name: str) -> bytes:
    """The file of that name; those that are not huge are made once."""
    make, _ = HOSTILE[name]
    if "million" in name:
        return make(random.Random(name))
    if name not in _MADE:
        _MADE[name] = make(random.Random(name))
    return _MADE[name]


def test_the_hostile_set_is_large_and_without_twins() -> None:
    small = {name: made(name) for name in HOSTILE if "million" not in name}
    assert len(HOSTILE) >= 40
    assert len({hashlib.sha256(data).digest() for data in small.values()}) == len(small)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_the_next_one_is_read(reader: Reader, tmp_path: Path, name: str) -> None:
    _, codes = HOSTILE[name]
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.write_bytes(made(name))
    good.write_bytes(csv_bytes(grids.table(ROLL, random.Random(name))))
    assert _gate(reader, good, csv=True).clean_count == 6
    child = reader.child_pid
    started = time.monotonic()
    result = _gate(reader, bad, name in _CSV)
    assert time.monotonic() - started < SECONDS
    if result.decision == "accept":  # harmless to our reader: then nothing but the table may have been read
        assert "accept" in codes and result.clean_count == result.row_count == 6
    else:
        assert result.reasons and {one.code for one in result.reasons} <= codes
    if reader.child_pid == child:  # else it was stopped at its limit, and what it used went with it
        assert peak_bytes(reader) < BYTES
    assert _gate(reader, good, csv=True).clean_count == 6
    assert reader.child_pid is not None
