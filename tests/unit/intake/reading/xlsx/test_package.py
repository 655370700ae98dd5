"""A workbook's package is inspected before it is parsed: active content is refused, looks are facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.support.files.builders import CIVIL_HEADER, civil_row
from tests.support.files.raw_xlsx import RED_FILL, STRUCK, Book, Sheet, book, error, formula, styled
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.archive import open_package
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_facts import Inside
from transforms.intake.reading.xlsx.package import open_workbook

GOOD = [CIVIL_HEADER, civil_row(1)]
CORE = '<cp:coreProperties><dcterms:modified xsi:type="x">2019-12-01T08:00:00Z</dcterms:modified></cp:coreProperties>'


def inspect(made: Book, limits: Limits | None = None) -> Inside:
    data = made.data()
    with open_package(data) as package:
        return open_workbook(package, data, limits or Limits())[1]


def with_part(name: str, content: str = "<x/>") -> Book:
    made = book(GOOD)
    made.parts[name] = content
    return made


def refused(made: Book, limits: Limits | None = None) -> str:
    with pytest.raises(ReadRefused) as refusal:
        inspect(made, limits)
    return refusal.value.reasons[0].code


def test_a_plain_workbook_has_no_remarks() -> None:
    inside = inspect(book(GOOD))
    assert (inside.remarks, inside.date1904, inside.modified_on, list(inside.sheets)) == ([], False, None, [0])


@pytest.mark.parametrize(
    "part",
    ["xl/vbaProject.bin", "XL/VBAPROJECT.BIN", "xl/embeddings/a.bin", "xl/activeX/a.xml", "xl/macrosheets/s.xml"],
)
def test_active_content_is_refused_in_any_spelling(part: str) -> None:
    assert refused(with_part(part)) == "file_macro"


def test_links_to_other_files_are_a_warning_and_links_that_run_are_refused() -> None:
    assert inspect(with_part("xl/externalLinks/externalLink1.xml")).remarks == ["external_links"]
    assert refused(with_part("xl/externalLinks/externalLink1.xml", "<ddeLink x='y'/>")) == "file_macro"


def test_a_package_without_a_workbook_is_another_kind_of_file() -> None:
    made = book(GOOD)
    del made.parts["xl/workbook.xml"]
    assert refused(made) == "file_type"


@pytest.mark.parametrize("declaration", ["<!DOCTYPE a>", "<!ENTITY a 'b'>"])
def test_a_part_that_declares_entities_is_refused(declaration: str) -> None:
    assert refused(with_part("xl/theme/theme1.xml", f"{declaration}<x/>")) == "file_unsafe"


def test_a_part_in_another_encoding_is_refused() -> None:
    made = book(GOOD)
    made.parts["xl/theme/theme1.xml"] = "<x/>".encode("utf-16")
    assert refused(made) == "file_unsafe"


def test_day_of_writing_and_origin_of_days_are_read() -> None:
    made = Book([Sheet(GOOD)], date1904=True)
    made.parts["docProps/core.xml"] = CORE
    inside = inspect(made)
    assert (inside.modified_on, inside.date1904) == (dt.date(2019, 12, 1), True)


def test_marked_rows_and_formulas_are_facts_of_their_sheet() -> None:
    rows = [["名"], [styled("甲", RED_FILL)], [styled("乙", STRUCK)], [styled("丙", 0)], [formula("1+1", "2")]]
    inside = inspect(Book([Sheet([["a"]], "甲"), Sheet([*rows, [error("#N/A")]], "乙")]))
    assert inside.sheets[0].marked_rows == {} and inside.remarks == ["formula_cells"]
    assert inside.sheets[1].marked_rows == {2: {"A"}, 3: {"A"}}
    assert inside.sheets[1].errors == [(6, "A")]


def test_the_number_of_sheets_is_limited() -> None:
    two = Book([Sheet(GOOD, "甲"), Sheet(GOOD, "乙")])
    assert list(inspect(two, replace(Limits(), sheets=2)).sheets) == [0, 1]
    assert refused(two, replace(Limits(), sheets=1)) == "file_unsafe"
