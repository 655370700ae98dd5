"""Streams of an old container are found by name; a container that contradicts itself is no stream."""

from __future__ import annotations

import struct

import pytest

from tests.support.files.raw_xls import ole
from transforms.intake.reading.xls.ole import read_stream

CONTENT = bytes(range(256)) * 40


def test_the_first_of_the_names_that_exists_is_read() -> None:
    box = ole({"Book": b"B" * 5000, "Workbook": CONTENT})
    assert read_stream(box, ("Workbook", "Book")) == CONTENT
    assert read_stream(box, ("Missing", "Book")) == b"B" * 5000
    assert read_stream(box, ("Missing",)) is None


def test_the_name_is_the_whole_name_and_the_root_is_no_stream() -> None:
    box = ole({"Workbook2": CONTENT})
    assert read_stream(box, ("Workbook",)) is None
    assert read_stream(box, ("Root Entry",)) is None


def test_a_stream_over_many_sectors_is_joined_in_order() -> None:
    content = b"".join(struct.pack("<I", at) for at in range(70_000))
    assert read_stream(ole({"Other": CONTENT, "Workbook": content}), ("Workbook",)) == content


@pytest.mark.parametrize(("place", "fmt", "value"), [(30, "<H", 7), (48, "<I", 0x00FFFFFF)])
def test_a_wrong_sector_size_or_directory_is_an_error(place: int, fmt: str, value: int) -> None:
    data = bytearray(ole({"Workbook": CONTENT}))
    struct.pack_into(fmt, data, place, value)
    with pytest.raises((ValueError, IndexError, struct.error)):
        read_stream(bytes(data), ("Workbook",))


def test_a_chain_that_returns_to_itself_ends_with_an_error() -> None:
    data = bytearray(ole({"Workbook": CONTENT}))
    table = struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, 512 + table * 512, 0)
    with pytest.raises(ValueError, match="tail"):
        read_stream(bytes(data), ("Workbook",))


def test_a_short_stream_without_its_table_is_an_error() -> None:
    data = bytearray(ole({"Workbook": CONTENT}))
    struct.pack_into("<I", data, 56, 1 << 20)  # streams below a megabyte count as short
    with pytest.raises(ValueError, match="short stream"):
        read_stream(bytes(data), ("Workbook",))
