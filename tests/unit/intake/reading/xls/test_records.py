"""Records are found with their kind; a part without an end is cut; an unknown record is never passed over."""

from __future__ import annotations

import struct

import pytest

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.xls import records
from transforms.intake.reading.xls.records import body, find_records, pieces, unknown_cells


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


BEGIN, END = record(records.BOF, bytes(16)), record(records.EOF)
CHART = BEGIN + record(records.NUMBER, bytes(14)) + END


def test_records_of_embedded_parts_are_left_out() -> None:
    places = find_records(BEGIN + CHART + record(records.BLANK, bytes(6)) + END + record(records.BLANK), 0)
    assert (len(places[records.BLANK]), places[records.NUMBER], len(places[records.BOF])) == (1, [], 1)


def test_a_part_without_an_end_was_cut_and_one_without_a_beginning_is_none() -> None:
    for content, code in ((BEGIN + record(records.BLANK, bytes(6)), "file_truncated"), (END[:2], "file_truncated"),
                          (record(records.BLANK), "file_unreadable")):  # fmt: skip
        with pytest.raises(ReadRefused) as refusal:
            find_records(content, 0)
        assert refusal.value.reasons[0].code == code


def test_a_record_is_joined_with_those_that_continue_it() -> None:
    content = (
        record(records.SHARED_TEXTS, b"ab") + record(records.CONTINUE, b"cd") + record(records.CONTINUE, b"e") + END
    )
    assert pieces(content, 0) == [b"ab", b"cd", b"e"]
    assert body(content, 0) == b"ab"


@pytest.mark.parametrize(
    "kind", [1, 2, 3, 4, 5, 7, 0x0202, 0x0402, 0x0403, 0x0404, 0x01FD, 0x00D4, 0x0800, 0x1FFD, 0xFFFF]
)
def test_a_record_that_nobody_knows_is_named(kind: int) -> None:
    content = BEGIN + record(kind, struct.pack("<HHH", 1, 1, 15) + bytes(8)) + END
    assert unknown_cells(content, find_records(content, 0), 16) == [kind]


def test_known_records_and_those_of_later_versions_are_no_cells() -> None:
    later = record(0x0896, struct.pack("<H", 0x0896) + bytes(14))
    content = BEGIN + later + record(0x0208, bytes(16)) + record(0x00D7, bytes(4)) + record(0x023E, bytes(18)) + END
    assert unknown_cells(content, find_records(content, 0), 16) == []


def test_an_unknown_record_that_does_not_begin_as_a_cell_is_no_cell() -> None:
    for head in (struct.pack("<HHH", 1, 256, 0), struct.pack("<HHH", 1, 1, 16), b"\x01\0\x01\0\0"):
        content = BEGIN + record(0x0F01, head) + END
        assert unknown_cells(content, find_records(content, 0), 16) == []
