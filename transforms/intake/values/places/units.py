"""Which column of places has the units of the pack, where a file has the county next to the township."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from transforms.intake.base.raw_table import COUNTY, RawTable
from transforms.intake.values.context import Context
from transforms.intake.values.places.place_names import PlaceNames, find_place
from transforms.text.arrow_columns import Mask, distinct, flags
from transforms.text.folding import fold

_SHORTEST_NAME = 2
_NAME = re.compile(r"[\u4e00-\u9fff]{2,}")


def place_names(context: Context) -> PlaceNames:
    """Return the names and codes of the campaign's units and of the places above them, for `find_place`.

    `context`: of the delivery; its `unit_area` has the names of the county or city itself.
    """
    return PlaceNames(context.units, context.unit_area, context.higher_places, context.unit_codes)


def choose_unit_column(raw: RawTable, context: Context) -> RawTable:
    """Return a table whose column `unit` has the units of the pack; `raw` if it has no column of counties.

    In a campaign of a city, the counties are the units, and the townships are not read. In any other, the townships
    are, and the column of counties stays to be compared. The column with more units of `context` counts; the county or
    city of the campaign itself is not counted, or one misspelt township would move all persons to the county.
    """
    if COUNTY not in raw.table.column_names:
        return raw
    names = place_names(context)

    own = {find_place(place, names).unit_id for place in context.unit_area if place} | {None}

    def known(text: str) -> bool:
        return find_place(text, names).unit_id not in own

    counties, townships = (int(_rows_with(raw, name, known).sum()) for name in (COUNTY, "unit"))
    if townships >= counties:
        return raw
    at = raw.table.column_names.index("unit")
    letters = {**raw.letters, "unit": raw.letters[COUNTY]}
    letters.pop(COUNTY)
    numeric = {name: cells for name, cells in raw.numeric.items() if name not in (COUNTY, "unit")}
    return replace(
        raw,
        table=raw.table.set_column(at, "unit", raw.table[COUNTY]).drop_columns([COUNTY]),
        letters=letters,
        numeric=numeric,
        extra=sorted({*raw.extra, raw.letters["unit"]}),
        faults=[(row, code, "unit" if name == COUNTY else name) for row, code, name in raw.faults if name != "unit"],
    )


def rows_of_other_counties(raw: RawTable, context: Context) -> Mask:
    """Return a mask, True where the column of counties names a place that is neither of this campaign nor above it.

    All False if the file has no such column, or if nothing is known of the places above (`context.unit_area`). A
    township's name alone may be that of a township in another county. A county may be short (without 县), or have its
    province in front; a text that is no name (a division code) is not judged.
    """
    places = _places(context)
    if COUNTY not in raw.table.column_names or not places:
        return np.zeros(raw.table.num_rows, dtype=bool)
    known = {fold(name) for name in (*context.units, *context.higher_places)}
    own = {place if len(place) <= _SHORTEST_NAME else place[:-1] for place in places}

    def foreign(text: str) -> bool:
        name = fold(text)
        return _NAME.fullmatch(name) is not None and name not in known and not any(place in name for place in own)

    return _rows_with(raw, COUNTY, foreign)


def _places(context: Context) -> tuple[str, ...]:
    return tuple(fold(place) for place in context.unit_area if place)


def _rows_with(raw: RawTable, column: str, rule: Callable[[str], bool]) -> Mask:
    indices, texts = distinct(raw.table[column])
    return flags(indices, [rule(text) for text in texts])
