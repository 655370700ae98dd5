"""Few characters that cannot be decoded are replaced and judged by their places; many are another encoding."""

from __future__ import annotations

import pyarrow as pa
import pytest

from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.reading.rows.broken_characters import (
    AllColumns,
    add_broken_characters,
    has_broken,
    with_replacements,
)

CUT = b"\xe5\xb1"
"""The first two of three bytes of a character."""


def lines(*ends: bytes, count: int = 6) -> bytes:
    return b"".join(b"a," + (ends[at] if at < len(ends) else b"b") + b"\n" for at in range(count))


@pytest.mark.parametrize(
    ("data", "broken"),
    [
        (lines(b"", CUT), 1),
        (lines(b"", CUT, b"\xff\xff\xff"), 4),
        (lines(b"", CUT).replace(b"\n", b"\r"), 1),
        (lines(b"", CUT).replace(b"\n", b"\r\n"), 1),
        (lines(b"", *[CUT] * 3), 3),
        (lines(b"", *[CUT] * 9, count=900), 9),
        (lines(b"", CUT + b'"'), 1),
    ],
)
def test_few_broken_characters_are_replaced_and_swallow_nothing(data: bytes, broken: int) -> None:
    text = with_replacements(data, "utf-8")
    assert text is not None and text.decode().count("\ufffd") == broken
    for mark in (b",", b"\n", b"\r", b'"'):
        assert text.count(mark) == data.count(mark)


@pytest.mark.parametrize(
    "data",
    [
        lines(CUT),  # in the first line
        lines(b"", *[CUT] * 4),
        lines(b"", *[CUT] * 10, count=900),
        lines(b"", CUT + b"," + CUT),  # two in one line
        lines(b"", b"\xff" * 4),  # two characters of GBK
        lines(b"", b"b") + CUT,
        lines(b"", b"b") + CUT + b"\x1a\0",
        lines(b"", "张三".encode("gbk")),
    ],
)
def test_more_broken_characters_or_one_at_an_end_are_another_matter(data: bytes) -> None:
    assert with_replacements(data, "utf-8") is None


@pytest.mark.parametrize("mark", [b",", b";", b"\t", b"\n", b"\r\n", b'"'])
def test_half_a_character_of_gb18030_swallows_no_delimiter_quote_or_line_end(mark: bytes) -> None:
    data = "甲\n乙".encode("gb18030") + b"\xd5" + mark + b"c\n"
    assert with_replacements(data, "gb18030") == "甲\n乙\ufffd".encode() + mark + b"c\n"


def raw() -> RawTable:
    table = pa.table({"row_no": pa.array([2, 4], pa.int32()), "name": ["甲", "乙\ufffd"]})
    return RawTable(table, "csv", 1, {"name": "A"})


def columns(*texts: list[str]) -> AllColumns:
    cells = {at: pa.chunked_array([column]) for at, column in enumerate(texts)}
    return AllColumns(pa.chunked_array([pa.array([2, 3, 4], pa.int32())]), cells, {0: "name"})


def test_a_cell_that_is_read_is_a_fault_and_another_a_note() -> None:
    all_columns = columns(["甲", "", "乙\ufffd"], ["外\ufffd", "", "内"])
    judged = add_broken_characters(raw(), all_columns, refuse("encoding_unknown"))
    assert judged.faults == [(4, "cell_undecodable", "name")]
    assert judged.notes == [(2, "unread_undecodable", "B")]


def test_a_row_that_is_no_data_is_refused() -> None:
    refusal = refuse("encoding_mixed", row=3)
    with pytest.raises(ReadRefused) as raised:
        add_broken_characters(raw(), columns(["甲", "合\ufffd", "乙"], ["", "", ""]), refusal)
    assert raised.value is refusal


def test_texts_are_searched_for_the_replacement() -> None:
    assert has_broken(["a", "b\ufffd"]) and not has_broken(["a", "?"])
