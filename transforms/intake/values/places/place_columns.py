"""The columns of places: unit, village and region of insurance, in the spellings of the pack."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import PLACE_SEPARATOR, RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.values.context import Context
from transforms.intake.values.places.place_names import Place, PlaceNames, find_place
from transforms.intake.values.places.regions import UNKNOWN_REGION, Region, region_of
from transforms.intake.values.places.stated_units import stated_units
from transforms.intake.values.places.units import place_names, rows_of_other_counties
from transforms.intake.values.places.villages import is_surely_a_village, village_name
from transforms.intake.values.text_columns import TextColumns, null_if_blank
from transforms.text.arrow_columns import distinct, flags, spread
from transforms.text.folding import fold


class PlaceColumns(TextColumns):
    """Parses the columns of places of one raw table. A village in the text of the unit is kept for it.

    `unit_problems`: (reason code, number of the sheet) of sheets whose unit no column, title or name states for sure.
    """

    def __init__(self, raw: RawTable, layout: Layout, context: Context) -> None:
        super().__init__(raw, layout, context)
        self._villages_of_units: pa.Array | None = None
        self.unit_problems: list[tuple[str, int]] = []

    def unit(self, required: bool) -> pa.Array:
        """Return the unit_id of each row, found by the printed name; null if the name is blank or unknown.

        The name may have higher places in front and a village behind, as `find_place` reads it. If the file has no
        column of units, the layout's `unit_from` says where the unit of all rows is stated. An unknown name is a
        fault. A blank is a fault if `required`, else a warning if the file has the column. Faults and warnings are
        recorded in this parser.
        """
        indices, places = self._places()
        blank = flags(indices, [not place.unit for place in places])
        unknown = flags(indices, [bool(place.unit) and place.unit_id is None for place in places])
        unknown |= rows_of_other_counties(self.raw, self.context)
        self.findings.fault("unit_unknown", "unit", unknown)
        note = self.findings.fault if required else self.findings.warn
        if required or self.has("unit"):
            note("unit_blank", "unit", blank)
        if any(place.village for place in places):
            self._villages_of_units = spread(indices, [place.village or None for place in places], pa.string())
        self.frame["unit"] = spread(indices, [place.unit or None for place in places], pa.string())
        return spread(indices, [place.unit_id for place in places], pa.string())

    def _places(self) -> tuple[npt.NDArray[np.int64], list[Place]]:
        """Return the index of each row's place, and the places: of the column, else of title, sheet or file name."""
        names = place_names(self.context)
        if self.layout.unit_from and not self.has("unit"):
            stated = stated_units(self.raw, self.layout, self.context.file_name, names)
            self.unit_problems = stated.problems
            return stated.indices, stated.places
        indices, texts = distinct(self.text("unit"))
        places = [find_place(text, names) for text in texts]
        if self.layout.place_columns:
            places = [
                Place("", None) if _ends_above(text, place, names) else place
                for text, place in zip(texts, places, strict=True)
            ]
        return indices, places

    def village(self) -> pa.Array:
        """Return the village's name in one spelling for each row; null where it is blank or no village.

        Without a column of villages, or where it is blank, the village is that behind the unit's name, if `unit` was
        called before. A text that is no village, or that is also in the column of names, is a warning, never a fault:
        no result needs it.
        """
        texts = self.text("village") if self.has("village") else None
        if self._villages_of_units is not None:
            of_units = pc.fill_null(self._villages_of_units, "")
            texts = of_units if texts is None else pc.if_else(pa.array(self.blank("village")), of_units, texts)
        if texts is None:
            return pa.nulls(self.size, pa.string())
        return self._village_names(pa.chunked_array([texts]) if isinstance(texts, pa.Array) else texts)

    def _village_names(self, written: pa.ChunkedArray) -> pa.Array:
        """Return the villages that the texts name, null for other texts, which get a warning."""
        indices, texts = distinct(written)
        places = {fold(name) for name in (*self.context.units, *self.context.unit_area) if name}
        names = [village_name(text, places) for text in texts]
        unsure = [text for text, name in zip(texts, names, strict=True) if name and not is_surely_a_village(name)]
        persons = set(self.also_names(unsure)) if unsure else set()
        villages = [None if text in persons else name for text, name in zip(texts, names, strict=True)]
        self.findings.excuse("village")
        self.findings.warn("village_unclear", "village", flags(indices, [village is None for village in villages]))
        return spread(indices, [village or None for village in villages], pa.string())

    def region(self) -> pa.Array:
        """Return the region of insurance of each row: the pack's region for a place in it, else the place as
        written, UNKNOWN_REGION for a text that is no known place.

        Null for a blank. If the pack names a region, a blank is a fault (region_blank), because nobody knows whether
        the insurance counts; a text that is no known place gets a warning (region_unknown): such a row counts as
        insured elsewhere. Faults of the text are recorded as for any plain text.
        """
        written = self.plain("region")
        own, divisions = self.context.region, self.context.divisions
        if not own:
            return null_if_blank(written)
        indices, texts = distinct(pa.chunked_array([written]))
        regions = [region_of(text, own, divisions) if text else None for text in texts]
        self.findings.fault("region_blank", "region", flags(indices, [not text for text in texts]))
        unknown = [region is not None and not region.is_known for region in regions]
        if divisions.names:
            self.findings.warn("region_unknown", "region", flags(indices, unknown))
            # the cross-check of other senders' lists shows the region, and anything may be typed into that cell
            regions = [
                Region(UNKNOWN_REGION, False) if is_unknown else region
                for region, is_unknown in zip(regions, unknown, strict=True)
            ]
        return spread(indices, [region.name if region else None for region in regions], pa.string())

    def also_names(self, texts: Sequence[str]) -> list[str]:
        """Return those of `texts` that also occur as a person's name in this file, in the given order.

        Texts are compared exactly as they are in the cells.
        """
        written = pa.array(texts, pa.string())
        return list(written.filter(pc.is_in(written, pc.unique(self.text("name")))).to_pylist())


def _ends_above(text: str, place: Place, names: PlaceNames) -> bool:
    """Return whether a chain of places ends above the units, so that the cell of the unit is blank."""
    return place.unit_id in names.root_ids or all(part in names.above for part in fold(text).split(PLACE_SEPARATOR))
