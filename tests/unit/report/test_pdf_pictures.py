"""PDFs that the product makes itself (posters, letters, appraisals) show every text whole: compared as pixels.

Figures are invented, names of units, categories and payers are those of the packs. LibreOffice is not needed.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pypdfium2
import pytest

from pipeline.publish import reports
from tests.support.packs.changed_packs import POLICIES
from tests.support.reports import office, page_pictures
from tests.support.reports.of_packs import KINDS, content_of, files_of
from tests.support.warehouse.campaign import PACKS
from transforms.document.pdf import poster_pdf_bytes
from transforms.policy import load_pack
from transforms.report.poster.texts import poster
from transforms.report.publication import View

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Path]]:
    """A function: pack code -> name -> PDF of each report, made once, and the posters of all units."""

    @cache
    def make(pack_code: str) -> dict[str, Path]:
        pack, folder, made = load_pack(POLICIES / pack_code), tmp_path_factory.mktemp(pack_code), dict[str, bytes]()
        for code in KINDS:
            if "pdf" in (files := files_of(pack, code)):
                made[code] = files["pdf"].content
        for unit in pack.units.children:
            view = View(f"villages@{unit.unit_id}", (unit.unit_id,), ("enrolment",))
            (page,) = reports.find("village_poster").files(content_of(pack, "village_poster", view=view))
            made[f"poster of {unit.name}"] = page.content
        for name, content in made.items():
            (folder / f"{name}.pdf").write_bytes(content)
        return {name: folder / f"{name}.pdf" for name in made}

    return make


Pdfs = Callable[[str], dict[str, Path]]


@pytest.mark.parametrize("pack_code", PACKS)
def test_no_character_is_a_box_and_nothing_leaves_the_page(pdfs: Pdfs, pack_code: str) -> None:
    made = pdfs(pack_code)
    assert {"village_poster", "settlement", "bulletin", "appraisal"} & set(made) and len(made) > 6
    for name, pdf in made.items():
        assert page_pictures.boxes(pdf) == set(), name
        assert page_pictures.ink_at_edges(pdf) == 0, name
        assert min(office.smallest_letters(pdf)) >= 8.99, name


@pytest.mark.parametrize("pack_code", PACKS)
def test_a_poster_is_one_page_with_all_its_texts(pdfs: Pdfs, pack_code: str) -> None:
    pack, looked_at = load_pack(POLICIES / pack_code), 0
    for unit in pack.units.children:
        view = View(f"villages@{unit.unit_id}", (unit.unit_id,), ("enrolment",))
        page = poster(content_of(pack, "village_poster", view=view))
        (text,) = office.page_texts(pdfs(pack_code)[f"poster of {unit.name}"])
        shown = page if page.bar is not None else replace(page, bar_text="")
        words = [word for value in vars(shown).values() for word in texts_in(value)]
        assert len(words) > 5
        letters = Counter(letter for word in words for letter in word if not letter.isspace())
        assert letters - Counter(text) == Counter(), unit.name
        looked_at += 1
    assert looked_at > 4


def texts_in(value: object) -> list[str]:
    """Return the texts of a part of a poster."""
    if isinstance(value, str):
        return [value]
    return [text for part in value for text in texts_in(part)] if isinstance(value, tuple | list) else []


@pytest.mark.parametrize("pack_code", PACKS)
def test_a_letter_shows_every_text_and_number_of_its_tables(pdfs: Pdfs, pack_code: str) -> None:
    pack = load_pack(POLICIES / pack_code)
    for code, pdf in pdfs(pack_code).items():
        files = files_of(pack, code) if code in KINDS else {}
        if "docx" not in files:
            continue
        tables = docx.Document(io.BytesIO(files["docx"].content)).tables
        words = [cell.text for table in tables for row in table.rows for cell in row.cells]
        assert len(words) > 10, code
        letters = Counter(letter for word in words for letter in word if not letter.isspace())
        assert letters - Counter("".join(office.page_texts(pdf))) == Counter(), code
        if code != "bulletin":  # the marks of its chart touch the axis
            with pypdfium2.PdfDocument(pdf) as document:
                pages = len(document)
            assert sum(page_pictures.cut_places(pdf, number) for number in range(pages)) == 0, code


def test_a_picture_shows_a_figure_that_is_wider_than_the_page(tmp_path: Path) -> None:
    """Otherwise finding nothing would prove nothing."""
    pack = load_pack(POLICIES / "dongan-2020")
    unit = pack.units.children[0].unit_id
    content = content_of(pack, "village_poster", view=View(f"villages@{unit}", (unit,), ("enrolment",)))
    wide, pdf = replace(poster(content), figure="1,234,567,890,123,456"), tmp_path / "poster.pdf"
    pdf.write_bytes(poster_pdf_bytes(wide, content.progress.slot.as_of))
    assert page_pictures.ink_at_edges(pdf) > 100
