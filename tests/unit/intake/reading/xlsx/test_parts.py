"""Parts are found by their relations, whatever the case, the slashes and the folder of their names."""

from __future__ import annotations

import io
import zipfile

import pytest

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.xlsx.parts import Parts, Relation, find_parts, part_name, plain_name


def parts(**contents: str) -> Parts:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as package:
        for name, content in contents.items():
            package.writestr(name, content)
    with zipfile.ZipFile(memory) as package:
        return find_parts(package, memory.getvalue(), Limits())


def relations(*attributes: str) -> str:
    return (
        "<p:Relationships xmlns:p='u'>"
        + "".join(f"<p:Relationship {one}/>" for one in attributes)
        + "</p:Relationships>"
    )


def test_names_are_compared_without_case_and_slashes() -> None:
    found = parts(**{"XL\\Workbook.xml": "a", "xl/": ""})
    assert "xl/workbook.xml" in found and "xl/WORKBOOK.xml" in found and len(found.entries) == 1
    assert (found.small("Xl/workbook.XML"), found.small("xl/none.xml")) == (b"a", b"")


@pytest.mark.parametrize("twin", ["A/b.XML", "a\\b.xml", "a//b.xml"])
def test_two_parts_of_one_name_are_refused(twin: str) -> None:
    with pytest.raises(ReadRefused, match="file_unsafe"):
        parts(**{"a/b.xml": "", twin: ""})


def test_a_large_part_is_not_small() -> None:
    with pytest.raises(ReadRefused, match="file_unsafe"):
        parts(**{"a.xml": " " * (17 << 20)}).small("a.xml")


def test_a_part_has_its_own_type_or_that_of_its_ending() -> None:
    types = (
        "<Types><Default Extension='BIN' ContentType='b'/><Default ContentType='x' Extension='xml'/>"
        "<Override ContentType='own' PartName='/XL/a.xml'/><Override ContentType='c' PartName='/none.xml'/></Types>"
    )
    found = parts(**{"[Content_Types].xml": types, "xl/A.xml": "", "c.bin": "", "d.png": ""}).content_types()
    assert found == {"[content_types].xml": "x", "xl/a.xml": "own", "c.bin": "b", "d.png": ""}


def test_relations_lead_to_parts() -> None:
    content = relations(
        "Id='1' Type='http://a/worksheet' Target='s.xml'",
        "Type='http://a/worksheet' Target='../b/s%20t.xml' Id='2'",
        "Id='3' Type='x' Target='http://example.invalid/' TargetMode='External'",
    )
    found = parts(**{"xl/_rels/book.xml.rels": content}).relations("xl/book.xml")
    assert found["1"] == Relation("worksheet", "xl/s.xml", False)
    assert found["2"].target == "b/s t.xml" and found["3"].is_external
    assert parts(a="").relations("xl/book.xml") == {}


def test_two_relations_of_one_id_are_refused() -> None:
    with pytest.raises(ReadRefused, match="file_unsafe"):
        parts(**{"_rels/.rels": relations("Id='1' Target='a'", "Id='1' Target='b'")}).relations("")


@pytest.mark.parametrize(
    ("folder", "target", "name"),
    [
        ("xl", "a.xml", "xl/a.xml"),
        ("xl", "./a.xml", "xl/a.xml"),
        ("xl", "/xl/a.xml", "xl/a.xml"),
        ("xl", "..\\b\\a.xml", "b/a.xml"),
        ("", "xl/a.xml", "xl/a.xml"),
        ("xl", "../../../etc/passwd", "../../etc/passwd"),  # no part has such a name
    ],
)
def test_a_target_is_resolved(folder: str, target: str, name: str) -> None:
    assert part_name(folder, target) == name


def test_a_plain_name_has_slashes_and_small_letters() -> None:
    assert plain_name("XL\\\\a//B.xml") == "xl/a/b.xml"
