"""A sheet is scanned as its reader sees it: the facts are the same in any spelling, and wherever a piece ends."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.xlsx.sheet import Scanned, scan_sheet
from transforms.intake.reading.xlsx.styles import Styles

LIMITS = Limits()
STYLES = Styles(("number", "day", "number", "month", "year"), frozenset({2}))
HEAD, TAIL = "<worksheet><sheetData>", "</sheetData></worksheet>"


def cell(place: str, more: str = "", inner: str = "<v>1</v>") -> str:
    return f'<c r="{place}"{more}>{inner}</c>'


def row(*cells: str, more: str = "") -> str:
    number = re.sub("[^0-9]", "", cells[0].split('"')[1])
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


def sheet(*rows: str, head: str = HEAD, tail: str = TAIL) -> bytes:
    return (head + "".join(rows) + tail).encode()


def scanned(
    xml: bytes, limits: Limits = LIMITS, pieces: tuple[int, ...] = (), is_uncalculated: bool = False
) -> Scanned:
    cuts = [0, *sorted(pieces), len(xml)]
    chunks = [xml[a:b] for a, b in itertools.pairwise(cuts)]
    return scan_sheet(chunks, "第1个工作表", STYLES, limits, is_uncalculated)


def scan(xml: bytes, limits: Limits = LIMITS, **how: bool) -> SheetFacts:
    return scanned(xml, limits, **how).facts


def refused(xml: bytes, limits: Limits = LIMITS) -> tuple[str, int | None]:
    with pytest.raises(ReadRefused) as refusal:
        scan(xml, limits)
    reason = refusal.value.reasons[0]
    return reason.code, reason.row


ALL = sheet(
    row(cell("A1"), cell("B1", ' s="3"')),
    row(cell("A2", ' s="2"'), cell("B2", ' s="3" t="n"'), cell("C2", ' s="3" t="str"')),
    row(cell("B3", ' t="e"', "<v>#N/A</v>"), more=' spans="1:3"'),
    row(cell("A4", "", "<f>A1</f><v>1</v>"), cell("C4", "", "<f>A1+A2</f>"), cell("D4", ' s="4"')),
    row(cell("A5", "", "<f>A1</f><v/>"), cell("B5", ' t="str"', '<f>A1&amp;""</f><v></v>'), more=' hidden="true"'),
    row(cell("A6", ' t="n"', "<f>A1</f><v>0.0</v>"), cell("B6", ' t="inlineStr"', "<is><t>a</t></is>")),
    row(cell("A7", ' t="b"', "<f>A1</f><v>0</v>"), cell("C7", "", "")),
)
FACTS = SheetFacts(
    errors=[(3, "B")],
    without_value=[(4, "C"), (5, "A")],
    stand_ins=[(5, "B"), (6, "A")],
    marked_rows={2: {"A"}},
    months={"B": [1, 2]},
    years={"D": [4]},
    formulas=True,
    hidden_rows=True,
    reach=(7, 4),
)


def prefixed(xml: str) -> str:
    return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "known": lambda xml: xml,
    "known, with a prefix": prefixed,
    "single quotes": lambda xml: xml.replace('"', "'").replace("''", '""'),
    "line breaks": lambda xml: re.sub(r"><(?=[a-zA-Z/])", ">\n  <", xml),
    "blanks around": lambda xml: xml.replace('="', ' = "').replace('">', '" >').replace("</row>", "</row >"),
    "attributes in another order": lambda xml: re.sub(r'<c( r="[A-Z0-9]+")((?: [st]="[a-zA-Z0-9]+")+)', r"<c\2\1", xml),
    "type before style": lambda xml: re.sub(r'( s="[0-9]+")( t="[a-z]+")', r"\2\1", xml),
    "numbers of styles with zeros": lambda xml: xml.replace(' s="', ' s="00'),
    "a mark above in a value": lambda xml: xml.replace('spans="1:3"', 'spans="1>3"'),
    "comments between rows": lambda xml: xml.replace("<row ", "<!-- <row r='9'/> --><row "),
    "a comment in the head": lambda xml: xml.replace("<sheetData>", "<!-- <sheetData> --><sheetData>"),
    "rows without numbers": lambda xml: re.sub(r'<row r="[0-9]+"', "<row", xml),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_spelling_changes_nothing(spelling: str) -> None:
    xml = SPELLINGS[spelling](ALL.decode()).encode()
    assert scan(xml, is_uncalculated=True) == FACTS
    assert scan(xml) == replace(FACTS, stand_ins=[])


@given(st.sampled_from(sorted(SPELLINGS)), st.lists(st.integers(1, len(ALL) - 1), max_size=4))
def test_facts_do_not_depend_on_where_pieces_end(spelling: str, cuts: list[int]) -> None:
    xml = SPELLINGS[spelling](ALL.decode()).encode()
    assert scanned(xml, pieces=tuple(cuts), is_uncalculated=True).facts == FACTS


def test_one_byte_at_a_time() -> None:
    assert scanned(ALL, pieces=tuple(range(1, len(ALL))), is_uncalculated=True).facts == FACTS


def test_cells_without_a_place_stand_one_after_another() -> None:
    bare = re.sub(
        r' r="[A-Z]*[0-9]+"', "", sheet(row(cell("A1"), cell("B1", ' s="2"')), row(cell("A2", ' s="2"'))).decode()
    )
    assert scan(bare.encode()).marked_rows == {1: {"B"}, 2: {"A"}}
    after = sheet(row(cell("A7")), "<row><c/><c s='2'/></row>")
    assert scan(after).marked_rows == {8: {"B"}}


@pytest.mark.parametrize(
    ("xml", "fact"),
    [
        (sheet(row(cell("A1"), more=' hidden="1"')), "hidden_rows"),
        (
            sheet(row(cell("A1")), head='<worksheet><cols><col hidden="true" min="1"/></cols><sheetData>'),
            "hidden_columns",
        ),
        (sheet(tail="</sheetData><autoFilter><filterColumn/></autoFilter></worksheet>"), "hidden_rows"),
        (sheet(head='<worksheet><sheetFormatPr zeroHeight="1"/><sheetData>'), "hidden_rows"),
        (sheet(tail="</sheetData><conditionalFormatting/></worksheet>"), "conditional"),
        (sheet(tail="</sheetData><ext><y:conditionalFormatting/></ext></worksheet>"), "conditional"),
    ],
)
def test_each_look_is_its_fact(xml: bytes, fact: str) -> None:
    facts = scan(xml)
    names = ("hidden_rows", "hidden_columns", "conditional", "formulas")
    assert [name for name in names if getattr(facts, name)] == [fact]


@pytest.mark.parametrize("formula", ['WEBSERVICE("x")', "cmd |'/c calc'!A0", "WEB&#83;ERVICE(1)", "1+rtd(1)"])
def test_formulas_that_reach_outside_are_refused(formula: str) -> None:
    assert refused(sheet(row(cell("C7", "", f"<f>{formula}</f><v>1</v>"))))[0] == "formula_unsafe"
    assert refused(sheet(row(cell("C7", " x='1'", f"<f>{formula}</f><v>1</v>"))))[0] == "formula_unsafe"
    rule = f"</sheetData><conditionalFormatting><formula>{formula}</formula></conditionalFormatting></worksheet>"
    assert refused(sheet(tail=rule))[0] == "formula_unsafe"


def test_an_error_cell_without_its_place_is_refused() -> None:
    assert refused(sheet('<row><c t="e"><v>#N/A</v></c></row>'))[0] == "cell_error_unplaced"


@pytest.mark.parametrize(
    "rows",
    [
        (row(cell("A2")), row(cell("B2"))),
        (row(cell("A2")), row(cell("A1"))),
        ("<row r='2'/>", "<row r='2'/>"),
        (row(cell("A2"), cell("A2")),),
        (row(cell("B2"), cell("A2")),),
        ("<row r='2'><c r='A3'/></row>",),
        ("<row><c r='A3'/></row>", "<row><c r='B3'/></row>"),
        ("<row><c r='A3'/></row>", "<row><c/></row>"),
        (row(cell("A2")), "<row r='2'><c r='B2'/></row>"),
        ("<row r='2'><c r='B2'/></row>", row(cell("A2"))),
    ],
)
def test_a_row_or_a_cell_that_is_there_twice_is_refused(rows: tuple[str, ...]) -> None:
    assert refused(sheet(*rows))[0] == "cells_twice"


@pytest.mark.parametrize(
    "xml",
    [
        sheet(row(cell("A1", "", "<v>1</v><f>A2</f>"))),
        sheet(row(cell("A1", ' t="inlineStr"', "<is><t>a</t></is><v>1</v>"))),
        sheet(row(cell("A1", "", "<v>1</v><v>2</v>"))),
        sheet(row(cell("A1", "", "<v><!-- -->1</v>"))),
        sheet(row(cell("A1", "", "<v><![CDATA[1]]></v>"))),
        sheet(row(cell("A1", "", "<v>1<?x?></v>"))),
        sheet(row(cell("A1", "", "<v>&#49;2</v>"))),
        sheet(row(cell("A1", ' t="s"', "<v> 1</v>"))),
        sheet(row(cell("A1", ' t="s"', "<v>1.0</v>"))),
        sheet(row(cell("A1", ' t="s"', "<v>x</v>")).replace('"', "'")),
        sheet(row(cell("A1", ' t="inlineStr"', "<v>1</v>"))),
        sheet(row(cell("A1", ' t="inlineStr"', "<v>1</v>")).replace('"', "'")),
        sheet(row(cell("A1", " t='is'", "<v>1</v>"))),
        sheet("<row r='1'><c t='s' r='A1'><v>\n1\n</v></c></row>"),
        sheet("<row r='1'><y:c r='A1'/></row>"),
        sheet(row(cell("A1")), tail="</sheetData><sheetData/></worksheet>"),
        sheet("<x>", row(cell("A1")), "</x>"),
        sheet("<row r='1'><x><c r='A1'/></x></row>"),
        b"<!DOCTYPE x>" + ALL,
        sheet("<a>" * 100 + "</a>" * 100),
        b"<a>" * 100 + ALL + b"</a>" * 100,
    ],
)
def test_xml_that_the_reader_takes_for_something_else_is_refused(xml: bytes) -> None:
    assert refused(xml)[0] == "file_unsafe"


@pytest.mark.parametrize(
    "xml", [ALL[:-20], ALL.replace(b"</sheetData>", b"", 1), b"x", b"", sheet(row(cell("A0"))), sheet("<row r='x'/>")]
)
def test_xml_that_is_broken_is_refused(xml: bytes) -> None:
    assert refused(xml)[0] == "file_unreadable"


def test_a_text_with_an_entity_is_read() -> None:
    facts = scan(sheet(row(cell("A1", ' t="str"', "<v>&#49;&amp;</v>"), cell("B1", ' t="e"', "<v>#N/A</v>"))))
    assert facts.errors == [(1, "B")]


def test_a_far_cell_is_refused_and_the_last_allowed_one_is_not() -> None:
    limits = replace(LIMITS, columns=26, workbook_rows=100)
    scan(sheet(row(cell("Z1")), row(cell("A100"))), limits)
    for far in ("AA1", "A101", "ZZZZ1", "A99999999999999999999"):
        assert refused(sheet(row(cell(far))), limits)[0] == "far_cell"
        assert refused(sheet(row(cell(far)).replace('"', "'")), limits)[0] == "far_cell"
    head = '<worksheet><dimension ref="A1:AA9"/><sheetData>'
    assert refused(sheet(row(cell("Z1")), head=head), limits)[0] == "far_cell"


def test_a_lonely_cell_far_below_is_refused_and_a_long_table_is_not() -> None:
    assert refused(sheet(row(cell("A10000")))) == ("far_cell", 10_000)
    scan(sheet(row(cell("A9999"))))
    scan(sheet(*[row(cell(f"A{at}")) for at in range(9_501, 10_001)]))  # one row in twenty is there
    assert refused(sheet(*[row(cell(f"A{at}")) for at in range(9_502, 10_001)])) == ("far_cell", 10_000)


@pytest.mark.parametrize("area", ["A0:E3", "", "B2:A1", "A1:", "1:3", "a1"])
def test_a_stated_area_without_sense_is_cut_out(area: str) -> None:
    element = f'<dimension ref="{area}"/>'
    for more in ("<sheetViews/>", "", "<!-- x -->"):
        xml = sheet(row(cell("A1")), head=f"<worksheet>{element}{more}<sheetData>")
        first, last = scanned(xml).cut or (0, 0)
        assert xml[first:last] in ((element + more).encode(), element.encode())
        assert scanned(xml[:first] + xml[last:]).cut is None


def test_rows_of_growing_width_are_read() -> None:
    rows = [row(*[cell(f"{letter}{at}") for letter in "ABCDEFGHIJKLMNOP"[:at]]) for at in range(1, 17)]
    assert scan(sheet(*rows, row(cell("A20", ' s="2"')))).marked_rows == {20: {"A"}}
