"""XML is parsed with limits: no document type, no other encoding, no endless depth."""

from __future__ import annotations

import pytest

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.xlsx.parse_xml import DEEPEST, has_element, local_name, read_elements

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'


def refused(content: bytes) -> str:
    with pytest.raises(ReadRefused) as refusal:
        read_elements(content)
    return refusal.value.reasons[0].code


def test_elements_come_in_order_with_path_attributes_and_text() -> None:
    elements = read_elements(HEAD + b"<x:a xmlns:x='u' y:b = 'c>d&amp;'>e<f/>g</x:a>")
    assert [(one.path, one.attributes, one.text) for one in elements] == [
        (("a",), {"b": "c>d&"}, "eg"),
        (("a", "f"), {}, ""),
    ]


def test_a_mark_of_byte_order_is_no_text() -> None:
    assert [one.path for one in read_elements(b"\xef\xbb\xbf" + HEAD + b"<a/>")] == [("a",)]


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE a><a/>",
        b"<!--" + b"x" * 100_000 + b"--><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b'<?xml version="1.0" encoding="GBK"?><a/>',
        "<a/>".encode("utf-16"),
        "<a/>".encode("utf-16-be"),
        b'<?xml version="1.0" encoding="UTF-16"?><a/>',
        b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1),
    ],
)
def test_what_could_hide_something_is_refused(content: bytes) -> None:
    assert refused(content) == "file_unsafe"


@pytest.mark.parametrize("content", [b"", b"<a>", b"<a/><b/>", b"<a b='1' b='2'/>", b"<a>&b;</a>"])
def test_what_is_no_xml_is_unreadable(content: bytes) -> None:
    assert refused(content) == "file_unreadable"


def test_the_deepest_element_is_read() -> None:
    assert len(read_elements(b"<a>" * DEEPEST + b"</a>" * DEEPEST)) == DEEPEST


def test_an_element_is_found_under_any_prefix_and_never_in_a_text() -> None:
    assert has_element([b"<a><y:dd", b"e b='1'/></a>"], ("dde",))
    assert not has_element([b"<a b='&lt;dde/>'>&lt;dde/><!-- <dde/> --></a>"], ("dde",))
    with pytest.raises(ReadRefused, match="file_unsafe"):
        has_element([b"<!DOCTYPE a><a/>"], ("dde",))
    with pytest.raises(ReadRefused, match="file_unreadable"):
        has_element([b"<a>"], ("dde",))


def test_a_name_loses_its_prefix_only() -> None:
    assert [local_name(name) for name in ("a", "x:a", "xa")] == ["a", "a", "xa"]
