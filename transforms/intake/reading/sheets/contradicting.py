"""Sets apart the sheets whose name says that their persons do not belong to the list: 减少, 草稿, 上月名单, 副本."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.intake.base.raw_table import ROW_NO, RawTable, sheet_place
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.titles import FILE_NAME, SHEET, TITLE
from transforms.intake.reading.rows.contradictions import Meaning, of_sheet_name, rows_agree
from transforms.intake.reading.sheets.book import Place

_MAY_REPEAT = ("void", "earlier", "copy")


class _Named(NamedTuple):
    """A sheet that was read, and the word in its name that contradicts its rows; None if none does."""

    table: RawTable
    position: int
    word: str | None
    meaning: Meaning | None


def without_contradicting(
    tables: Sequence[RawTable], places: Sequence[Place], names: Sequence[str], layout: Layout, list_mode: str
) -> tuple[list[RawTable], set[int]]:
    """Return the tables of the sheets to load, and the positions, from 0, of sheets that are left out.

    A sheet with a name that contradicts its rows is left out, and the first table that is loaded gets a reason to hold
    that states the sheet and the word. A copy, draft or earlier list stays if all its rows are on other sheets: they
    are loaded once. Nothing is left out if no other sheet remains, or if the word is 新增 and rows end: then the reason
    to hold is another one. `tables` and `places`: one for each sheet that was read. `names`: of all sheets of the
    workbook. `list_mode`: full, change or feed. If the layout names its sheets, no name contradicts.
    """
    if layout.sheets or not tables:
        return list(tables), set()
    sheets = [_named(table, place, names, layout, list_mode) for table, place in zip(tables, places, strict=True)]
    plain = [sheet.table for sheet in sheets if sheet.word is None]
    if len(plain) == len(sheets):
        return list(tables), set()
    left_out = [sheet for sheet in sheets if sheet.word and plain and not _stays(sheet, plain)]
    stays = [sheet for sheet in sheets if sheet not in left_out]
    doubtful = [sheet for sheet in stays if sheet.word and (not plain or sheet.meaning == "added")]
    first = stays[0].table
    first.hold_reasons += [("sheet_left_out", None, _words(sheet)) for sheet in left_out]
    first.hold_reasons += [("sheet_contradicts", None, _words(sheet)) for sheet in doubtful if sheet.meaning != "copy"]
    return [sheet.table for sheet in stays], {sheet.position for sheet in left_out}


def _named(table: RawTable, place: Place, names: Sequence[str], layout: Layout, list_mode: str) -> _Named:
    other_names = [name for position, name in enumerate(names) if position != place.position]
    contradiction = of_sheet_name(place.sheet.name, other_names, layout) if table.table.num_rows else None
    if contradiction is None or rows_agree(table.table, layout, list_mode, contradiction.meaning):
        return _Named(table, place.position, None, None)
    return _Named(table, place.position, contradiction.word, contradiction.meaning)


def _stays(sheet: _Named, plain: Sequence[RawTable]) -> bool:
    if sheet.meaning == "added":
        return True
    own = (ROW_NO, TITLE, SHEET, FILE_NAME)  # of a sheet, and not of its rows
    names = [name for name in sheet.table.table.column_names if name not in own]
    if sheet.meaning not in _MAY_REPEAT or not all(set(names) <= set(table.table.column_names) for table in plain):
        return False
    return _rows([sheet.table], names) <= _rows(plain, names)


def _rows(tables: Sequence[RawTable], names: Sequence[str]) -> set[tuple[str, ...]]:
    """Return the texts of all rows, in the columns `names`."""
    return {row for table in tables for row in zip(*(table.table[name].to_pylist() for name in names), strict=True)}


def _words(sheet: _Named) -> str:
    """Return the place of the sheet for the sender, with our own word that its name contains, never with its name."""
    return f"{sheet_place(sheet.position)}，名称含“{sheet.word}”"
