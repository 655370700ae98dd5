"""Finds texts of an old workbook that are struck out, as a whole or next to other characters, by their runs.

A run is a piece of a text in a font of its own: position of its first character, and number of the font.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from transforms.intake.reading.header import column_letter
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.xls import records
from transforms.intake.reading.xls.octets import Octets
from transforms.intake.reading.xls.records import Places, pieces
from transforms.intake.reading.xls.texts import Texts, long_text
from transforms.intake.reading.xlsx.struck_texts import Runs, StruckTexts

RUN = struct.Struct("<HH")
_OLD_RUN = struct.Struct("<BB")
_UTF16 = "utf-16-le"


def struck_texts(texts: Sequence[str], runs: Mapping[int, bytes], struck_fonts: frozenset[int]) -> StruckTexts:
    """Return the numbers of the shared texts that are struck out, partly and wholly.

    `runs`: number of a text (from 0) -> its runs as the workbook stores them. `struck_fonts`: numbers of the fonts that
    strike out, as runs count them. Characters before the first run have the cell's font and count as not struck out: a
    cell with a struck-out font is marked by its style.
    """
    numbers: dict[str, set[int]] = {"": set(), "partly": set(), "wholly": set()}
    for number, octets in runs.items() if struck_fonts else ():
        numbers[_look(texts[number], RUN.iter_unpack(octets), struck_fonts, _UTF16)].add(number)
    return StruckTexts(frozenset(numbers["partly"]), frozenset(numbers["wholly"]))


def _look(text: str, runs: Iterable[tuple[int, int]], struck_fonts: frozenset[int], codec: str) -> str:
    octets, width = text.encode(codec, "replace"), 2 if codec == _UTF16 else 1
    starts = [(0, -1), *runs]
    looks = Runs()
    for (start, font), (end, _) in zip(starts, [*starts[1:], (len(octets), -1)], strict=True):
        looks.begin()
        if font in struck_fonts:
            looks.strike({})
        looks.add(octets[start * width : end * width].decode(codec, "replace"))
    return looks.struck


def add_struck_texts(
    octets: Octets,
    places: Places,
    shared: StruckTexts,
    struck_fonts: frozenset[int],
    codec: str | None,
    facts: SheetFacts,
) -> None:
    """Add to the facts of a sheet its cells with a text that is struck out: `struck` (partly), or a marked cell.

    `octets`: stream of the workbook. `places`: kind of record -> byte positions of the sheet's records in it. `shared`:
    numbers of the struck shared texts. `struck_fonts`: numbers of the fonts that strike out. `codec`: encoding of the
    workbook, None in BIFF8. Raises ValueError or struct.error for records that contradict themselves.
    """
    if any(shared):
        at = octets.exact(places, records.SHARED_LABEL, 10)
        numbers = octets.longs(at + 6)
        for wanted, look in ((shared.partly, "partly"), (shared.wholly, "wholly")):
            for place in at[np.isin(numbers, np.array(sorted(wanted), dtype=np.int64))].tolist():
                _add(octets, place, look, facts)
    for head in places.get(records.RICH_LABEL, ()) if struck_fonts else ():
        parts = pieces(octets.content, head)
        look = _look(long_text(parts, 6, codec), _runs_behind(parts, codec), struck_fonts, codec or _UTF16)
        if look:
            _add(octets, head + 4, look, facts)


def _add(octets: Octets, at: int, look: str, facts: SheetFacts) -> None:
    row, column = struct.unpack_from("<HH", octets.content, at)
    if look == "partly":
        facts.struck.append((row + 1, column_letter(column)))
    else:
        facts.marked_rows.setdefault(row + 1, set()).add(column_letter(column))


def _runs_behind(parts: Sequence[bytes], codec: str | None) -> list[tuple[int, int]]:
    """Return the runs behind the text of a single cell; none if the record ends with the text."""
    if codec is None:
        texts = Texts(parts, 6)
        texts.take()
        rest, count, run = texts.rest(), "<H", RUN
    else:
        whole = b"".join(parts)
        rest, count, run = whole[8 + struct.unpack_from("<H", whole, 6)[0] :], "<B", _OLD_RUN
    size = struct.calcsize(count)
    if len(rest) < size:
        return []
    number = struct.unpack_from(count, rest)[0]
    runs: list[tuple[int, int]] = [run.unpack_from(rest, size + at * run.size) for at in range(number)]
    return runs
