"""Numbers at many places of a stream are the numbers that are there, one by one."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.reading.xls.octets import Octets
from transforms.intake.reading.xls.records import find_records

NONE = np.array([], dtype=np.int64)


def test_numbers_are_read_at_every_place() -> None:
    octets = Octets(struct.pack("<HIdHId", 7, 0xFFFFFFFF, 2.5, 65535, 9, -0.1))
    at = np.array([0, 14])
    assert octets.shorts(at).tolist() == [7, 65535] and octets.bytes_at(at).tolist() == [7, 255]
    assert octets.longs(at + 2).tolist() == [0xFFFFFFFF, 9]
    assert octets.doubles(at + 6).tolist() == [2.5, -0.1]
    assert octets.doubles(NONE).tolist() == [] and octets.packed_numbers(NONE).tolist() == []


def packed(number: int, is_whole: bool, is_hundredth: bool) -> tuple[int, float]:
    """Pack a whole number of 30 bits, or the upper half of a double."""
    if is_whole:
        bits, value = (number << 2) & 0xFFFFFFFC, float(number)
    else:
        bits = struct.unpack("<Q", struct.pack("<d", float(number)))[0] >> 32 & 0xFFFFFFFC
        value = struct.unpack("<d", struct.pack("<Q", bits << 32))[0]
    return bits | 2 * is_whole | is_hundredth, value / 100 if is_hundredth else value


@given(st.lists(st.tuples(st.integers(-(1 << 29), (1 << 29) - 1), st.booleans(), st.booleans()), min_size=1))
def test_packed_numbers_are_whole_or_half_doubles_and_hundredths_of_both(numbers: list[tuple[int, bool, bool]]) -> None:
    expected = [packed(*number) for number in numbers]
    octets = Octets(b"".join(struct.pack("<I", bits) for bits, _ in expected))
    assert octets.packed_numbers(np.arange(len(numbers)) * 4).tolist() == [value for _, value in expected]


def test_a_record_that_is_too_short_is_an_error() -> None:
    content = struct.pack("<HH16xHH4xHH", 0x0809, 16, 0x0201, 4, 0x000A, 0)
    places = find_records(content, 0)
    assert Octets(content).starts(places, 0x0201, 4).tolist() == [24]
    assert Octets(content).starts(places, 0x0203, 14).tolist() == []
    with pytest.raises(ValueError, match="too short"):
        Octets(content).starts(places, 0x0201, 6)
