"""The unit of a whole sheet, stated in its title, its name or the file's name, where no column has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.intake.base.raw_table import PERSON_STRIDE, ROW_NO, SHEET_STRIDE, RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.values.places.place_names import Place, PlaceNames, find_place, place_in_front
from transforms.text.folding import fold

_WORDS = re.compile(r"[\u4e00-\u9fff]+")
_NO_PLACE = Place("", None)


class StatedUnits(NamedTuple):
    """The units that a file states for its sheets. `indices`: of each row's place in `places`.

    `problems`: (reason code, number of the sheet's place from 0) of sheets without a unit (unit_not_stated), and of
    those whose title, name and file name have different units, or that have a title of another unit between their rows
    (unit_contradicted).
    """

    indices: npt.NDArray[np.int64]
    places: list[Place]
    problems: list[tuple[str, int]]


def stated_units(raw: RawTable, layout: Layout, file_name: str, names: PlaceNames) -> StatedUnits:
    """Return the place that the layout's `unit_from` gives for each sheet of a file.

    A `StatedUnits` has the index of each row's place, the places, and the sheets for which a person must decide. A
    sheet has no place if none of its texts names one, or if they name different units. `file_name`: as the sender wrote
    it; its ending does not matter.
    """
    sheets, indices = np.unique(raw.table[ROW_NO].to_numpy() % PERSON_STRIDE // SHEET_STRIDE, return_inverse=True)
    places: list[Place] = []
    problems: list[tuple[str, int]] = []
    for sheet in sheets.tolist():
        texts = {
            "title": [text for number, source, text in raw.place_texts if (number, source) == (sheet, "title")],
            "sheet": [text for number, source, text in raw.place_texts if (number, source) == (sheet, "sheet")],
            "file_name": [file_name.rsplit(".", 1)[0]],
        }
        stated = [place for source in layout.unit_from if (place := place_of_title(texts[source], names)) is not None]
        inside = [text for number, source, text in raw.place_texts if (number, source) == (sheet, "inside")]
        between = {place.unit_id for text in inside if (place := place_of_title([text], names)) is not None}
        units = {place.unit_id for place in stated}
        units |= between if units else set()
        if len(units) != 1:
            problems.append(("unit_contradicted" if units else "unit_not_stated", sheet))
        places.append(_most_exact(stated) if len(units) == 1 else _NO_PLACE)
    return StatedUnits(indices.reshape(-1).astype(np.int64), places, problems)


def place_of_title(texts: Sequence[str], names: PlaceNames) -> Place | None:
    """Return the unit, with the village below it, that titles or names name; None if they name none or several.

    A unit is named by a word that begins with its full name, or with places above it, or that is its name or alias as
    a whole. If the full name of another unit is anywhere in the texts, none is returned: 大甲镇 contains 甲镇.
    """
    words = [word for text in texts for word in _WORDS.findall(fold(text))]
    places = list(filter(None, (_place_of_word(word, names) for word in words)))
    units = {place.unit_id for place in places} | {names.units[name] for name in _contained(words, names)}
    return _most_exact(places) if places and len(units) == 1 else None


def _place_of_word(word: str, names: PlaceNames) -> Place | None:
    place = find_place(word, names)
    if place.unit_id is None:
        place = place_in_front(word, names) or place
    return None if place.unit_id is None or place.unit_id in names.root_ids else place


def _contained(words: Sequence[str], names: PlaceNames) -> Iterator[str]:
    """Yield the full names of units in the words, not those that are part of a longer full name there."""
    for word in words:
        rest = word
        for name in names.full_names:  # the longest first
            if name in rest:
                rest = rest.replace(name, " ")
                yield name


def _most_exact(places: Sequence[Place]) -> Place:
    return next((place for place in places if place.village), places[0])
