"""The unit and the village that a text about a place names, from a name alone to a chain from province to village."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from transforms.text.folding import fold

_SEPARATORS = re.compile(r"[-‐-―−>/\\|_→·]+")
_OFFICE = re.compile(
    r"(?:(?<=街道)办事处|(?<=街道)办|(?<=[镇乡])办事处|人民政府|政府|管理委员会|管委会|\(?本级\)?|机关)+$"
)
_ENDS_OF_OFFICES = ("办事处", "街道办", "政府", "会", "本级", "本级)", "机关")
_COUNTY_LEVEL = ("县", "区", "市", "旗")
_OF_PLACES = ("省", *_COUNTY_LEVEL)
_TOWNSHIP_LEVEL = ("镇", "乡", "街道", "办事处")
_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
_CODE_IN_FRONT = re.compile(r"([0-9]{6}(?:[0-9]{3}){0,2})(?=[-\u4e00-\u9fff(])")
_COUNTY_DIGITS = 6
_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{1,10}?(?:街道办事处|街道办|街道|镇|乡)")
_VILLAGE = re.compile(
    r"[\u4e00-\u9fff0-9()]{1,15}?(?:村社区|村居委会|村民?委员会|村委会|村|社区|居民委员会|居委会|居委)"
)
# streets, groups and houses: below a township as well, but no village
_STREET = re.compile(
    r"[\u4e00-\u9fff0-9()]{1,15}?(?:街|路|巷|弄|大道|[0-9一二三四五六七八九十]组|小区|[0-9]号|屯|寨|农场|林场|花园)"
)
_OTHER_TOWNSHIP = re.compile(rf"{_TOWNSHIP.pattern}(?:$|[\u4e00-\u9fff]{{2,}}(?:村|社区))")
_NO_VILLAGE = ("农村", "乡村", "贫困村", "行政村", "各村", "全村", "本村")
_REST = re.compile(r"[\u4e00-\u9fffA-Za-z0-9()#]{1,60}")
_MOVED = re.compile(r"[迁转搬嫁]|外出|以外|不在")


class Place(NamedTuple):
    """A place that a text names. `unit`: printed name of the unit, or, if `unit_id` is None, the text itself, folded.

    `village`: the village below the unit, as written; '' if the text names none.
    """

    unit: str
    unit_id: str | None
    village: str = ""


class PlaceNames:
    """The names and codes of a campaign's units and of the places above them.

    `units`: printed name or alias -> unit_id, the county or city itself included. `root_names`: names of the county or
    city itself. `higher_places`: names of the places that contain it (湖南省, 永州市), with their short forms. `codes`:
    national code -> unit_id.
    """

    def __init__(
        self,
        units: Mapping[str, str],
        root_names: Collection[str],
        higher_places: Collection[str] = (),
        codes: Mapping[str, str] | None = None,
    ) -> None:
        self.units = {fold(name): unit_id for name, unit_id in units.items()}
        self.codes = codes or {}
        roots = {fold(name) for name in root_names if name}
        self.root_ids = {self.units[name] for name in roots if name in self.units}
        self.above = _longest_first({*roots, *(fold(name) for name in higher_places if name)})
        self.full_names = _longest_first(
            {name for name, unit_id in self.units.items() if unit_id not in self.root_ids and self._is_full(name)}
        )
        self._above = _any_of(self.above)
        self._full = _any_of(self.full_names)
        self._foreign = _any_of([*self.full_names, *(name for name in self.above if name.endswith(_OF_PLACES))])

    def place_in_front(self, text: str) -> str:
        """Return the longest name of a higher place, or of the county or city itself, that a folded text begins with.

        '' if there is none, or if the text is such a name.
        """
        place = self._above.match(text)
        return place[0] if place and place[0] != text else ""

    def unit_in_front(self, text: str) -> str:
        """Return the longest full name of a unit that a folded text begins with, '' if there is none."""
        unit = self._full.match(text)
        return unit[0] if unit else ""

    def names_another(self, text: str, unit: str) -> bool:
        """Return whether a folded text contains the full name of another unit than `unit`, or of a higher place."""
        return any(self.units.get(name) != self.units[unit] for name in self._foreign.findall(text))

    def _is_full(self, name: str) -> bool:
        """Return whether a name is not the short form of a township: 某市 of 某市镇 is, a county-level 某市 is not."""
        if not name.endswith((*_COUNTY_LEVEL, *_TOWNSHIP_LEVEL)):
            return False
        return not any(self.units.get(name + ending) == self.units[name] for ending in _TOWNSHIP_LEVEL)

    def unit_of_code(self, code: str) -> str | None:
        """Return the unit_id of a national code of 6, 9 or 12 digits, None if no unit has it or contains its place.

        The county or city itself is meant only by its own code, with zeros behind.
        """
        for end in (len(code), 9, _COUNTY_DIGITS):
            unit_id = self.codes.get(code[:end])
            if unit_id is not None and (unit_id not in self.root_ids or not code[end:].strip("0")):
                return unit_id
        return None

    def may_contain(self, code: str) -> bool:
        """Return whether the place of a national code may be in this campaign; True if it has no codes."""
        starts = {known[:_COUNTY_DIGITS].removesuffix("00") for known in self.codes}
        return not starts or code.startswith(tuple(starts))


def find_place(text: str, names: PlaceNames) -> Place:
    """Return the unit that a text names, with the village below it; `unit_id` None if the text names no unit for sure.

    Read: a name or alias, higher places in front, separators between them (某市-某县-甲镇), an office behind
    (人民政府, 本级), a village, street or group behind the full name of a township, the national code alone or in front
    of a name. A `Place` has the unit's printed name, its unit_id and the village. A name is looked for only from the
    left: neither a town of another county (外县甲镇) nor a name within a longer one (大甲镇) is a unit. A
    second unit behind the first makes the place unclear.
    """
    folded = fold(text)
    if folded in names.units:
        return Place(folded, names.units[folded])
    unknown = Place(folded, None)
    if _CODE.fullmatch(folded):
        unit_id = names.unit_of_code(folded)
        return unknown if unit_id is None else Place(_printed(unit_id, names), unit_id)
    code = _CODE_IN_FRONT.match(folded)
    if code and not names.may_contain(code[1]):
        return unknown
    parts = [part for part in _SEPARATORS.split(folded[code.end() :] if code else folded) if part]
    place = _of_parts(parts, names) or next(
        filter(None, (_from_left(rest, names) for rest in _without_above("".join(parts), names))), None
    )
    if place is None or (code and names.unit_of_code(code[1]) not in (None, place.unit_id)):
        return unknown
    return place


def place_in_front(name: str, names: PlaceNames) -> Place | None:
    """Return the place whose full name a title begins with, places above it in front; None if it begins with none.

    `name`: a word of a title, folded, such as 某县甲镇红星村低保花名册. What follows may be anything.
    """
    for rest in _without_above(name, names):
        unit = names.unit_in_front(rest)
        if unit:
            return Place(unit, names.units[unit], _village(rest.removeprefix(unit), unit))
    return None


def _of_parts(parts: list[str], names: PlaceNames) -> Place | None:
    """Return the place of names that separators keep apart, such as the columns of a chain; None if it is not clear.

    What follows the unit, in parts of its own, need not look like a village (红星).
    """
    while len(parts) > 1 and parts[0] in names.above:
        parts = parts[1:]
    if len(parts) < 2 or parts[0] in names.above:
        return None
    unit = _from_left(parts[0], names)
    if unit is None or unit.village:
        return None
    below = "".join(part for part in parts[1:] if part != unit.unit)
    below = below.removeprefix(unit.unit)
    if below and not _is_free_of_others(below, unit.unit, names):
        return None
    return unit._replace(village=_village(below, unit.unit))


def _without_above(name: str, names: PlaceNames) -> Iterator[str]:
    """Yield the name, then the name without each of the higher places in front of it, one after the other."""
    while name:
        yield name
        place = names.place_in_front(name)
        if not place:
            return
        name = name.removeprefix(place)


def _from_left(name: str, names: PlaceNames) -> Place | None:
    """Return the place of a text that begins with a unit's name, None if it does not, or names more than one unit."""
    if name in names.units:
        return Place(name, names.units[name])
    office = _without_office(name)
    if office in names.units:
        return Place(office, names.units[office])
    unit = names.unit_in_front(name)
    if not unit:
        return None
    below = name
    while below.startswith(unit):
        below = below.removeprefix(unit)
    below = _without_office(below)
    if below and not (_looks_like_below(below, unit) and _is_free_of_others(below, unit, names)):
        return None
    return Place(unit, names.units[unit], _village(below, unit))


