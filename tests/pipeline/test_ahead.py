"""Numbers and names of a large list are sealed in copies of the process while its rows are judged: the same, sooner."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Callable
from pathlib import Path

import psutil
import pyarrow as pa
import pytest

from pipeline import ahead, intake, land
from pipeline.ahead import Ahead
from pipeline.settings import Settings
from tests.conftest import CIPHER_KEY, HASH_KEY
from tests.pipeline import snapshot
from tests.time.files import Desk
from transforms.identity.keyring import Keyring
from transforms.identity.sealing import Sealer
from transforms.intake import RawTable

PACK = "dongan-2020"
RING = Keyring(HASH_KEY, CIPHER_KEY)
# plain; written otherwise; damaged; a certificate; blank; twice
WRITTEN = [
    "199999199001010015",
    "19999919900101002x",
    "199999 19900101 003 1",
    "1999",
    "A123456789",
    "",
    "199999199001010015",
]
JUDGED = ["199999199001010015", "19999919900101002X", "199999199001010031", "A123456789", "199999199001010015"]
NAMES = ["张三", " 李四", "阿依\uff0e古丽", "", "王五", "赵六", "张三"]


def raw(**columns: list[str]) -> RawTable:
    rows = pa.array(range(2, 2 + len(next(iter(columns.values())))), pa.int32())
    chunks = {name: pa.chunked_array([texts[:3], texts[3:]], pa.string()) for name, texts in columns.items()}
    return RawTable(pa.table({"row_no": rows} | chunks), "csv", 1, {})


@pytest.fixture(autouse=True)
def every_list_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WINDOW_ROWS", 1)


Copies = Callable[[], set[int]]


@pytest.fixture()
def copies() -> Copies:
    """Process ids of the copies there are, ended or not; the reader's child and the server are no copies."""
    others = {one.pid for one in psutil.Process().children()}
    return lambda: {one.pid for one in psutil.Process().children()} - others


@pytest.fixture()
def sealed_at_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts this process seals itself."""
    counted: list[int] = []
    for name in ("keys", "ciphers"):
        real = getattr(Sealer, name)

        def counting(self: Sealer, texts: pa.Array, real: Callable[..., pa.Array] = real) -> pa.Array:
            counted.append(len(texts))
            return real(self, texts)

        monkeypatch.setattr(Sealer, name, counting)
    return counted


def test_what_was_sealed_ahead_is_what_would_be_sealed_now(sealed_at_once: list[int], copies: Copies) -> None:
    numbers, names = pa.array([*JUDGED, None]), pa.array(["张三", "李四", "阿依·古丽", "王五", "何人", "", None])
    with Ahead(RING, lambda: True) as sealing:
        sealing.read(raw(document_number=WRITTEN, name=NAMES))
        assert len(copies()) == 2
        found = [sealing.keys(numbers), sealing.ciphers(numbers), sealing.ciphers(names), sealing.keys(numbers)]
    # written otherwise: three numbers each time; nobody was called 何人 (a blank has no cipher)
    assert sealed_at_once == [3, 3, 2, 3] and not copies()
    sealer = Sealer(RING)
    assert found == [sealer.keys(numbers), sealer.ciphers(numbers), sealer.ciphers(names), sealer.keys(numbers)]


@pytest.mark.parametrize("case", ["small", "no persons", "another thread"])
def test_no_copy_is_made_in_vain(case: str, copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    if case == "small":
        monkeypatch.setattr(ahead, "WINDOW_ROWS", len(WRITTEN) + 1)
    table = raw(unit=NAMES) if case == "no persons" else raw(document_number=WRITTEN, name=NAMES)
    with Ahead(RING, lambda: case != "another thread") as sealing:
        sealing.read(table)
        assert not copies()
        assert sealing.keys(pa.array(JUDGED)) == Sealer(RING).keys(pa.array(JUDGED))


def test_the_next_list_ends_what_was_begun_for_another(copies: Copies) -> None:
    with Ahead(RING, lambda: True) as sealing:
        sealing.read(raw(document_number=WRITTEN, name=NAMES))
        first = copies()
        sealing.read(raw(document_number=WRITTEN[:1], name=NAMES[:1]))
        assert len(first) == len(copies()) == 2 and not first & copies()
        sealing.read(raw(unit=NAMES))
        assert not copies()
        assert sealing.ciphers(pa.array(NAMES)) == Sealer(RING).ciphers(pa.array(NAMES))


def test_a_copy_that_dies_costs_time_only(copies: Copies) -> None:
    with Ahead(RING, lambda: True) as sealing:
        sealing.read(raw(document_number=WRITTEN, name=NAMES))
        for one in copies():
            os.kill(one, signal.SIGKILL)
        assert sealing.keys(pa.array(JUDGED)) == Sealer(RING).keys(pa.array(JUDGED))
        assert sealing.ciphers(pa.array(JUDGED)) == Sealer(RING).ciphers(pa.array(JUDGED))


def test_a_list_is_loaded_alike(
    make_warehouse: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    lists = [
        desk.full(range(1, 31), "2019-09", "2019-09-30", delivered="2019-10-01"),
        desk.full(range(3, 34), "2019-10", "2019-10-31", delivered="2019-11-01"),
    ]
    found = []
    for window_rows in (1_000, 10):
        monkeypatch.setattr(ahead, "WINDOW_ROWS", window_rows)
        settings = make_warehouse()
        land.deliver(settings, PACK, lists)
        assert intake.run(settings, PACK, ["special_list"], dt.date(2019, 12, 31)).committed == len(lists)
        found.append(snapshot.take(settings))
    assert found[0] == found[1] and found[0]["vault.person"][0] == 33
