"""Looking into old workbooks: what is found, and that no damage to the container does more than refuse the file."""

from __future__ import annotations

import random
import struct

import pytest

from tests.support.files.raw_xls import Broken, Looks, ole, xls
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.ole import read_stream
from transforms.intake.reading.xls_scan import scan_xls

ROWS = [["姓名", "日期"], ["甲", Broken()], ["乙", Broken(computed=True)], ["丙", "2019-01-01"]]
TRIES = 400


def test_errors_and_looks_are_found_where_they_are() -> None:
    found = scan_xls(xls({"甲": ROWS, "乙": ROWS[:1]}, looks=Looks(hidden_rows=(2,), red_rows=(3,))))
    assert sorted(found) == [0, 1]
    assert found[0].errors == [(2, "B"), (3, "B")] and found[1].errors == []
    assert found[0].hidden_rows and not found[0].hidden_columns and found[0].formulas and not found[0].conditional
    assert found[0].marked_rows == {4: {"A", "B"}}


def test_streams_are_found_by_name_over_several_sectors() -> None:
    content = bytes(range(256)) * 700
    box = ole({"Other": b"x" * 5000, "Workbook": content})
    assert read_stream(box, ("Workbook", "Book")) == content
    assert read_stream(box, ("Missing",)) is None


def test_a_chain_that_bites_its_tail_is_refused() -> None:
    data = bytearray(xls({"甲": ROWS}))
    first_table = struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, 512 + first_table * 512, 0)  # the first sector is followed by itself
    with pytest.raises(ReadRefused):
        scan_xls(bytes(data))


def test_no_damage_does_more_than_refuse() -> None:
    whole, rng, refused = xls({"甲": ROWS * 40}), random.Random(5), 0
    for _ in range(TRIES):
        data = bytearray(whole[: rng.randrange(600, len(whole))] if rng.random() < 0.3 else whole)
        for _ in range(rng.randrange(1, 12)):
            at = rng.randrange(8, 600) if rng.random() < 0.4 else rng.randrange(8, len(data))
            data[at] = rng.randrange(256)
        try:
            scan_xls(bytes(data))
        except ReadRefused:
            refused += 1
    assert 0 < refused < TRIES
