"""A sheet's XML is searched as bytes: far cells, formulas, errors and looks are found wherever a piece ends."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_scan import SheetFacts, scan_sheet

LIMITS = Limits()
HEAD, TAIL = b"<worksheet><sheetData>", b"</sheetData></worksheet>"
MARKED = frozenset({2})


def cell(place: str, more: str = "", inner: str = "<v>1</v>") -> bytes:
    return f'<c r="{place}"{more}>{inner}</c>'.encode()


def sheet(*cells: bytes, head: bytes = HEAD, row: bytes = b'<row r="1">') -> bytes:
    return head + b"".join(row + one + b"</row>" for one in cells) + TAIL


def scan(xml: bytes, limits: Limits = LIMITS, pieces: tuple[int, ...] = ()) -> SheetFacts:
    cuts = [0, *sorted(pieces), len(xml)]
    return scan_sheet([xml[a:b] for a, b in itertools.pairwise(cuts)], "第1个工作表", MARKED, limits)


def refused(xml: bytes, limits: Limits = LIMITS) -> tuple[str, int | None, str | None]:
    with pytest.raises(ReadRefused) as refusal:
        scan(xml, limits)
    reason = refusal.value.reasons[0]
    assert reason.sheet == "第1个工作表" or reason.code == "file_unsafe"
    return reason.code, reason.row, reason.column


LOOKS = sheet(
    cell("A2", ' s="2"'), cell("B3", ' t="e"', "<v>#N/A</v>"), cell("C4", "", "<f>A1</f><v>1</v>"), row=b'<row r="2">'
)


@given(st.lists(st.integers(1, len(LOOKS) - 1), max_size=4))
def test_facts_do_not_depend_on_where_pieces_end(cuts: list[int]) -> None:
    facts = scan(LOOKS, pieces=tuple(cuts))
    assert set(facts.errors) == {(3, "B")} and facts.formulas
    assert facts.marked_rows == {2: {"A"}} and not facts.hidden_rows


def test_a_prefix_of_elements_changes_nothing() -> None:
    xml = LOOKS.replace(b"</", b"</x:").replace(b"<w", b"<x:w").replace(b"<s", b"<x:s")
    xml = xml.replace(b"<row", b"<x:row").replace(b"<c ", b"<x:c ").replace(b"<f>", b"<x:f>").replace(b"<v>", b"<x:v>")
    assert scan(xml) == scan(LOOKS)


@pytest.mark.parametrize(
    ("xml", "fact"),
    [
        (sheet(cell("A1"), row=b'<row r="1" hidden="1">'), "hidden_rows"),
        (sheet(cell("A1"), head=b'<worksheet><cols><col min="1" hidden="true"/></cols>'), "hidden_columns"),
        (sheet(cell("A1")) + b"<autoFilter><filterColumn/></autoFilter>", "hidden_rows"),
        (sheet(cell("A1")) + b"<conditionalFormatting/>", "conditional"),
    ],
)
def test_each_look_is_its_fact(xml: bytes, fact: str) -> None:
    facts = scan(xml)
    assert [name for name in ("hidden_rows", "hidden_columns", "conditional", "formulas") if getattr(facts, name)] == [
        fact
    ]


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<f>A1</f>", "formula_without_value"),
        ("<f>A1</f><v></v>", "formula_without_value"),
        ('<f>WEBSERVICE("x")</f><v>1</v>', "formula_unsafe"),
        ("<f>cmd |'/c calc'!A0</f><v>1</v>", "formula_unsafe"),
    ],
)
def test_formulas_without_value_or_with_effects_are_refused(inner: str, code: str) -> None:
    place = (7, "C") if code == "formula_without_value" else (None, None)
    assert refused(sheet(cell("C7", "", inner))) == (code, *place)


def test_an_error_cell_without_its_place_is_refused() -> None:
    assert refused(sheet(b'<c t="e"><v>#N/A</v></c>'))[0] == "cell_error_unplaced"


def test_a_far_cell_is_refused_and_the_last_allowed_one_is_not() -> None:
    limits = replace(LIMITS, columns=26, workbook_rows=100)
    scan(sheet(cell("Z1"), cell("A100")), limits)
    assert refused(sheet(cell("AA1")), limits)[0] == "far_cell"
    assert refused(sheet(cell("A101")), limits)[0] == "far_cell"
    assert refused(sheet(cell("Z1"), head=b'<worksheet><dimension ref="A1:AA9"/><sheetData>'), limits)[0] == "far_cell"


def test_a_lonely_cell_far_below_is_refused_and_a_long_table_is_not() -> None:
    assert refused(sheet(cell("A10000"))) == ("far_cell", 10_000, None)
    scan(sheet(cell("A9999")))
    scan(sheet(*[cell(f"A{at}") for at in range(9_501, 10_001)]))  # one row in twenty is there
    assert refused(sheet(*[cell(f"A{at}") for at in range(9_502, 10_001)])) == ("far_cell", 10_000, None)


def test_references_in_another_spelling_are_read() -> None:
    limits = replace(LIMITS, workbook_rows=100)
    assert refused(sheet(b"<c r = 'A101'><v>1</v></c>"), limits)[0] == "far_cell"


def test_a_document_type_is_refused() -> None:
    assert refused(b"<!DOCTYPE x>" + LOOKS)[0] == "file_unsafe"
