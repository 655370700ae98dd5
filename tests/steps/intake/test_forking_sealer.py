"""Numbers and names of a large list are sealed by copies of the process while other work is done: the same, sooner."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Callable
from pathlib import Path

import psutil
import pyarrow as pa
import pytest

from pipeline.intake import forking_sealer
from pipeline.intake import run as intake
from pipeline.intake.forking_sealer import ForkingSealer
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from tests.support.files.small_deliveries import Desk
from tests.support.session import CIPHER_KEY, HASH_KEY
from tests.support.warehouse import snapshot
from transforms.identity.keyring import Keyring
from transforms.identity.sealing import Sealer
from transforms.intake.base.raw_table import RawTable

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
# by row: as it is written, as it was judged, and what another row says
JUDGED = {
    2: "199999199001010015", 3: "19999919900101002X", 4: "199999199001010031", 6: "A123456789",
    8: "199999199001010031",
}  # fmt: skip
NAMES = ["张三", " 李四", "阿依\uff0e古丽", "", "王五", "赵六", "张三"]


def raw(document_number: list[str], **columns: list[str]) -> RawTable:
    columns["document_number"] = document_number
    rows = pa.array(range(2, 2 + len(document_number)), pa.int32())
    chunks = {name: pa.chunked_array([texts[:3], texts[3:]], pa.string()) for name, texts in columns.items()}
    return RawTable(pa.table({"row_no": rows} | chunks), "csv", 1, {})


def judged(numbers: dict[int, str]) -> pa.Table:
    names = pa.array([f"名{row % 2}" for row in numbers])
    row_no = pa.array(list(numbers), pa.int32())
    return pa.table({"row_no": row_no, "document_number": pa.array(list(numbers.values())), "name": names})


@pytest.fixture(autouse=True)
def every_list_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forking_sealer, "WINDOW_ROWS", 1)


Copies = Callable[[], set[int]]


@pytest.fixture()
def copies() -> Copies:
    """Process ids of the copies there are, ended or not; the reader's child and the server are no copies."""
    others = {one.pid for one in psutil.Process().children()}
    return lambda: {one.pid for one in psutil.Process().children()} - others


@pytest.fixture()
def hashed_now(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many numbers this process hashes itself."""
    counted: list[int] = []
    real = Sealer.keys

    def counting(self: Sealer, rows: pa.Table) -> pa.Array:
        counted.append(rows.num_rows)
        return real(self, rows)

    monkeypatch.setattr(Sealer, "keys", counting)
    return counted


def test_what_was_hashed_in_advance_is_what_would_be_hashed_now(hashed_now: list[int], copies: Copies) -> None:
    with ForkingSealer(RING, lambda: True) as sealer:
        sealer.begin(raw(WRITTEN))
        assert len(copies()) == 1
        found = sealer.keys(judged(JUDGED))
        assert hashed_now == [4] and not copies()  # all but the first were written otherwise, or elsewhere
        again = sealer.keys(judged(JUDGED))
    assert found == again == Sealer(RING).keys(judged(JUDGED))


@pytest.mark.parametrize("case", ["small", "no persons", "another thread"])
def test_no_copy_is_made_in_vain(case: str, copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    if case == "small":
        monkeypatch.setattr(forking_sealer, "WINDOW_ROWS", len(WRITTEN) + 1)
    table = raw(WRITTEN)
    if case == "no persons":
        table.table = table.table.rename_columns(["row_no", "unit"])
    with ForkingSealer(RING, lambda: case != "another thread") as sealer:
        sealer.begin(table)
        assert not copies()
        assert sealer.keys(judged(JUDGED)) == Sealer(RING).keys(judged(JUDGED))


def test_ciphers_come_from_a_copy(copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    with ForkingSealer(RING, lambda: True) as sealer:
        later = sealer.ciphers(judged(JUDGED))
        assert len(copies()) == 1
        assert later() == Sealer(RING).ciphers(judged(JUDGED))()
        monkeypatch.setattr(forking_sealer, "WINDOW_ROWS", len(JUDGED) + 1)
        few = sealer.ciphers(judged(JUDGED))
        assert not copies() and few() == later()


def test_the_next_list_ends_what_was_begun_for_another(copies: Copies) -> None:
    with ForkingSealer(RING, lambda: True) as sealer:
        sealer.begin(raw(WRITTEN))
        sealer.ciphers(judged(JUDGED))
        first = copies()
        sealer.begin(raw(WRITTEN[::-1]))
        assert len(first) == 2 and len(copies()) == 1 and not first & copies()
        assert sealer.keys(judged(JUDGED)) == Sealer(RING).keys(judged(JUDGED))
        sealer.begin(raw(WRITTEN))
    assert not copies()


def test_a_copy_that_dies_costs_time_only(copies: Copies) -> None:
    with ForkingSealer(RING, lambda: True) as sealer:
        sealer.begin(raw(WRITTEN))
        later = sealer.ciphers(judged(JUDGED))
        for one in copies():
            os.kill(one, signal.SIGKILL)
        assert sealer.keys(judged(JUDGED)) == Sealer(RING).keys(judged(JUDGED))
        assert later() == Sealer(RING).ciphers(judged(JUDGED))()


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
        monkeypatch.setattr(forking_sealer, "WINDOW_ROWS", window_rows)
        settings = make_warehouse()
        landing.deliver(settings, PACK, lists)
        assert intake.run(settings, PACK, ["special_list"], dt.date(2019, 12, 31)).committed == len(lists)
        found.append(snapshot.take(settings))
    assert found[0] == found[1] and found[0]["vault.person"][0] == 33
