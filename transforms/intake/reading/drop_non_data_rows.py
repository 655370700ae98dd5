"""Rows of a table that are no data: blank rows, totals, footers, the header once more on the next page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import ROW_NO, RawTable, whose
from transforms.intake.base.reasons import refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import Header, folded_row
from transforms.text.folding import fold

LABEL_PREFIX = "label:"
"""Columns that are kept only to recognise total and footer rows; they leave the worker no further."""

LONG_NUMBER = r"[0-9*]{14}"
"""What only a document number has in a list of persons: longer than a telephone number, a count or an amount."""
_SHORT_NUMBER, _CERTIFICATE = r"[0-9*]{6}", r"^\s*[A-Za-z]?[0-9]{6}"
_TOLD_OF_A_PERSON = 3  # columns besides the number; fewer may be filled in a footer, too
Mask = npt.NDArray[np.bool_]


def drop_other_rows(
    raw: RawTable, layout: Layout, header: Header, loose: Mapping[int, tuple[str, ...]] | None = None
) -> RawTable:
    """The table without the rows that are no data; total rows are handed on as `totals`.

    `loose`: row number -> what stands in a malformed row of one cell, which may be a title.

    ReadRefused where a second table follows. A running number that breaks off is noted at its row.
    """
    table = raw.table
    columns = [name for name in table.column_names if name != ROW_NO]
    mapped = [name for name in columns if not name.startswith(LABEL_PREFIX)]
    blank = np.ones(table.num_rows, dtype=bool)
    for name in mapped:
        blank &= _mask(pc.equal(pc.utf8_trim_whitespace(table[name]), ""))
        if not blank.any():
            break
    total, footer = _marked(table, columns, layout)
    about = np.flatnonzero(total | footer)
    data = about[_is_data(table.take(pa.array(about)), mapped, layout, total[about])]
    total[data] = footer[data] = False
    repeated = _repeated_header(table, layout)
    _one_table_only(raw, columns, layout)
    drop = blank | total | footer | repeated
    drop |= _titles_again(raw, columns, np.flatnonzero(repeated), total | footer | repeated, header)
    titles = _loose_titles(raw, np.flatnonzero(repeated), loose or {}, header)
    totals = [
        {name: str(value) for name, value in row.items()}
        for row in table.filter(pa.array(total)).select([ROW_NO, *mapped]).to_pylist()
    ]
    keep = ~drop
    kept = table.filter(pa.array(keep)) if drop.any() else table
    broken = _serial_break(kept, f"{LABEL_PREFIX}{header.serial}")
    return replace(
        raw,
        table=kept.select([ROW_NO, *mapped]),
        numeric={name: mask[keep] for name, mask in raw.numeric.items() if name in mapped},
        totals=totals,
        malformed=[row for row in raw.malformed if row not in titles],
        notes=raw.notes + ([(broken, "serial_broken", "")] if broken else []),
    )


def _marked(table: pa.Table, columns: list[str], layout: Layout) -> tuple[Mask, Mask]:
    """Masks of total and footer rows: their word stands in the first filled of the leading columns."""
    total = np.zeros(table.num_rows, dtype=bool)
    footer = total.copy()
    open_rows = ~total
    totals = {fold(word) for word in layout.total_words}
    footers = tuple(fold(word) for word in layout.footer_words)
    for name in columns[:3]:
        values = table[name]
        # Few rows can be meant: short cells that start with one of the words' first characters.
        written = (word.strip() for word in (*layout.total_words, *layout.footer_words))
        first = re.escape("".join(sorted({word[0] for word in (*totals, *footers, *written)})))
        candidates = np.flatnonzero(_mask(pc.match_substring_regex(values, rf"^\s*[{first}]")) & open_rows)
        for row, cell in zip(candidates, values.take(pa.array(candidates)).to_pylist(), strict=True):
            total[row] |= fold(cell).rstrip(":") in totals
            footer[row] |= is_footer(cell, footers)
        open_rows &= _mask(pc.equal(pc.utf8_trim_whitespace(values), ""))
        if not open_rows.any():
            break
    return total, footer


def _is_data(rows: pa.Table, mapped: list[str], layout: Layout, is_total: Mask) -> Mask:
    """Which rows are data, whatever their first cell says: a total or a footer speaks of no person.

    A row does that has a number or a certificate of anybody, or all that a row must have but the number. A total counts
    persons in the place of a number, and the count of a city has seven digits.
    """
    if "document_number" not in mapped:
        return ~is_total & _mask(pc.match_substring_regex(rows["unit"], _SHORT_NUMBER))
    found = np.zeros(rows.num_rows, dtype=bool)
    for name in mapped:
        kind = whose(name)[0]
        if kind == "document_number":
            found |= _mask(pc.match_substring_regex(rows[name], LONG_NUMBER))
            found |= ~is_total & _mask(pc.match_substring_regex(rows[name], _SHORT_NUMBER))
        elif kind == "birth_certificate_no":
            found |= ~is_total & _mask(pc.match_substring_regex(rows[name], _CERTIFICATE))
    words = tuple(fold(word) for word in (*layout.total_words, *layout.footer_words))
    told = [name for name in layout.required("full") if name in mapped and name != "document_number"]
    if len(told) >= _TOLD_OF_A_PERSON:
        whole = np.ones(rows.num_rows, dtype=bool)
        for name in told:
            cells = rows[name].to_pylist()
            whole &= np.array([bool(cell.strip()) and not is_footer(cell, words) for cell in cells], dtype=bool)
        found |= whole
    return found


def is_footer(cell: str, folded_words: tuple[str, ...]) -> bool:
    """Whether a cell opens a footer: the word alone, before a colon, or (three characters and more) before anything."""
    folded = fold(cell)
    return folded in folded_words or folded.startswith(
        tuple(word if len(word) >= 3 else f"{word}:" for word in folded_words)
    )


def _repeated_header(table: pa.Table, layout: Layout) -> Mask:
    """Rows in which two of the leading canonical columns hold their own header."""
    known = layout.header_map()
    hits = np.zeros(table.num_rows, dtype=np.int8)
    for name in [column for column in ("name", "document_number", "unit") if column in table.column_names]:
        headers = pa.array([header for header in known if known[header] == name])
        hits += _mask(pc.is_in(table[name], headers)).astype(np.int8)
    return hits >= 2


def _one_table_only(raw: RawTable, columns: list[str], layout: Layout) -> None:
    """A row in which two columns hold other columns' headers begins a second table."""
    known = layout.header_map()
    hits = np.zeros(raw.table.num_rows, dtype=np.int8)
    for name in columns:
        others = pa.array([header for header in known if known[header] != name])
        hits += _mask(pc.is_in(raw.table[name], others)).astype(np.int8)
    rows = np.flatnonzero(hits >= 2)
    if len(rows):
        raise refuse("tables_stacked", sheet=raw.sheet, row=raw.table[ROW_NO][int(rows[0])].as_py())


