"""Looking into old workbooks: what is found, and that no damage to the container does more than refuse the file."""

from __future__ import annotations

import random
import struct

import pytest

from tests.support.files.raw_xls import Broken, Looks, ole, xls
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.xls.ole import read_stream
from transforms.intake.reading.xls.xls_scan import scan_xls

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


def many(kind: int, row: int, first: int, styles: list[int]) -> bytes:
    """Make a record of neighbouring cells: numbers (0x00BD, six bytes each) or blanks (0x00BE, two bytes each)."""
    cells = b"".join(struct.pack("<H", style) + bytes(4 if kind == 0x00BD else 0) for style in styles)
    return struct.pack("<HH", row, first) + cells + struct.pack("<H", first + len(styles) - 1)


@pytest.mark.parametrize("kind", [0x00BD, 0x00BE])
def test_each_marked_cell_of_a_record_of_several_is_found(kind: int) -> None:
    plain, red = 15, 17  # styles of the helper that writes workbooks
    content = many(kind, 6, 1, [red, plain, red])
    whole = bytearray(xls({"甲": ROWS}, looks=Looks(red_rows=(3,))))
    record = struct.pack("<HH", kind, len(content)) + content
    at = whole.find(struct.pack("<HH", 0x0204, 0)[:2], whole.find(struct.pack("<HHHH", 0x0809, 16, 0x0600, 0x0010)))
    whole[at : at + len(record)] = record  # over the first cells of the sheet
    end = struct.pack("<HH", 0x000A, 0)
    whole[at + len(record) : at + len(record) + len(end)] = end
    assert scan_xls(bytes(whole))[0].marked_rows == {7: {"B", "D"}}
