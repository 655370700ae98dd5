"""Texts are decoded with their own width, over the end of records, and before BIFF8 by the code page."""

from __future__ import annotations

import struct

import pytest

from transforms.intake.reading.xls.texts import Texts, codec_of, long_text, short_text

NARROW, WIDE, RICH, FAR_EAST = 0, 1, 8, 4


def text(content: str, flags: int = WIDE, middle: bytes = b"", behind: bytes = b"") -> bytes:
    octets = content.encode("utf-16-le" if flags & WIDE else "latin-1")
    return struct.pack("<HB", len(content.encode("utf-16-le")) // 2, flags) + middle + octets + behind


def test_texts_of_both_widths_with_runs_and_phonetic_guides() -> None:
    whole = text("王明东") + text("abc", NARROW) + text("李", WIDE | RICH, b"\x02\0", bytes(8))
    whole += text("张", WIDE | FAR_EAST, struct.pack("<I", 5), bytes(5)) + text("é", NARROW)
    assert Texts([whole], 0).take_all() == ["王明东", "abc", "李", "张", "é"]


def test_a_text_goes_on_in_the_next_record_with_flags_of_its_own() -> None:
    first, second = text("王明东"), text("末")
    assert Texts([first[:7], b"\x01" + first[7:], second], 0).take_all() == ["王明东", "末"]
    assert Texts([text("王ab")[:5], b"\0ab" + second], 0).take_all() == ["王ab", "末"]
    assert Texts([text("𠀀")[:5], b"\x01" + text("𠀀")[5:]], 0).take_all() == ["𠀀"]


def test_runs_behind_a_text_may_be_in_the_next_record() -> None:
    whole = text("李", WIDE | RICH, b"\x02\0", bytes(8)) + text("末")
    assert Texts([whole[:9], whole[9:]], 0).take_all() == ["李", "末"]


def test_a_text_that_is_cut_off_ends_the_list() -> None:
    assert Texts([text("王") + text("明东")[:-2]], 0).take_all() == ["王"]
    with pytest.raises(ValueError, match="longer"):
        Texts([text("明东")[:-2]], 0).take()


def test_bytes_are_decoded_by_the_code_page() -> None:
    assert short_text(b"\x04\xcd\xf5\xc3\xf7", 0, codec_of(936)) == "王明"
    assert long_text([b"\0\x04\0\xcd\xf5", b"\xc3\xf7"], 1, codec_of(936)) == "王明"
    assert short_text(b"\x02\x01" + "王明".encode("utf-16-le"), 0, None) == "王明"
    assert short_text(b"\x02\0ab", 0, None) == "ab"
    for broken in (lambda: short_text(b"\x09ab", 0, "gb18030"), lambda: short_text(b"\x09\x01ab", 0, None)):
        with pytest.raises(ValueError, match="longer"):
            broken()


def test_code_pages_have_names_and_an_unknown_one_is_an_error() -> None:
    assert {page: codec_of(page) for page in (936, 1252, 950, 1200, 32769)} == {
        936: "gb18030", 1252: "cp1252", 950: "cp950", 1200: "utf-16-le", 32769: "cp1252",
    }  # fmt: skip
    with pytest.raises(ValueError, match="code page"):
        codec_of(4711)


def test_only_zeros_may_be_behind_a_text_that_is_the_whole_record() -> None:
    assert long_text([text("王") + b"\0\0"], 0, None, is_whole=True) == "王"
    with pytest.raises(ValueError, match="shorter"):
        long_text([text("王") + b"x"], 0, None, is_whole=True)
