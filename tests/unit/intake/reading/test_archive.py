"""A zip is opened only if it is nothing but a zip; sizes are checked before a byte is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace

import pytest

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.archive import (
    check_sizes,
    has_whole_zip,
    inflate_verified,
    only_member,
    open_package,
    unpack,
    zip_end,
)
from transforms.intake.reading.limits import Limits

LIMITS = Limits()
CONTENT = b"name,number\n" * 1000


def zipped(compression: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", compression) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return memory.getvalue()


def refused(data: bytes, limits: Limits = LIMITS) -> tuple[str, bool]:
    with pytest.raises(ReadRefused) as refusal, open_package(data) as package:
        only_member(package, data, limits)
    return refusal.value.reasons[0].code, refusal.value.hold


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_the_only_file_is_returned(compression: int) -> None:
    data = zipped(compression, **{"a.csv": CONTENT, "._a.csv": b"left by a Mac", "Thumbs.db": b""})
    with open_package(data) as package:
        assert only_member(package, data, LIMITS) == CONTENT


def test_several_files_are_held_and_none_is_rejected() -> None:
    assert refused(zipped(**{"a.csv": b"1", "b.csv": b"2"})) == ("file_archive", True)
    assert refused(zipped(**{".DS_Store": b"1"})) == ("file_empty", False)
    assert refused(zipped()) == ("file_empty", False)


@pytest.mark.parametrize("name", ["../a.csv", "/a.csv", "a\\..\\b.csv", "C:a.csv"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert refused(zipped(**{name: b"1"})) == ("file_unsafe", False)


def test_bytes_before_or_after_the_zip_are_another_file() -> None:
    data = zipped(**{"a.csv": CONTENT})
    assert refused(b"x" + data)[0] == "file_polyglot"
    assert refused(data + b"x")[0] == "file_polyglot"
    assert refused(data[:-30])[0] == "file_truncated"


def test_sizes_are_allowed_up_to_the_limit() -> None:
    data = zipped(**{"a.csv": CONTENT})
    with open_package(data) as package:
        check_sizes(package, len(data), replace(LIMITS, unpacked_bytes=len(CONTENT)))
        with pytest.raises(ReadRefused, match="file_unsafe"):
            check_sizes(package, len(data), replace(LIMITS, unpacked_bytes=len(CONTENT) - 1))
        with pytest.raises(ReadRefused, match="file_unsafe"):
            check_sizes(package, len(data), replace(LIMITS, package_parts=0))
        with pytest.raises(ReadRefused, match="file_unsafe"):
            check_sizes(package, 1, LIMITS)  # more packed bytes than the whole zip has


def test_a_bomb_is_refused_by_its_ratio() -> None:
    assert refused(zipped(**{"a.csv": bytes(40 << 20)}))[0] == "file_unsafe"


def test_a_file_with_a_password_is_named() -> None:
    data = bytearray(zipped(**{"a.csv": CONTENT}))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data))[0] == "file_encrypted"


@pytest.mark.parametrize("size", [len(CONTENT) - 1, len(CONTENT) + 1])
def test_a_member_must_be_exactly_as_long_as_stated(size: int) -> None:
    data = bytearray(zipped(**{"a.csv": CONTENT}))
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, size)
    with open_package(bytes(data)) as package, pytest.raises(ReadRefused):
        unpack(bytes(data), package.infolist()[0], LIMITS)


def test_a_damaged_byte_is_noticed() -> None:
    data = bytearray(zipped(zipfile.ZIP_STORED, **{"a.csv": CONTENT}))
    data[100] ^= 1
    with open_package(bytes(data)) as package, pytest.raises(ReadRefused, match="file_truncated"):
        list(inflate_verified(bytes(data), package.infolist()[0], LIMITS))


def test_the_end_of_a_zip_is_where_its_comment_reaches_the_end_of_the_file() -> None:
    data = zipped(**{"a.csv": CONTENT})
    end = len(data) - 22
    assert zip_end(data) == end
    comment = b"made by PK\x05\x06 & co"
    assert zip_end(data[:-2] + struct.pack("<H", len(comment)) + comment) == end
    assert zip_end(data + b"x") is None and zip_end(data[:-1]) is None and zip_end(b"") is None
    assert zip_end(b"name,number\nPK\x05\x06,1\n" * 9) is None


def test_a_mark_in_a_packed_file_is_no_end() -> None:
    stored = zipped(zipfile.ZIP_STORED, **{"a.csv": b"PK\x05\x06" + bytes(18)})
    with open_package(stored) as package:
        assert package.namelist() == ["a.csv"]
    assert refused(stored[:-60])[0] == "file_truncated"
    assert refused(data_twice := stored + stored)[0] == "file_polyglot" and zip_end(data_twice) is not None


def test_a_comment_that_is_a_page_or_a_zip_is_refused() -> None:
    data = zipped(**{"a.csv": CONTENT})
    for comment in (b"<html>", zipped(**{"b.csv": b"1"}), data[-22:]):
        assert refused(data[:-2] + struct.pack("<H", len(comment)) + comment)[0] in ("file_polyglot", "file_truncated")


def test_a_zip_within_other_bytes_is_found() -> None:
    data = zipped(**{"a.csv": CONTENT})
    assert all(has_whole_zip(other) for other in (data, b"x" + data, data + b"x\n", b"x" + data + b"x" * 100_000))
    assert not any(has_whole_zip(other) for other in (b"", b"PK\x05\x06", data[:-23], b"PK\x05\x06" + bytes(40)))
