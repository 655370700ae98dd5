"""Draws horizontal bars as PNG and SVG, from one specification (Vega-Lite). Equal charts give equal bytes.

The same picture goes into the document (docx), the PDF and the mail. No text of it is markup, and it loads nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any, Literal

import vl_convert

from transforms.document.font import FONT_FAMILY, FONT_VERSION, font_folder, printable

VEGA_LITE = "6.4"
CHART_WRITER = f"vl-convert {version('vl-convert-python')}, Vega-Lite {VEGA_LITE}, {FONT_VERSION}"
Mark = Literal["", "good", "behind"]
# Dark enough for grey print; what a colour states is also written on the right of the bar.
COLOURS: dict[Mark, str] = {"": "#2F5D8A", "good": "#1B6E3C", "behind": "#B3541E"}
TEXT_COLOUR, GRID_COLOUR = "#1A1A1A", "#DDDDDD"
PLAIN = {"fontWeight": "normal", "color": TEXT_COLOUR}
WIDTH, TEXT_SIZE, AXIS_SIZE, TITLE_SIZE = 560, 13, 12, 16
"""Whole chart and letters: a document shows 560 units on 442 points, so that 12 are 9.5 points on paper."""
BAR_STEP, BAR_HEIGHT, LINE_HEIGHT = 22, 16, 15
LABEL_GAP, TEXT_GAP, PADDING, FEWEST_PLOT = 6, 8, 5, 200
LABEL_LETTERS = 14
"""A longer label goes on in a further line."""
SCALE = 2
"""Pixels of the PNG for each unit of length: sharp on a phone and in print."""


@dataclass(frozen=True)
class Bar:
    """One bar: label on the left, length in the unit of the axis, and a text on the right, in a column."""

    label: str
    length: float
    text: str
    mark: Mark = ""


@dataclass(frozen=True)
class BarChart:
    """Bars from top to bottom. `line`: length and label of a vertical line, such as a goal.

    `description`: for readers who do not see the picture.
    """

    title: str
    axis_title: str
    bars: tuple[Bar, ...]
    description: str
    line: tuple[float, str] | None = None


def png_bytes(chart: BarChart) -> bytes:
    """Draw the chart as PNG, about 1,100 pixels wide. Raises ValueError for a chart without bars."""
    return _drawn(json.dumps(specification(chart), sort_keys=True))


@lru_cache(maxsize=64)  # documents, mails, corrections and checks ask for the same picture again
def _drawn(specification_text: str) -> bytes:
    _register_font()
    return bytes(vl_convert.vegalite_to_png(specification_text, vl_version=VEGA_LITE, scale=SCALE))


def svg_text(chart: BarChart) -> str:
    """Draw the chart as SVG, with its texts as text. Raises ValueError for a chart without bars."""
    _register_font()
    return str(vl_convert.vegalite_to_svg(specification(chart), vl_version=VEGA_LITE))


def specification(chart: BarChart) -> dict[str, Any]:
    """Return the chart as a Vega-Lite specification. Bars with equal labels stay apart: their place is the key.

    Raises ValueError for a chart without bars.
    """
    if not chart.bars:
        raise ValueError("a chart needs at least one bar")
    lines = max(len(label_lines(bar.label)) for bar in chart.bars)
    plot, step = _plot_width(chart), BAR_STEP + (lines - 1) * LINE_HEIGHT
    longest = max([bar.length for bar in chart.bars] + [chart.line[0] if chart.line else 0.0])
    across = {
        "field": "length",
        "type": "quantitative",
        "scale": {"domain": [0, longest or 1], "nice": False},
        "axis": {"title": printable(chart.axis_title), "gridColor": GRID_COLOUR, "tickCount": 5, "domain": False},
    }
    down = {"field": "place", "type": "ordinal", "axis": None, "sort": None}
    text = {
        "type": "text",
        "fontSize": TEXT_SIZE,
        "color": TEXT_COLOUR,
        "baseline": "middle",
        "lineHeight": LINE_HEIGHT,
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": BAR_HEIGHT},
            "encoding": {"x": across, "y": down, "color": {"field": "colour", "type": "nominal", "scale": None}},
        },
        {
            "mark": {**text, "align": "right", "dx": -LABEL_GAP, "dy": {"expr": "datum.lift"}},
            "encoding": {"x": {"datum": 0, "type": "quantitative"}, "y": down, "text": {"field": "label"}},
        },
        {
            "mark": {**text, "align": "left", "dx": TEXT_GAP},
            "encoding": {"x": {"value": plot}, "y": down, "text": {"field": "text"}},
        },
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": printable(chart.description),
        "title": {"text": printable(chart.title), "fontSize": TITLE_SIZE, **PLAIN},
        "width": plot,
        "height": {"step": step},
        "data": {"values": [_row(place, bar) for place, bar in enumerate(chart.bars)]},
        "layer": layers + (_line(chart.line) if chart.line else []),
        "config": {
            "font": FONT_FAMILY,
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": AXIS_SIZE,
                "titleFontSize": AXIS_SIZE,
                "titleFontWeight": "normal",
                "labelColor": TEXT_COLOUR,
            },
        },
    }


def _row(place: int, bar: Bar) -> dict[str, Any]:
    """Return a bar as the specification reads it; several lines of a label begin above the middle of the bar."""
    lines = label_lines(bar.label)
    return {
        "place": place,
        "label": [printable(line) for line in lines],
        "lift": -(len(lines) - 1) * LINE_HEIGHT / 2,
        "length": bar.length,
        "text": printable(bar.text),
        "colour": COLOURS[bar.mark],
    }


def label_lines(label: str) -> list[str]:
    """Split a label into lines of equal length, of at most `LABEL_LETTERS` characters; an empty label is one line."""
    lines = max(1, -(-len(label) // LABEL_LETTERS))
    letters = max(1, -(-len(label) // lines))
    return [label[start : start + letters] for start in range(0, max(len(label), 1), letters)]


def _plot_width(chart: BarChart) -> float:
    """Return the width of the bars' field, so that the whole chart with its texts is about `WIDTH` wide."""
    label = max(_text_width(line) for bar in chart.bars for line in label_lines(bar.label))
    text = max(_text_width(bar.text) for bar in chart.bars)
    return max(FEWEST_PLOT, WIDTH - 2 * PADDING - label - LABEL_GAP - TEXT_GAP - text)


def _text_width(text: str) -> float:
    """Return the width of a text of a bar: a Chinese character is as wide as high, others are narrower."""
    return sum(TEXT_SIZE if ord(character) > 0xFF else 0.6 * TEXT_SIZE for character in text)


def _line(line: tuple[float, str]) -> list[dict[str, Any]]:
    """Draw a vertical line through all bars, with its label above."""
    across = {"datum": line[0], "type": "quantitative"}
    return [
        {
            "mark": {"type": "rule", "color": TEXT_COLOUR, "strokeDash": [4, 3]},
            "data": {"values": [{}]},
            "encoding": {"x": across},
        },
        {
            "mark": {"type": "text", "align": "right", "baseline": "bottom", "dx": -3, "dy": -2, "fontSize": AXIS_SIZE},
            "data": {"values": [{"text": printable(line[1])}]},
            "encoding": {"x": across, "y": {"value": 0}, "text": {"field": "text"}},
        },
    ]


@lru_cache(maxsize=1)
def _register_font() -> None:
    vl_convert.register_font_directory(str(font_folder()))
