"""Name of a village (行政村) or residents' community (社区): a unit below the township, in one spelling."""

from __future__ import annotations

import re
from collections.abc import Collection

from transforms.text.folding import fold

_VILLAGE = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff0-9()·]{1,15}")
_SURE = re.compile(r"(?:村|社区|居委会|街|屯|寨|农场|林场)$")
# what is below a village, or a house in it: a village's own name has none of these words after a figure
_GROUP = re.compile(r"(?<=村|区)第?[0-9一二三四五六七八九十]{1,3}(?:村民小组|居民小组|小组|组|队|社)$")
_HOUSE = re.compile(r"[0-9一二三四五六七八九十](?:号|室|栋|幢|单元|楼)")
_ENDINGS = ("", "村", "社区", "居委会")
_PLACE_ENDINGS = ("省", "市", "州", "县", "区", "镇", "乡", "街道", "办事处", "场")
_NOTHING = ("", "无", "-", "—", "/")
_COMMITTEES = (
    (re.compile(r"(?:村)?(?:村民委员会|村委会|村委)$"), "村"),
    (re.compile(r"社区(?:居民委员会|居委会|居委)$"), "社区"),
    (re.compile(r"(?:居民委员会|居委)$"), "居委会"),
)


def village_name(text: str, places: Collection[str]) -> str | None:
    """Return a village's name in one spelling; '' for a blank (无, -), None for a text that is no village.

    `places`: names of the area and its townships, normalised by `fold`, removed if they are written in front. A group
    below the village is removed, and a committee (村委会) gets the name of its village.
    """
    if fold(text) in _NOTHING:
        return ""
    name = _GROUP.sub("", fold(text))
    for committee, ending in _COMMITTEES:
        name = committee.sub(ending, name)
    name = _without_places(name, places)
    return name if _VILLAGE.fullmatch(name) and not _HOUSE.search(name) and name not in _ENDINGS else None


def is_surely_a_village(name: str) -> bool:
    """Return whether the name ends as only villages do (村, 社区); False: it could also be a person's name."""
    return _SURE.search(name) is not None


def _without_places(folded: str, places: Collection[str]) -> str:
    """Remove the places in front of a village. Short names (和平 of 和平县) and a whole name (白牙市社区) stay."""
    while place := max((place for place in places if _is_in_front(place, folded)), key=len, default=""):
        folded = folded.removeprefix(place)
    return folded


def _is_in_front(place: str, folded: str) -> bool:
    return place.endswith(_PLACE_ENDINGS) and folded.startswith(place) and folded[len(place) :] not in _ENDINGS
