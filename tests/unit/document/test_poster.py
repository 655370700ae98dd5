"""A poster has one page, whatever the length of its texts, and can be read from two metres."""

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from PIL import Image, ImageChops

from transforms.document.pdf import poster_pdf_bytes, poster_pictures
from transforms.document.poster import Poster

DAY = date(2019, 10, 31)
POSTER = Poster(
    "试点县甲镇", "2020年度城乡居民医保参保缴费进度", "已参保（人）", "150", 0.75, "完成率 75.00%", 0.98, "要求 98.00%",
    (("目标任务", "200人"), ("还差", "46人"), ("本期新增", "28人")), ("数据截至2019年10月31日。",),
)  # fmt: skip
LONG = replace(
    POSTER,
    place="试点县舜皇山国家森林公园管理局",
    figure="2,112,156",
    lines=("有应报的数据还没有收到，以后数字可能变动。",) * 5,
)
TWO_METRES_POINTS = 28
"""A Chinese character one centimetre high."""


@pytest.mark.parametrize("poster", [POSTER, LONG, replace(POSTER, bar=None, goal=None, rows=())])
def test_a_poster_has_one_page_and_nothing_beyond_its_margins(poster: Poster) -> None:
    (picture,) = poster_pictures(poster, DAY)
    page = Image.open(io.BytesIO(picture)).convert("L")
    box = ImageChops.invert(page).getbbox()
    assert box is not None and box[0] >= 30 and box[1] >= 30
    assert page.width - box[2] >= 30 and page.height - box[3] >= 30


def test_all_but_the_last_lines_are_large() -> None:
    (page,) = list(pypdfium2.PdfDocument(io.BytesIO(poster_pdf_bytes(LONG, DAY))))
    text = page.get_textpage()
    sizes: dict[str, list[float]] = {}
    for number in range(text.count_chars()):
        _, bottom, _, top = text.get_charbox(number, loose=True)
        sizes.setdefault(text.get_text_range(number, 1), []).append(top - bottom)
    assert min(min(sizes[letter]) for letter in "舜园差率") >= TWO_METRES_POINTS - 0.01, "but for rounding"
    assert max(sizes["2"]) >= 80, "the figure of the enrolled persons"


def test_equal_posters_give_equal_bytes_and_no_text_is_markup() -> None:
    assert poster_pdf_bytes(POSTER, DAY) == poster_pdf_bytes(POSTER, DAY) != poster_pdf_bytes(LONG, DAY)
    (page,) = list(pypdfium2.PdfDocument(io.BytesIO(poster_pdf_bytes(replace(POSTER, place="#let x *粗* 𠮷"), DAY))))
    assert "#let x *粗* 〓" in page.get_textpage().get_text_range()
