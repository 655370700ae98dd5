"""Old workbooks are opened by their own structure; formulas nobody calculated are told from calculated ones."""

from __future__ import annotations

import io
import random
import struct
from dataclasses import replace
from typing import Any

import pytest
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tests.support.files.raw_xls import Broken, Computed, Looks, Shown, Writer, ole, xls
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.xls.workbook import open_xls

ROWS = [["姓名", "日期"], ["甲", Broken()], ["乙", Broken(computed=True)], ["丙", "2019-01-01"]]
NEW = Writer()
TRIES = 400


def facts(rows: list[list[Any]], writer: Writer = NEW, looks: Looks = Looks()) -> SheetFacts:  # noqa: B008
    return open_xls(xls({"甲": rows}, writer=writer, looks=looks), Limits()).sheets[0].facts


def refused(data: bytes, **limits: int) -> str:
    with pytest.raises(ReadRefused) as refusal:
        open_xls(data, Limits(**limits))
    assert not refusal.value.hold
    return refusal.value.reasons[0].code


def test_sheets_have_names_states_and_positions() -> None:
    book = open_xls(xls({"甲": ROWS, "乙": ROWS[:1]}, hidden=("乙",), date1904=True), Limits())
    assert [(sheet.name, sheet.typ, sheet.visible) for sheet in book.sheets_metadata] == [
        ("甲", SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible),
        ("乙", SheetTypeEnum.WorkSheet, SheetVisibleEnum.Hidden),
    ]
    assert book.get_sheet_by_index(1).to_python() == [["姓名", "日期"]] and book.date1904


@pytest.mark.parametrize("stream", ["Workbook", "WORKBOOK", "workbook", "Book", "BOOK"])
def test_the_stream_has_either_name_in_any_case(stream: str) -> None:
    for writer in (replace(NEW, stream=stream), Writer(version=5, code_page=936, stream=stream)):
        assert open_xls(xls({"甲": ROWS}, writer=writer), Limits()).sheets[0].to_python()[3] == ["丙", "2019-01-01"]


@pytest.mark.parametrize("rows", [1, 30, 400])
def test_the_small_zip_of_excel_2007_and_wps_is_a_part_of_the_workbook(rows: int) -> None:
    theme = b"PK\x03\x04" + bytes(300) + b"PK\x05\x06" + bytes(18)
    data = xls({"甲": ROWS[:1] * rows}, writer=replace(NEW, theme=theme), streams={"\x05SummaryInformation": b"x"})
    assert open_xls(data, Limits()).sheets[0].height == rows
    assert refused(data + b"PK\x05\x06" + bytes(18)) == "file_polyglot"


@pytest.mark.parametrize(
    ("streams", "code"),
    [
        ({"Workbook": b"x", "EncryptedPackage": b"x"}, "file_encrypted"),
        ({"EncryptionInfo": b"x"}, "file_encrypted"),
        ({"Workbook": b"x", "_VBA_PROJECT_CUR": b"x"}, "file_macro"),
        ({"Workbook": b"x", "MBD0004D0F3": b"x"}, "file_macro"),
        ({"Workbook": b"x", "Ctls": b"x"}, "file_macro"),
        ({"WordDocument": b"x"}, "file_type"),
        ({"PowerPoint Document": b"x", "Workbook": b"x"}, "file_type"),
        ({"Other": b"x"}, "file_type"),
        ({"Workbook": b"x"}, "file_unreadable"),
    ],
)
def test_a_container_is_refused_by_its_streams(streams: dict[str, bytes], code: str) -> None:
    assert refused(ole(streams)) == code


def test_a_name_in_the_content_of_a_stream_is_no_stream() -> None:
    rows = [["_VBA_PROJECT"], ["EncryptedPackage"], ["WordDocument"], ["MBD0"]]
    assert open_xls(xls({"甲": rows}), Limits()).sheets[0].to_python() == rows


def test_the_number_of_sheets_is_limited() -> None:
    assert refused(xls({"甲": ROWS, "乙": ROWS}), sheets=1) == "file_unsafe"


def test_formulas_that_nobody_calculated_have_no_value() -> None:
    """Write as xlwt (empty text) and POI (0) do: no result of their own, and no version of a program."""
    found = facts([[Computed(""), Computed(0)], [Computed(None), 1]])
    assert (found.without_value, found.stand_ins) == ([(2, "A"), (1, "A")], [(1, "B")])


@pytest.mark.parametrize(
    ("rows", "writer"),
    [
        ([[Computed("")]], replace(NEW, calculated_by=125725)),  # Excel names its version
        ([[Computed("")], [Computed(380)]], NEW),  # a result: somebody calculated
        ([[Computed("")], [Computed("甲")]], NEW),
    ],
)
def test_an_empty_text_as_a_result_is_a_value(rows: list[list[Any]], writer: Writer) -> None:
    found = facts(rows, writer)
    assert (found.formulas, found.without_value, found.stand_ins) == (True, [], [])


@pytest.mark.parametrize(
    ("writer", "looks"), [(replace(NEW, calculated_by=0), Looks()), (NEW, Looks(is_uncalculated=True))]
)
def test_a_workbook_that_is_to_be_calculated_on_opening_has_stand_ins(writer: Writer, looks: Looks) -> None:
    found = facts([[Computed(0), Computed(5)], [Computed(""), 0]], writer, looks)
    assert (found.stand_ins, found.without_value) == ([(2, "A"), (1, "A")], [])


def test_values_equal_those_of_another_reader() -> None:
    rows = [["姓名", 1.5, True, "词"], ["", Shown(43709, "yyyy-mm-dd"), Shown(43709.25, 22), ""], ["末", Computed(2.5)]]
    for how in ({}, {"date1904": True}):
        data = xls({"甲": rows}, writer=replace(NEW, shared=True, piece_bytes=20), **how)
        other = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        assert open_xls(data, Limits()).sheets[0].to_python() == other.to_python()


def test_a_chain_that_bites_its_tail_is_refused() -> None:
    data = bytearray(xls({"甲": ROWS}))
    first_table = struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, 512 + first_table * 512, 0)  # the first sector is followed by itself
    assert refused(bytes(data)) == "file_unreadable"


def test_no_damage_does_more_than_refuse() -> None:
    whole, rng, refusals = xls({"甲": ROWS * 40}, writer=replace(NEW, shared=True)), random.Random(5), 0
    for _ in range(TRIES):
        data = bytearray(whole[: rng.randrange(600, len(whole))] if rng.random() < 0.3 else whole)
        for _ in range(rng.randrange(1, 12)):
            at = rng.randrange(8, 600) if rng.random() < 0.4 else rng.randrange(8, len(data))
            data[at] = rng.randrange(256)
        try:
            open_xls(bytes(data), Limits())
        except ReadRefused:
            refusals += 1
    assert 0 < refusals < TRIES
