"""A cell style states what of a date it shows, and whether somebody chose its look."""

from __future__ import annotations

import re

import pytest

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.xlsx.parse_xml import read_elements
from transforms.intake.reading.xlsx.styles import Styles, read_styles


def part(font: str = "", fill: str = "", formats: str = "", style: str = "fontId='1' fillId='2'") -> bytes:
    return (
        f"<styleSheet><numFmts>{formats}</numFmts><fonts><font><sz val='11'/></font><font>{font}</font></fonts>"
        "<fills><fill><patternFill patternType='none'/></fill><fill><patternFill patternType='gray125'/></fill>"
        f"<fill>{fill}</fill></fills><cellStyleXfs><xf fontId='1'/></cellStyleXfs><cellXfs><xf/><xf {style}/></cellXfs>"
        "<dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>"
    ).encode()


@pytest.mark.parametrize(
    ("font", "is_marked"),
    [
        ("", False),
        ("<strike/>", True),
        ("<strike val='0'/>", False),
        ("<color rgb='FFFF0000'/>", True),
        ("<color rgb='FF000000'/>", False),
        ("<color tint='0.4' theme='1'/>", True),
        ("<color theme='1'/>", False),
        ("<color theme='5'/>", True),
        ("<color indexed='8'/>", False),
        ("<color indexed='10'/>", True),
        ("<color auto='1'/>", False),
    ],
)
def test_a_font_is_marked_by_its_colour(font: str, is_marked: bool) -> None:
    assert read_styles(part(font)).marked == (frozenset({1}) if is_marked else frozenset())


@pytest.mark.parametrize(
    ("fill", "is_marked"),
    [
        ("<patternFill patternType='none'/>", False),
        ("<patternFill/>", False),
        ("<patternFill patternType='solid'><fgColor theme='4'/></patternFill>", True),
        ("<x:gradientFill xmlns:x='u'/>", True),
    ],
)
def test_a_fill_is_marked_by_its_pattern(fill: str, is_marked: bool) -> None:
    assert read_styles(part(fill=fill)).marked == (frozenset({1}) if is_marked else frozenset())


def test_the_grey_of_every_workbook_is_no_choice() -> None:
    assert read_styles(part(style="fillId='1'")).marked == frozenset()


@pytest.mark.parametrize(
    ("style", "shown"),
    [("numFmtId='57'", "month"), ("numFmtId='14'", "day"), ("numFmtId='180'", "year"), ("numFmtId='181'", "number")],
)
def test_a_style_shows_what_its_format_shows(style: str, shown: str) -> None:
    formats = "<numFmt formatCode='yyyy&quot;年&quot;' numFmtId='180'/>"
    assert read_styles(part(formats=formats, style=style)).shown == ("number", shown)


def test_a_code_of_the_workbook_goes_before_a_built_in_format() -> None:
    styles = read_styles(part(formats="<numFmt numFmtId='57' formatCode='0.00'/>", style="numFmtId='57'"))
    assert styles.shown == ("number", "number")


def test_styles_for_the_reader_keep_their_numbers() -> None:
    styles = Styles(("number", "day", "month", "duration", "time"))
    assert styles.showing("month") == frozenset({2})
    formats = [one.attributes["numFmtId"] for one in read_elements(styles.plain_xml()) if one.path[-1] == "xf"]
    assert formats == ["0", "14", "14", "46", "14"]


def test_no_part_means_no_styles_and_a_damaged_one_is_refused() -> None:
    assert read_styles(b"") == Styles()
    for damaged in (b"<styleSheet>", re.sub(rb"fontId='1' f", b"fontId='x' f", part())):
        with pytest.raises(ReadRefused, match="file_unreadable"):
            read_styles(damaged)


def test_a_style_whose_numbers_are_shown_with_zeros_in_front_is_a_fact() -> None:
    styles = read_styles(part(formats="<numFmt numFmtId='180' formatCode='00000'/>", style="numFmtId='180'"))
    assert styles.written == {"00000": frozenset({1})} and styles.with_facts == frozenset({1})
    plain = read_styles(part(formats="<numFmt numFmtId='180' formatCode='0_ '/>", style="numFmtId='180'"))
    assert plain.written == {} and plain.with_facts == frozenset()
