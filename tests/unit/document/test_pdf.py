"""PDF documents: equal bytes, PDF/A, the font inside, every text on the page and in pixels."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from PIL import Image, ImageChops

from transforms.document.chart import Bar, BarChart
from transforms.document.letter import Heading, Letter, Paragraph, Picture, Table
from transforms.document.pdf import page_pictures, pdf_bytes

CREATED = date(2019, 10, 31)
ROWS = tuple((str(number), f"甲{number}镇", "1,234") for number in range(1, 60))
TABLE = Table(("排名", "单位", "人数"), (*ROWS, ("—", "合计", "73,000")), (1, 3, 2), name_column=1, is_last_bold=True)
CHART = BarChart("各单位完成率", "完成率（%）", (Bar("甲镇", 50.0, "50.00%"),), "条形图说明")
LETTER = Letter(
    "关于进度的通报",
    "各乡镇",
    (Heading("一、总体"), Paragraph("正文#let x = 1 *粗* $y$ 𠮷"), TABLE, Picture(CHART)),
    ("县医保局", "县税务局"),
    "2019年11月1日",
    ("县政府", "督查室"),
)


def _texts(content: bytes) -> list[str]:
    """The text of each page, without blanks."""
    document = pypdfium2.PdfDocument(content)
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]


def test_equal_letters_give_equal_bytes_and_state_no_moment_of_making() -> None:
    content = pdf_bytes(LETTER, CREATED)
    assert content == pdf_bytes(LETTER, CREATED)
    assert content != pdf_bytes(LETTER, date(2019, 11, 1))
    assert re.findall(rb"D:(\d{8})", content) and set(re.findall(rb"D:(\d{8})", content)) == {b"20191031"}


def test_it_is_an_archive_document_with_its_font() -> None:
    content = pdf_bytes(LETTER, CREATED)
    assert b"<pdfaid:part>2</pdfaid:part>" in content and b"<pdfaid:conformance>A</pdfaid:conformance>" in content
    assert b"NotoSansSC" in content and b"/FontFile2" in content


def test_every_text_is_on_a_page_as_text_and_none_is_markup() -> None:
    pages = _texts(pdf_bytes(LETTER, CREATED))
    whole = "".join(pages)
    for text in (
        "关于进度的通报", "各乡镇：", "一、总体", "正文#letx=1*粗*$y$〓", "合计", "73,000", "50.00%",
        "县医保局", "县税务局", "2019年11月1日", "抄送：县政府，督查室。",
    ):  # fmt: skip
        assert text in whole, text
    assert all(f"甲{number}镇" in whole for number in range(1, 60))


def test_the_header_of_a_table_and_the_page_number_are_on_each_of_its_pages() -> None:
    pages = _texts(pdf_bytes(LETTER, CREATED))
    assert len(pages) >= 3
    assert ["排名单位人数" in page for page in pages[:2]] == [True, True]
    assert [f"—{number}—" in page for number, page in enumerate(pages, start=1)] == [True] * len(pages)


def test_the_pages_have_the_ink_that_their_texts_need_and_an_empty_margin() -> None:
    pages = [Image.open(io.BytesIO(page)).convert("L") for page in page_pictures(LETTER, CREATED)]
    empty = replace(LETTER, title="", parts=(), signed_by=(), dated="", copied_to=(), addressed_to="")
    (blank,) = [Image.open(io.BytesIO(page)).convert("L") for page in page_pictures(empty, CREATED)]
    ink = [sum(page.histogram()[:128]) for page in (*pages, blank)]
    assert min(ink[:-1]) > 3 * ink[-1] > 0
    for page in pages:  # nothing runs over the margin: 2.8 cm left and 2.6 cm right of 21 cm
        width, height = page.size
        for box in ((0, 0, int(width * 0.125), height), (int(width * 0.885), 0, width, height)):
            strip = page.crop(box)
            assert ImageChops.invert(strip).getbbox() is None


def test_a_picture_has_its_description() -> None:
    """Tags are uncompressed objects in the file; a text in them is UTF-16."""
    with_picture, without = (pdf_bytes(letter, CREATED) for letter in (LETTER, replace(LETTER, parts=LETTER.parts[:3])))
    assert (b"/Alt" in with_picture, b"/Alt" in without) == (True, False)


def test_a_template_that_asks_for_another_font_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing would be drawn, and the typesetter would only warn."""
    monkeypatch.setattr("transforms.document.pdf.FONT_FAMILY", "No Such Family")
    with pytest.raises(ValueError, match="unknown font family"):
        pdf_bytes(replace(LETTER, parts=LETTER.parts[:2]), CREATED)
