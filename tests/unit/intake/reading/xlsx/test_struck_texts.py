"""A text is struck out partly or wholly, by its runs; a blank, a denied strike, and other fonts are nothing."""

from __future__ import annotations

import pytest

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.xlsx.sheet import scan_sheet
from transforms.intake.reading.xlsx.struck_texts import Runs, StruckTexts, has_mark, struck_texts
from transforms.intake.reading.xlsx.styles import Styles

STRIKE = "<r><rPr><strike/></rPr><t>甲</t></r>"
PLAIN = "<r><rPr><b/></rPr><t>乙</t></r>"
HEAD, TAIL = b"<worksheet><sheetData>", b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("runs", "partly", "wholly"),
    [
        (STRIKE + PLAIN, {1}, set()),
        (PLAIN + STRIKE, {1}, set()),
        (STRIKE + STRIKE, set(), {1}),
        (PLAIN + PLAIN, set(), set()),
        (STRIKE.replace("<strike/>", '<strike val="0"/>') + PLAIN, set(), set()),
        (STRIKE.replace("<strike/>", "<strike val='true'/>") + PLAIN, {1}, set()),
        (STRIKE.replace("甲", " ") + PLAIN, set(), set()),
        (STRIKE + "<rPh><t>x</t></rPh>", set(), {1}),
        ("<t>甲</t><strike/>", set(), set()),
    ],
)
def test_the_runs_of_a_shared_text_decide(runs: str, partly: set[int], wholly: set[int]) -> None:
    part = f"<sst><si><t>一</t></si><si>{runs}</si><si/></sst>".encode()
    assert struck_texts([part]) == StruckTexts(frozenset(partly), frozenset(wholly))
    prefixed = part.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    pieces = [prefixed[at : at + 7] for at in range(0, len(prefixed), 7)]
    assert struck_texts(pieces) == StruckTexts(frozenset(partly), frozenset(wholly))


def test_a_damaged_part_is_refused() -> None:
    with pytest.raises(ReadRefused, match="file_unreadable"):
        struck_texts([b"<sst><si>"])
    with pytest.raises(ReadRefused, match="file_unsafe"):
        struck_texts([b"<sst>" * 70])


def test_a_text_without_runs_is_not_struck_out() -> None:
    assert Runs().struck == ""


@pytest.mark.parametrize(
    ("chunks", "found"), [([b"a<str", b"ike/>"], True), ([b"strike", b"x"], True), ([b"x"], False)]
)
def test_the_mark_is_found_over_two_pieces(chunks: list[bytes], found: bool) -> None:
    assert has_mark(chunks) is found


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="0" t="s"><v>2</v></c><c r="C2" t="s"><v>0</v></c></row>',
        "<row r='2'><c r='A2' t='s'><v>1</v></c><c r='B2' t='s'><v>2</v></c></row>",
        '<row><c t="n"><v>7</v></c></row><row><c t="s"><v>01</v></c><c t="s"><v>2</v></c><c><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="s"><f>X1</f><v>1</v></c><c r="B2" t="s"><v>2</v></c><c r="D2"><v>1</v></c></row>',
    ],
)
def test_cells_with_such_a_shared_text_are_facts_in_any_spelling(row: str) -> None:
    struck = StruckTexts(frozenset({1}), frozenset({2}))
    facts = scan_sheet([HEAD + row.encode() + TAIL], "表", Styles(), Limits(), struck=struck).facts
    assert (facts.struck, facts.marked_rows) == ([(2, "A")], {2: {"B"}})


@pytest.mark.parametrize(("runs", "cells"), [(STRIKE + PLAIN, [(2, "A")]), (STRIKE + STRIKE, []), (PLAIN + PLAIN, [])])
def test_a_text_inside_its_cell_counts_wherever_a_piece_ends(runs: str, cells: list[tuple[int, str]]) -> None:
    row = f'<row r="2"><c r="A2" t="inlineStr"><is>{runs}</is></c><c r="B2"><v>1</v></c></row>'.encode()
    xml = HEAD + row + TAIL
    for at in range(len(xml)):
        assert scan_sheet([xml[:at], xml[at:]], "表", Styles(), Limits()).facts.struck == cells
