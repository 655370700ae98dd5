"""Texts of old workbooks that are struck out are found by their runs, shared or in their cells."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest

from tests.support.files.raw_xls import Looks, Rich, Writer, xls
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.xls.struck_texts import struck_texts
from transforms.intake.reading.xls.texts import Texts
from transforms.intake.reading.xls.workbook import open_xls
from transforms.intake.reading.xlsx.struck_texts import StruckTexts

STRUCK, PLAIN = 6, 5


def runs(*pairs: tuple[int, int]) -> bytes:
    return b"".join(struct.pack("<HH", *pair) for pair in pairs)


@pytest.mark.parametrize(
    ("text", "stored", "look"),
    [
        ("张三李四", runs((2, STRUCK)), "partly"),
        ("张三李四", runs((0, STRUCK), (2, PLAIN)), "partly"),
        ("张三李四", runs((0, STRUCK)), "wholly"),
        ("张三李四", runs((0, STRUCK), (2, STRUCK)), "wholly"),
        ("张三李四", runs((0, PLAIN), (2, PLAIN)), ""),
        (" 张三", runs((0, STRUCK), (1, PLAIN)), ""),
        ("\U00020087三", runs((2, STRUCK)), "partly"),  # the first character counts twice
        ("张三", runs((2, STRUCK)), ""),  # behind the text
    ],
)
def test_a_text_is_struck_out_by_its_runs(text: str, stored: bytes, look: str) -> None:
    found = struck_texts(["甲", text], {1: stored}, frozenset({STRUCK}))
    assert found == StruckTexts(frozenset({1} if look == "partly" else ()), frozenset({1} if look == "wholly" else ()))
    assert struck_texts(["甲", text], {1: stored}, frozenset()) == StruckTexts()


def test_runs_are_kept_by_the_number_of_their_text_also_over_records() -> None:
    head, text = struct.pack("<HBH", 2, 9, 1), "李四".encode("utf-16-le")
    plain = struct.pack("<HB", 1, 1) + "甲".encode("utf-16-le")
    whole = plain + head + text + runs((1, STRUCK)) + plain
    for parts in ([whole], [whole[:18], whole[18:]], [whole[:16], whole[16:]]):
        texts = Texts(parts, 0)
        assert texts.take_all() == ["甲", "李四", "甲"] and texts.runs == {1: runs((1, STRUCK))}


def facts(*cells: Rich | str, writer: Writer, looks: Looks = Looks()) -> SheetFacts:  # noqa: B008 - it cannot be changed
    return open_xls(xls({"甲": [["姓名"], list(cells)]}, writer=writer, looks=looks), Limits()).sheets[0].facts


@pytest.mark.parametrize(
    "writer",
    [Writer(), Writer(shared=True), Writer(shared=True, piece_bytes=15), Writer(5, 936, stream="Book")],
    ids=["own record", "shared", "over records", "Excel 95"],
)
def test_cells_are_struck_partly_or_marked_as_a_whole(writer: Writer) -> None:
    found = facts(
        "甲", Rich("张三", ((1, True),)), Rich("李四", ((0, True),)), Rich("王五", ((0, False),)), writer=writer
    )
    assert (found.struck, found.marked_rows) == ([(2, "B")], {2: {"C"}})


def test_a_font_that_strikes_out_marks_its_cells() -> None:
    writer = replace(Writer(shared=True), text_colour="struck")
    assert facts("甲", writer=writer, looks=Looks(red_rows=(1,))).marked_rows == {2: {"A"}}
    assert facts("甲", writer=writer).marked_rows == {}
