"""Second columns of places: 县区 next to 乡镇 is the level above it, 村 next to 社区 the other kind of village."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import COUNTY, SECOND_VILLAGE, RawTable
from transforms.text.arrow_columns import mask
from transforms.text.folding import fold

_OF_COUNTIES = re.compile(r"^[^乡镇街村社园]*[县区][^乡镇街村社园]*$")
_BOTH = "、"


def add_second_column(columns: dict[str, int], cells: Sequence[str], canonical: str, position: int) -> bool:
    """Add a column that is there twice to `columns` under a name of its own; return whether it is such a column.

    `columns`: canonical column -> position, from 0, of the columns found so far; changed if the result is True.
    `cells`: normalised headers. `canonical`: meaning of the header at `position`. 县区 next to 乡镇 becomes `county`,
    whichever is first. Of two columns of villages, the second becomes `second_village`. Every other column that
    is there twice, and equal headers, give False.
    """
    first = columns.get(canonical)
    if first is None or cells[first] == cells[position]:
        return False
    if canonical == "village" and SECOND_VILLAGE not in columns:
        columns[SECOND_VILLAGE] = position
        return True
    if canonical != "unit" or COUNTY in columns:
        return False
    counties = [at for at in (first, position) if _OF_COUNTIES.match(cells[at])]
    if len(counties) != 1:
        return False
    columns[COUNTY] = counties[0]
    columns["unit"] = position if counties[0] == first else first
    return True


def unite_villages(raw: RawTable) -> RawTable:
    """Return a table with one column of villages: the filled one of the two in each row; `raw` if there is only one.

    If both are filled with different texts, the cell has both, joined by 、, which is the name of no village.
    """
    if SECOND_VILLAGE not in raw.table.column_names:
        return raw
    first, second = raw.table["village"], raw.table[SECOND_VILLAGE]
    united = pc.if_else(pc.equal(pc.utf8_trim_whitespace(first), ""), second, first)
    both = pc.and_(pc.not_equal(united, second), pc.not_equal(pc.utf8_trim_whitespace(second), ""))
    if mask(both).any():
        joined = [
            first_text if fold(first_text) == fold(second_text) else f"{first_text}{_BOTH}{second_text}"
            for first_text, second_text in zip(first.to_pylist(), second.to_pylist(), strict=True)
        ]
        united = pc.if_else(both, pa.array(joined, pa.string()), united)
    at = raw.table.column_names.index("village")
    table = raw.table.set_column(at, "village", united).drop_columns([SECOND_VILLAGE])
    numeric = {name: flags for name, flags in raw.numeric.items() if name != SECOND_VILLAGE}
    letters = {name: letter for name, letter in raw.letters.items() if name != SECOND_VILLAGE}
    faults = [(row, code, "village" if name == SECOND_VILLAGE else name) for row, code, name in raw.faults]
    return replace(raw, table=table, numeric=numeric, letters=letters, faults=faults)
