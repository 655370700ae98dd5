"""Reads cell styles: which show a date, or only its month or year, and which have a chosen look. Runs in the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.number_formats import (
    Shown,
    changes_numbers,
    changes_texts,
    shown_by_built_in,
    shown_by_code,
)
from transforms.intake.reading.xlsx.parse_xml import TRUE, Element, read_elements

_OLD_FIXED_FILLS = 2  # the first two fills of every workbook are 'none' and a grey that nobody chose
_PLAIN_COLOURS = {"rgb": ("FF000000", "00000000", "000000"), "indexed": ("8", "64"), "theme": ("1",)}
_FONT, _FILL, _FORMAT = ("styleSheet", "fonts", "font"), ("styleSheet", "fills", "fill"), ("numFmts", "numFmt")
_STYLE = ("styleSheet", "cellXfs", "xf")
_DATE, _DURATION = 14, 46
"""Built-in formats by which the reader knows what to make of a number."""


@dataclass(frozen=True)
class Styles:
    """The cell styles of a workbook; a style is a number from 0, as cells state it.

    `shown`: for each style, what its number format shows of a number. `marked`: styles with a chosen fill, a coloured
    or struck-out font, or a number format that hides cells or adds words to texts. `written`: code of a number format
    that shows whole numbers otherwise than by their digits (000000) -> its styles.
    """

    shown: tuple[Shown, ...] = ()
    marked: frozenset[int] = frozenset()
    written: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def showing(self, part: Shown) -> frozenset[int]:
        """Return the numbers of the styles whose number format shows `part`: day, month, year, time, duration, number.

        'day' is a full date; a style that shows a month without a day is in 'month'.
        """
        return frozenset(at for at, shown in enumerate(self.shown) if shown == part)

    @property
    def with_facts(self) -> frozenset[int]:
        """Numbers of the styles whose cells are facts of a sheet: a chosen look, a month, a year, a written number."""
        return self.marked.union(self.showing("month"), self.showing("year"), *self.written.values())

    def plain_xml(self) -> bytes:
        """Build a styles part (XML) for calamine that states of each style only: a number, a date or a duration."""
        formats = {"number": 0, "duration": _DURATION}
        styles = "".join(f'<xf numFmtId="{formats.get(shown, _DATE)}"/>' for shown in self.shown)
        return f"<styleSheet><cellXfs>{styles}</cellXfs></styleSheet>".encode()


def read_styles(content: bytes) -> Styles:
    """Read the cell styles from the XML of a workbook's styles part: what each shows of a number, and its look.

    A `Styles` has `shown` (for each style: number, day, month, year, time or duration) and `marked` (the styles with a
    chosen fill, or a coloured or struck-out font). `content`: b'' gives no styles. Raises ReadRefused if it is damaged.
    """
    if not content:
        return Styles()
    elements = read_elements(content)
    codes = {
        _whole(element, "numFmtId"): element.attributes.get("formatCode", "")
        for element in elements
        if element.path[-2:] == _FORMAT
    }
    fonts = _looks(elements, _FONT, _is_marked_font)
    fills = _looks(elements, _FILL, _is_marked_fill)
    shown: list[Shown] = []
    marked = set()
    written: dict[str, set[int]] = {}
    for at, style in enumerate(element for element in elements if element.path == _STYLE):
        number = _whole(style, "numFmtId")
        shown.append(shown_by_code(codes[number]) if number in codes else shown_by_built_in(number))
        if changes_numbers(codes.get(number, "")):
            written.setdefault(codes[number], set()).add(at)
        fill = _whole(style, "fillId")
        hides = changes_texts(codes.get(number, ""))
        if hides or _at(fonts, _whole(style, "fontId")) or (fill >= _OLD_FIXED_FILLS and _at(fills, fill)):
            marked.add(at)
    return Styles(tuple(shown), frozenset(marked), {code: frozenset(numbers) for code, numbers in written.items()})


def _whole(element: Element, name: str) -> int:
    text = element.attributes.get(name, "0").strip()
    if not text.isascii() or not text.isdigit():
        raise refuse("file_unreadable")
    return int(text)


def _at(looks: list[bool], at: int) -> bool:
    return at < len(looks) and looks[at]


def _looks(elements: list[Element], path: tuple[str, ...], is_marked: Callable[[Element, str], bool]) -> list[bool]:
    """Return for each font (or fill) whether it, or an element in it, is a look that somebody chose."""
    looks: list[bool] = []
    for element in elements:
        if element.path == path:
            looks.append(False)
        elif element.path[: len(path)] == path and looks:
            looks[-1] |= is_marked(element, element.path[-1])
    return looks


def _is_marked_font(element: Element, name: str) -> bool:
    if name == "strike":
        return element.attributes.get("val", "1") in TRUE
    if name != "color" or element.attributes.get("auto") in TRUE:
        return False
    if float(element.attributes.get("tint") or 0) != 0:
        return True
    return any(element.attributes.get(key, plain[0]) not in plain for key, plain in _PLAIN_COLOURS.items())


def _is_marked_fill(element: Element, name: str) -> bool:
    return name == "gradientFill" or (name == "patternFill" and element.attributes.get("patternType", "none") != "none")
