"""A container is judged by its own structure: its streams by name, its length, and bytes that belong to no stream."""

from __future__ import annotations

import struct

import pytest

from tests.support.files.raw_xls import SIGNATURE, ole
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.xls.ole import open_container

CONTENT = bytes(range(256)) * 40
SMALL_ZIP = b"PK\x05\x06" + bytes(18)


def refused(data: bytes) -> str:
    with pytest.raises(ReadRefused) as refusal:
        open_container(data)
    return refusal.value.reasons[0].code


def changed(data: bytes, *places: tuple[int, str, int]) -> bytes:
    whole = bytearray(data)
    for at, fmt, number in places:
        struct.pack_into(fmt, whole, at, number)
    return bytes(whole)


def short_streams(**streams: bytes) -> bytes:
    """A container with short streams only: they are in sectors of 64 bytes inside the root's stream."""
    numbers, inner, entries = [], b"", []
    for name, content in streams.items():
        count = -(-len(content) // 64)
        entries.append((name, len(numbers), len(content)))
        numbers += [*range(len(numbers) + 1, len(numbers) + count), 0xFFFFFFFE]
        inner += content.ljust(count * 64, b"\0")
    inner = inner.ljust(-(-len(inner) // 512) * 512, b"\0")
    sectors = len(inner) // 512

    def entry(name: str, kind: int, start: int, size: int, child: int, right: int) -> bytes:
        text = name.encode("utf-16-le")
        head = struct.pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, right, child)
        return text.ljust(64, b"\0") + head + bytes(36) + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 0, len(inner), 1, 0xFFFFFFFF)
    for at, (name, start, size) in enumerate(entries, 1):
        directory += entry(name, 2, start, size, 0xFFFFFFFF, at + 1 if at < len(entries) else 0xFFFFFFFF)
    table = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD]
    header = SIGNATURE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIII", 1, sectors, 0, 4096, sectors + 1, 1, 0xFFFFFFFE, 0)
    header += struct.pack("<I", sectors + 2) + b"\xff" * 432
    return (
        header + inner + directory.ljust(512, b"\0") + struct.pack(f"<{len(numbers)}I", *numbers).ljust(512, b"\xff")
        + struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    )  # fmt: skip


def test_a_table_may_mark_sectors_that_the_file_does_not_have() -> None:
    whole = short_streams(workbook=b"W" * 100)
    rest = range(len(whole) // 512 - 1, 128)
    marked = changed(whole, *((len(whole) - 512 + 4 * sector, "<I", 0xFFFFFFFE) for sector in rest))
    assert open_container(marked).stream("Workbook") == b"W" * 100
    assert refused(changed(marked + SMALL_ZIP.ljust(512, b"\0"))) == "file_polyglot"
    assert refused(marked[:-600]) == "file_truncated"


def test_the_first_of_the_names_that_exists_is_read() -> None:
    container = open_container(ole({"Book": b"B" * 5000, "Workbook": CONTENT}))
    assert container.stream("Workbook", "Book") == CONTENT
    assert container.stream("Missing", "BOOK") == b"B" * 5000
    assert container.stream("Missing") is None


def test_the_name_is_the_whole_name_and_the_root_is_no_stream() -> None:
    container = open_container(ole({"Workbook2": CONTENT}))
    assert container.stream("Workbook") is None
    assert container.stream("Root Entry") is None
    assert container.names() == {"workbook2", ""}


def test_a_stream_over_many_sectors_is_joined_in_order() -> None:
    content = b"".join(struct.pack("<I", at) for at in range(70_000))
    assert open_container(ole({"Other": CONTENT, "Workbook": content})).stream("Workbook") == content


def test_short_streams_are_read_out_of_the_stream_of_the_root() -> None:
    container = open_container(short_streams(First=b"a" * 100, Workbook=b"b" * 700))
    assert (container.stream("first"), container.stream("workbook")) == (b"a" * 100, b"b" * 700)


def test_a_zip_inside_a_stream_belongs_to_the_stream() -> None:
    content = CONTENT + SMALL_ZIP + b"more"
    assert open_container(ole({"Workbook": content})).stream("Workbook") == content
    assert open_container(short_streams(Workbook=SMALL_ZIP)).stream("Workbook") == SMALL_ZIP


@pytest.mark.parametrize("tail", [SMALL_ZIP, b"<html>", bytes(600) + b"x", b"\0" * 512 + SMALL_ZIP])
def test_bytes_behind_the_end_are_another_file(tail: bytes) -> None:
    assert refused(ole({"Workbook": CONTENT}) + tail) == "file_polyglot"


@pytest.mark.parametrize("tail", [b"\n", b"\r\n", bytes(700)])
def test_line_ends_and_zeros_behind_the_end_are_nothing(tail: bytes) -> None:
    assert open_container(ole({"Workbook": CONTENT}) + tail).stream("Workbook") == CONTENT


def test_a_zip_in_bytes_of_no_stream_is_another_file() -> None:
    whole = ole({"Workbook": CONTENT, "Other": CONTENT + SMALL_ZIP})
    assert open_container(whole).stream("Other") == CONTENT + SMALL_ZIP
    at = whole.find("Workbook".encode("utf-16-le")) + 72  # the entry that names the next one
    assert refused(changed(whole, (at, "<I", 0xFFFFFFFF))) == "file_polyglot"


@pytest.mark.parametrize(
    ("place", "fmt", "value"),
    [(30, "<H", 7), (26, "<H", 9), (28, "<H", 0xFEFF), (48, "<I", 0x00FFFFFF), (44, "<I", 5), (80, "<I", 41)],
)
def test_a_header_that_contradicts_itself_is_refused(place: int, fmt: str, value: int) -> None:
    assert refused(changed(ole({"Workbook": CONTENT}), (place, fmt, value))) in ("file_unreadable", "file_truncated")


def test_a_chain_that_returns_to_itself_or_to_another_stream_is_refused() -> None:
    whole = ole({"Other": CONTENT, "Workbook": CONTENT})
    table = 512 + struct.unpack_from("<I", whole, 76)[0] * 512
    assert refused(changed(whole, (table, "<I", 0))) == "file_unreadable"
    at = whole.find("Workbook".encode("utf-16-le")) + 116
    assert refused(changed(whole, (at, "<I", 0))) == "file_unreadable"


def test_an_entry_in_two_places_or_without_a_name_is_refused() -> None:
    whole = ole({"Other": CONTENT, "Workbook": CONTENT})
    at = whole.find("Workbook".encode("utf-16-le"))
    assert refused(changed(whole, (at + 72, "<I", 1))) == "file_unreadable"
    assert refused(changed(whole, (at + 64, "<H", 0))) == "file_unreadable"


def test_a_container_that_was_cut_is_refused_as_cut() -> None:
    whole = ole({"Workbook": CONTENT})
    assert {refused(whole[:at]) for at in (100, 600, len(whole) // 2, len(whole) - 600)} == {"file_truncated"}
