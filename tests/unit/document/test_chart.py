"""Charts: equal bytes, every bar and text drawn in pixels, no text that is markup, rare characters marked."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image

from transforms.document import chart as charts
from transforms.document import font
from transforms.document.chart import AXIS_SIZE, SCALE, Bar, BarChart, png_bytes, specification, svg_text
from transforms.document.letter import TEXT_WIDTH_CM

BARS = (Bar("白牙市镇", 101.31, "101.31% 表扬", "good"), Bar("大庙口镇", 40.0, "40.00%"), Bar("紫溪市镇", 0.0, "0.00%"))
CHART = BarChart("各单位完成率", "完成率（%）", BARS, "说明", (95.0, "要求95.00%"))


def _ink(content: bytes, box: tuple[float, float, float, float] | None = None) -> int:
    """Count the dark pixels of a picture, or of a box of it (parts of width and height)."""
    picture = Image.open(io.BytesIO(content)).convert("L")
    if box:
        width, height = picture.size
        picture = picture.crop((int(box[0] * width), int(box[1] * height), int(box[2] * width), int(box[3] * height)))
    return sum(picture.histogram()[:110])


def _with(**changes: Any) -> BarChart:
    return BarChart(**{**vars(CHART), **changes})


def test_equal_charts_give_equal_bytes_and_other_figures_give_others() -> None:
    assert png_bytes(CHART) == png_bytes(CHART)
    assert svg_text(CHART) == svg_text(CHART)
    assert png_bytes(CHART) != png_bytes(_with(bars=BARS[:2]))


def test_every_text_is_drawn_as_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown family draws no text and raises no error, so the SVG's text alone would prove nothing."""
    monkeypatch.setattr(charts, "_plot_width", lambda chart: 300)
    drawn = _ink(png_bytes(CHART))
    without_texts = _with(
        title="", axis_title="", line=(95.0, ""), bars=tuple(Bar("", bar.length, "", bar.mark) for bar in BARS)
    )
    assert drawn > _ink(png_bytes(without_texts)) + 1_500
    monkeypatch.setattr(charts, "FONT_FAMILY", "No Such Family")
    assert _ink(png_bytes(CHART)) < drawn - 1_500, "the check sees that no text is drawn"


@pytest.mark.parametrize("place", range(3))
def test_each_label_and_each_value_has_ink(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare with a chart that lacks this bar's texts only, and has bars of equal length."""
    monkeypatch.setattr(charts, "_plot_width", lambda chart: 300)
    bars = list(BARS)
    bars[place] = Bar("", bars[place].length, "", bars[place].mark)
    assert _ink(png_bytes(CHART)) > _ink(png_bytes(_with(bars=tuple(bars)))) + 300


def test_texts_are_no_markup_and_equal_labels_stay_apart() -> None:
    bars = (Bar("<b>甲</b>&镇", 1.0, "<i>"), Bar("<b>甲</b>&镇", 2.0, "二"))
    text = svg_text(_with(bars=bars))
    assert "<b>" not in text and text.count(">&lt;b&gt;甲&lt;/b&gt;&amp;镇</text>") == 2


LONG_NAME = "某某某某某某某某某某某某某某某某人民政府街道办事处"
LABELS = ("甲", "白牙市镇", "红星社区居民委员会街道办事", LONG_NAME, 2 * LONG_NAME)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("text", ["0", "101.31% 表扬", "99,999,999"])
def test_letters_have_nine_points_in_a_document_and_none_lies_outside(label: str, text: str) -> None:
    """The rim of the picture is empty, although labels are long; the smallest letters are those of the axis."""
    picture = Image.open(io.BytesIO(png_bytes(_with(bars=(Bar(label, 5.0, text), *BARS))))).convert("L")
    width, height = picture.size
    assert TEXT_WIDTH_CM / 2.54 * 72 / (width / SCALE) * AXIS_SIZE >= 9
    rim = [picture.crop(box) for box in ((0, 0, 2, height), (width - 2, 0, width, height))]
    assert all(part.getextrema() == (255, 255) for part in rim)


def test_a_long_label_goes_on_in_further_lines_and_loses_no_letter() -> None:
    lines = charts.label_lines(LONG_NAME)
    assert "".join(lines) == LONG_NAME and [len(line) for line in lines] == [13, 12]
    assert charts.label_lines("") == [""] and charts.label_lines("甲" * 14) == ["甲" * 14]
    text = svg_text(_with(bars=(Bar(LONG_NAME, 5.0, ""), *BARS)))
    assert all(line in text for line in lines)


def test_no_letters_of_the_chart_are_smaller_than_those_of_the_axis() -> None:
    sizes = re.findall(r'font-size="(\d+)(?:px)?"', svg_text(CHART))
    assert len(sizes) > 8 and min(map(int, sizes)) == AXIS_SIZE


def test_a_character_that_the_font_lacks_is_marked() -> None:
    assert font.printable("𠮷镇\n（壹）") == "〓镇\n（壹）"
    assert "〓镇" in svg_text(_with(bars=(Bar("𠮷镇", 1.0, ""),)))


def test_a_chart_without_bars_is_refused_and_one_of_zeros_is_drawn() -> None:
    with pytest.raises(ValueError, match="at least one bar"):
        specification(_with(bars=()))
    assert png_bytes(_with(bars=(Bar("甲", 0.0, "0"),), line=None))