def _titles_again(
    raw: RawTable, columns: list[str], repeated: npt.NDArray[np.int64], other: Mask, header: Header
) -> Mask:
    """The titles of the first page over a header that comes again. Another title there begins another table."""
    again = np.zeros(raw.table.num_rows, dtype=bool)
    titles = {one for one in header.titles if one}
    for row in repeated.tolist():
        above = row - 1
        while above >= 0:
            cells = folded_row([str(raw.table[name][above].as_py()) for name in columns])
            if cells in titles:
                again[above] = True
            elif len(cells) == 1 and not other[above]:
                raise refuse("tables_stacked", sheet=raw.sheet, row=raw.table[ROW_NO][above].as_py())
            elif cells and not other[above]:
                break
            above -= 1
    return again


def _loose_titles(
    raw: RawTable, repeated: npt.NDArray[np.int64], loose: Mapping[int, tuple[str, ...]], header: Header
) -> set[int]:
    """Malformed rows that are titles of the first page; another title over a header begins another table."""
    if not loose:
        return set()
    above = {raw.table[ROW_NO][row].as_py() - step for row in repeated.tolist() for step in (1, 2)}
    for row in sorted(above & loose.keys()):
        if loose[row] not in header.titles:
            raise refuse("tables_stacked", sheet=raw.sheet, row=row)
    return {row for row, cells in loose.items() if cells in header.titles}


def _serial_break(table: pa.Table, column: str) -> int | None:
    """The row at which the running number does not go on by one; None where there is no such column, or none filled."""
    if column not in table.column_names or not table.num_rows:
        return None
    texts = pc.utf8_trim_whitespace(table[column])
    if not _mask(pc.not_equal(texts, "")).any():
        return None
    whole = pc.match_substring_regex(texts, r"^[0-9]{1,9}$")
    numbers = pc.if_else(whole, texts, pa.scalar("0")).cast(pa.int64()).to_numpy()
    wrong = np.flatnonzero(np.diff(numbers, prepend=0) != 1)
    return int(table[ROW_NO][int(wrong[0])].as_py()) if len(wrong) else None


def _mask(values: pa.ChunkedArray) -> Mask:
    mask: Mask = values.to_numpy().astype(bool, copy=False)
    return mask
