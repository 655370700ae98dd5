"""The file of a poster: one page, named after its unit, equal bytes for equal figures."""

import io
import re

import pypdfium2

from tests.support.reports.sample_poster import of_unit
from transforms.report.poster.files import files


def test_one_page_with_the_figures_in_text() -> None:
    (file,) = files(of_unit())
    assert file.name == "shidian-2020_village_poster_month_20191001_20191031_villages-a.pdf"
    assert [file] == files(of_unit()) and file.content != files(of_unit("b"))[0].content
    (page,) = list(pypdfium2.PdfDocument(io.BytesIO(file.content)))
    text = re.sub(r"\s", "", page.get_textpage().get_text_range())
    for words in ("试点县甲镇", "150", "完成率75.00%", "目标任务200人", "还差46人", "本期新增28人"):
        assert words in text, words