def _without_office(name: str) -> str:
    return _OFFICE.sub("", name) if name.endswith(_ENDS_OF_OFFICES) else name


def _looks_like_below(below: str, unit: str) -> bool:
    """Return whether a text behind a unit's name begins as a place below that unit does."""
    is_address = (_VILLAGE.match(below) or _STREET.match(below)) is not None
    if unit.endswith(_TOWNSHIP_LEVEL):
        return is_address and not _OTHER_TOWNSHIP.match(below)
    return is_address or _TOWNSHIP.match(below) is not None


def _is_free_of_others(below: str, unit: str, names: PlaceNames) -> bool:
    """Return whether a text behind a unit's name neither names another unit or higher place, nor means a move."""
    if not _REST.fullmatch(below) or _MOVED.search(below):
        return False
    return not names.names_another(below, unit)


def _village(below: str, unit: str) -> str:
    """Return the village in the text below a unit, '' if it names none: a street, or in a city a township only."""
    township = None if unit.endswith(_TOWNSHIP_LEVEL) else _TOWNSHIP.match(below)
    village = _VILLAGE.match(below[township.end() :] if township else below)
    return village[0] if village and not village[0].endswith(_NO_VILLAGE) else ""


def _printed(unit_id: str, names: PlaceNames) -> str:
    return next(name for name, known in names.units.items() if known == unit_id)


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of any of the texts; of those with an equal beginning the first matches. No text: nothing."""
    return re.compile("|".join(map(re.escape, texts)) or "(?!)")


def _longest_first(texts: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(texts, key=lambda text: (-len(text), text)))
