"""The region of employee insurance in the spelling of the pack, whatever form a sender's system has for it."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.intake.layouts.divisions import Divisions
from transforms.text.folding import fold

UNKNOWN_REGION = "未识别的统筹区"
_SEPARATORS = re.compile(r"[-‐-―−>/\\|_→·]+")
_POOL = re.compile(r"(?:[省市区县]?\(?本级\)?|[市省]直)$")  # the pool of a place: 永州市本级, 永州市市本级
_CODE = re.compile(r"[0-9]{4}|[0-9]{6}(?:[0-9]{3}){0,2}")
# an office or a zone of a place whose name is in front
_INSIDE = re.compile(r"[\u4e00-\u9fff]{2,20}(?:区|局|中心|处|所)$")
_CITY_DIGITS = 4


class Region(NamedTuple):
    """A region of insurance. `name`: the pack's region if the place is in it, else as written; `is_known`: it is clear.

    A region that is not clear is neither inside the pack's region nor surely outside.
    """

    name: str
    is_known: bool


def region_of(text: str, own: str, divisions: Divisions) -> Region:
    """Return the region that a text names: `own` for a place within the pack's region, else the text itself.

    Read: a name with or without the places above it (湖南省永州市), the pool of a place (永州市本级), a county within
    the region (冷水滩区), a national code (431122; also 431199, the code of a city's own pool). `own`: the pack's
    region. A name that several counties of the country have is that of the region, if one of them is in it. A `Region`
    has the name, and whether it is known.
    """
    folded = _SEPARATORS.sub("", fold(text))
    mine = fold(own)
    place = folded if folded == mine else _POOL.sub("", folded) or folded
    if mine in (folded, place, place + folded[len(place) : len(place) + 1]):
        return Region(own, True)
    within = divisions.find(mine)
    codes = (_known_code(place, divisions),) if _CODE.fullmatch(place) else _codes_of(folded, place, divisions)
    codes = tuple(code for code in codes if code)
    if within and any(code.startswith(within) for code in codes):
        return Region(own, True)
    return Region(text.strip(), bool(codes))


def _codes_of(folded: str, place: str, divisions: Divisions) -> tuple[str, ...]:
    """Return the beginnings of code of a name, of its pool's place, or of the place of an office or zone."""
    codes = divisions.find(place) or divisions.find(folded[: len(place) + 1])
    if codes or not _INSIDE.fullmatch(place):
        return codes
    in_front = (place[:end] for end in range(len(place) - 1, 2, -1) if place[end - 1] in "市县区州")
    return next(filter(None, map(divisions.find, in_front)), ())


def _known_code(code: str, divisions: Divisions) -> str:
    """Return a code as far as the country has its places: county, else city, else province; '' if none is known."""
    for end in (6, _CITY_DIGITS, 2):
        if code[:end].ljust(6, "0") in divisions.names:
            return code[:end]
    return ""
