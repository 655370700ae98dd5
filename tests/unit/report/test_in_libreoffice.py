"""LibreOffice opens every workbook and document, and its pages show every text whole: compared as pixels.

Figures are invented, names and numbers of units, categories and payers are those of the packs. Skipped without the
programs.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import docx
import pytest
import xlsxwriter

from pipeline.publish import reports
from tests.support import feedback_content
from tests.support.packs.changed_packs import POLICIES
from tests.support.reports import office, page_pictures
from tests.support.reports.of_packs import KINDS, content_of, files_of
from tests.support.reports.printed import printed_sheets
from tests.support.warehouse.campaign import PACKS
from transforms.policy import load_pack
from transforms.report.feedback.workbook import workbook
from transforms.report.publication import View

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not (office.SOFFICE and office.PDFFONTS), reason=office.MISSING),
]
PAGE_NUMBER = re.compile(r"第\d+页共\d+页")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
HEADINGS, CHARTS = ("序号", "单位", "排名", "行号", "级次", "事项"), ("各单位完成率", "各单位参保人数")


def documents(pack_code: str) -> dict[str, bytes]:
    """Return the workbooks and documents of every report of a pack by file name, and the part of one township."""
    pack = load_pack(POLICIES / pack_code)
    made = {
        f"{code}.{ending}": file.content
        for code in KINDS
        for ending, file in files_of(pack, code).items()
        if ending in ("xlsx", "docx")
    }
    unit = next(unit.unit_id for unit in pack.units.children)
    for code in ("progress", "missing_persons"):
        content = content_of(pack, code, view=View(f"townships@{unit}", (unit,)))
        (book,) = (file for file in reports.find(code).files(content) if file.name.endswith("xlsx"))
        made[f"own-{code}.xlsx"] = book.content
    return made | {"feedback.xlsx": workbook(feedback_content.full_content("civil_affairs", 12), b"k" * 32)}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, tuple[bytes, Path]]]:
    """A function: pack code -> file name -> bytes and PDF, converted once."""

    @cache
    def make(pack_code: str) -> dict[str, tuple[bytes, Path]]:
        contents = documents(pack_code)
        pdfs = office.to_pdf(contents, tmp_path_factory.mktemp(pack_code))
        return {name: (content, pdfs[name]) for name, content in contents.items()}

    return make


Opened = Callable[[str], dict[str, tuple[bytes, Path]]]


def people_pages(pdf: Path) -> dict[int, str]:
    """Return the text of each page for people, from 0; sheets for programs have no page numbers."""
    return {number: text for number, text in enumerate(office.page_texts(pdf)) if PAGE_NUMBER.search(text)}


@pytest.mark.parametrize("pack_code", PACKS)
def test_every_page_for_people_has_large_letters_its_header_and_nothing_cut(opened: Opened, pack_code: str) -> None:
    looked_at = 0
    for name, (_, pdf) in opened(pack_code).items():
        assert page_pictures.ink_at_edges(pdf) == 0, name
        if name.endswith("docx"):
            assert min(office.smallest_letters(pdf)) >= 8.99, name
            if name != "bulletin.docx":  # the marks of its chart touch the axis
                numbers = range(len(office.page_texts(pdf)))
                assert sum(page_pictures.cut_places(pdf, number) for number in numbers) == 0, name
            continue
        sizes, pages = office.smallest_letters(pdf), people_pages(pdf)
        assert pages, name
        for number, text in pages.items():
            at = f"{pack_code} {name} page {number + 1}"
            assert "###" not in text, at
            assert sizes[number] >= 8.99, f"{at}: {sizes[number]:.2f} points"
            if not any(title in text for title in CHARTS):
                assert any(heading in text for heading in HEADINGS), at
                assert page_pictures.cut_places(pdf, number) == 0, at
                looked_at += 1
    assert looked_at > 30


@pytest.mark.parametrize("pack_code", PACKS)
def test_every_text_and_number_of_a_sheet_or_table_is_whole_on_the_pages(opened: Opened, pack_code: str) -> None:
    for name, (content, pdf) in opened(pack_code).items():
        if name.endswith("docx"):
            words = [
                cell.text
                for table in docx.Document(io.BytesIO(content)).tables
                for row in table.rows
                for cell in row.cells
            ]
        else:
            words = [word for sheet in printed_sheets(content).values() for word in office.words_of(sheet)]
        assert len(words) > 10, name
        pages = office.raw_texts(pdf)
        shown = Counter(NUMBER.findall("\n".join(pages)))
        # a text may be wrapped at any place, but no number is broken
        numbers = Counter(word for word in words if NUMBER.fullmatch(word))
        assert numbers - shown == Counter(), name
        letters = Counter(letter for word in words for letter in word if not letter.isspace())
        assert letters - Counter("".join(pages)) == Counter(), name


@pytest.mark.parametrize("pack_code", PACKS)
def test_no_character_is_a_box_and_every_font_is_in_the_file(opened: Opened, pack_code: str) -> None:
    for name, (_, pdf) in opened(pack_code).items():
        fonts = office.fonts(pdf)
        assert fonts and all(fonts.values()), (name, fonts)
        # rosters have many equal pages
        assert page_pictures.boxes(pdf, 2 if "roster" in name else None) == set(), name


def _pdf_of(rows: Sequence[Sequence[str]], folder: Path) -> Path:
    """Return the PDF of a workbook with bordered cells of these texts."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, border = book.add_worksheet(), book.add_format({"border": 1, "text_wrap": True})
        for number, row in enumerate(rows):
            sheet.set_row(number, 24)
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, border)
    return office.to_pdf({"faults.xlsx": out.getvalue()}, folder)["faults.xlsx"]


def test_a_picture_shows_a_text_that_a_border_cuts(tmp_path: Path) -> None:
    whole, cut = ("完整", "完整"), ("完整", "这一段文字太长，放不进这样小的一格里，所以被切断了")
    assert page_pictures.cut_places(_pdf_of([whole, cut, whole], tmp_path / "cut"), 0) > 0
    assert page_pictures.cut_places(_pdf_of([whole] * 3, tmp_path / "whole"), 0) == 0


def test_a_picture_shows_boxes_of_missing_characters(tmp_path: Path) -> None:
    pdf = _pdf_of([("参保人数", "\uf523和\uf524")] * 6, tmp_path)
    assert page_pictures.boxes(pdf) == {"\uf523", "\uf524"}
