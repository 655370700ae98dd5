"""Drops rows that are no data: blank rows, totals, footers, titles, and the header repeated on the next page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import ROW_NO, RawTable, canonical_column, split_person_column
from transforms.intake.base.reasons import refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.place_chain import texts_inside
from transforms.intake.reading.header import Header, folded_row
from transforms.intake.reading.rows.examples import MOST_EXAMPLES, example_rows
from transforms.intake.reading.rows.titles import Titles, is_heading, judge_titles, title_above_contradicts, title_rows
from transforms.intake.reading.rows.totals import (
    LABEL_COLUMNS,
    is_footer,
    repeated_headers,
    rows_of_column_numbers,
    total_and_footer_rows,
)
from transforms.intake.reading.rows.without_person import MOST_NOTED, NamedOtherwise, rows_without_person
from transforms.text.folding import fold

LABEL_PREFIX = "label:"
"""Prefix of columns that are kept only to recognise total and footer rows; they never leave the worker."""

LONG_NUMBER = r"[0-9*]{14}"
"""So many digits only a document number has in a list of persons; telephone numbers, counts and amounts have fewer."""
_SHORT_NUMBER, _CERTIFICATE = r"[0-9*]{6}", r"^\s*[A-Za-z]?[0-9]{6}"
_STATED_OF_A_PERSON = 3  # columns besides the number; a footer may fill fewer
Mask = npt.NDArray[np.bool_]


def drop_non_data_rows(
    raw: RawTable,
    layout: Layout,
    header: Header,
    loose: Mapping[int, tuple[str, ...]] | None = None,
    named_otherwise: NamedOtherwise | None = None,
    named_elsewhere: Collection[int] = (),
    footers: Mapping[int, str] | None = None,
) -> RawTable:
    """Return a new table without the rows that are no data; total rows are in its `totals`. `raw` is not changed.

    Dropped are blank rows, totals, footers, repeated headers and titles (of `header`), rows of column numbers, titles
    between the rows, examples, and rows without a person. The last three and a break in the running number are in its
    `notes`; more than five examples, and titles that contradict their rows, add a reason to hold. The texts of titles
    between the rows are in `place_texts`, for a layout whose unit may be in a title. `header`: positions
    of the columns, and the titles above them. `loose`: row number -> cells of a malformed row with one filled cell,
    which may be a title. `footers`: row number -> text of footers that are not in `raw`. `named_otherwise`: returns
    spans (first, last row number) of rows whose naming cell only looks blank; these are kept. `named_elsewhere`:
    numbers of rows that name a person in a column that is not read; these are kept, too, as rows without name and
    number. Raises ReadRefused if a second table follows.
    """
    table = raw.table
    columns = [name for name in table.column_names if name != ROW_NO]
    mapped = [name for name in columns if not name.startswith(LABEL_PREFIX)]
    elsewhere = _rows_in(table, named_elsewhere)
    blank = _blank(table, mapped) & ~elsewhere
    total, footer = _totals_and_footers(table, columns, mapped, layout)
    repeated = _repeated_headers(raw, columns, layout)
    about = total | footer | repeated | rows_of_column_numbers(table, columns)
    about |= _titles_again(raw, columns, np.flatnonzero(repeated), total | footer | repeated, header)
    titles = title_rows(table, columns, footer, (about & ~footer) | elsewhere, layout)
    drop = blank | about | titles.is_title
    page_titles = _loose_titles(raw, np.flatnonzero(repeated), loose or {}, header)
    example = _examples(table, columns, header) & ~drop
    nobody = rows_without_person(raw, layout, named_otherwise) & ~drop & ~example & ~elsewhere
    keep = ~(drop | example | nobody)
    kept = raw.table if keep.all() else table.filter(pa.array(keep))
    headings = _headings(layout, loose or {}, page_titles)
    title_notes, title_reasons = _judged_titles(titles, headings, footers or {}, kept, layout, header)
    notes = title_notes + _notes(table, "example_row", np.flatnonzero(example))
    notes += _notes(table, "row_without_person", np.flatnonzero(nobody)[:MOST_NOTED])
    many = _notes(table, "example_persons", np.flatnonzero(example)[MOST_EXAMPLES:][:1])
    inside = [text for row, text in titles.texts.items() if row not in titles.footers]
    return replace(
        raw,
        table=kept.select([ROW_NO, *mapped]),
        numeric={name: mask[keep] for name, mask in raw.numeric.items() if name in mapped},
        totals=_totals(table.filter(pa.array(total)).select([ROW_NO, *columns])),
        malformed=[row for row in raw.malformed if row not in page_titles and row not in headings],
        notes=raw.notes + notes + _serial_notes(kept, table.filter(pa.array(~drop)), header),
        hold_reasons=raw.hold_reasons
        + [("title_contradicts", row or raw.header_row, None) for row in title_reasons]
        + [(code, row, None) for row, code, _ in many],
        place_texts=raw.place_texts + texts_inside(layout, [*inside, *headings.values()]),
    )


def _blank(table: pa.Table, columns: list[str]) -> Mask:
    """Return which rows have no text in any of the columns."""
    blank = np.ones(table.num_rows, dtype=bool)
    for name in columns:
        blank &= _mask(pc.equal(pc.utf8_trim_whitespace(table[name]), ""))
        if not blank.any():
            break
    return blank


def _rows_in(table: pa.Table, numbers: Collection[int]) -> Mask:
    """Return which rows have one of the row numbers."""
    if not numbers:
        return np.zeros(table.num_rows, dtype=bool)
    return np.isin(table[ROW_NO].to_numpy(), np.array(sorted(numbers), dtype=np.int32))


def _totals_and_footers(table: pa.Table, columns: list[str], mapped: list[str], layout: Layout) -> tuple[Mask, Mask]:
    """Return which rows are totals and which are footers; a row that names a person is neither."""
    total, footer = total_and_footer_rows(table, columns[:LABEL_COLUMNS], layout)
    marked = np.flatnonzero(total | footer)
    data = marked[_is_data(table.take(pa.array(marked)), mapped, layout, total[marked])]
    total[data] = footer[data] = False
    return total, footer


def _totals(rows: pa.Table) -> list[dict[str, str]]:
    return [{name: str(value) for name, value in row.items()} for row in rows.to_pylist()]


def _repeated_headers(raw: RawTable, columns: list[str], layout: Layout) -> Mask:
    """Return which rows repeat the header, as it is or in another dress. Raises ReadRefused if another table begins."""
    repeated = _repeated_header(raw.table, layout)
    _one_table_only(raw, columns, layout)
    decorated, foreign = repeated_headers(raw.table, columns, layout)
    if foreign.any():
        row = raw.table[ROW_NO][int(np.flatnonzero(foreign)[0])].as_py()
        raise refuse("tables_stacked", sheet=raw.sheet, row=row)
    return repeated | decorated


def _judged_titles(
    titles: Titles, headings: dict[int, str], footers: Mapping[int, str], kept: pa.Table, layout: Layout, header: Header
) -> tuple[list[tuple[int, str, str]], list[int]]:
    """Return notes of titles, and the rows of titles that contradict the persons; row 0: a title above the header."""
    contradicts_above = title_above_contradicts(header.titles, kept, layout)
    texts = titles.texts | headings | dict(footers)
    notes, reasons = judge_titles(texts, kept, layout, {*titles.footers, *footers})
    return notes, [0] * contradicts_above + reasons


def _headings(layout: Layout, loose: Mapping[int, tuple[str, ...]], page_titles: set[int]) -> dict[int, str]:
    """Return row number -> text of malformed rows that are a title between the rows: 二、减少人员."""
    if "document_number" not in layout.columns:
        return {}
    return {row: cells[0] for row, cells in loose.items() if row not in page_titles and is_heading(cells[0])}


def _notes(table: pa.Table, code: str, places: npt.NDArray[np.int64]) -> list[tuple[int, str, str]]:
    return [(row, code, "") for row in table[ROW_NO].take(pa.array(places)).to_pylist()]


def _serial_notes(kept: pa.Table, with_dropped: pa.Table, header: Header) -> list[tuple[int, str, str]]:
    """Return a note of the first break in the running number; examples and rows without a person may be counted."""
    column = f"{LABEL_PREFIX}{header.serial}"
    broken = _serial_break(kept, column)
    if broken is None or (kept.num_rows < with_dropped.num_rows and _serial_break(with_dropped, column) is None):
        return []
    return [(broken, "serial_broken", "")]


def _examples(table: pa.Table, columns: list[str], header: Header) -> Mask:
    labels = [f"{LABEL_PREFIX}{position}" for position in header.label_positions]
    marked = dict.fromkeys((*columns[:LABEL_COLUMNS], *labels, "name"))
    return example_rows(table, [name for name in marked if name in columns])


def _is_data(rows: pa.Table, mapped: list[str], layout: Layout, is_total: Mask) -> Mask:
    """Return which rows are data, whatever their first cell contains, because they name a person.

    A row names a person if it has a document number or certificate, or every required column but the number. A total
    row has a count of persons in the number's column, and the count of a city has seven digits.
    """
    is_data = np.zeros(rows.num_rows, dtype=bool)
    if "document_number" not in mapped:
        # rows about figures or sums may be about no unit
        return ~is_total & _mask(pc.match_substring_regex(rows["unit"], _SHORT_NUMBER)) if "unit" in mapped else is_data
    for name in mapped:
        kind = split_person_column(name)[0]
        if kind == "document_number":
            is_data |= _mask(pc.match_substring_regex(rows[name], LONG_NUMBER))
            is_data |= ~is_total & _mask(pc.match_substring_regex(rows[name], _SHORT_NUMBER))
        elif kind == "birth_certificate_no":
            is_data |= ~is_total & _mask(pc.match_substring_regex(rows[name], _CERTIFICATE))
    words = tuple(fold(word) for word in (*layout.total_words, *layout.footer_words))
    stated = [name for name in layout.required("full") if name in mapped and name != "document_number"]
    if len(stated) >= _STATED_OF_A_PERSON:
        whole = np.ones(rows.num_rows, dtype=bool)
        for name in stated:
            cells = rows[name].to_pylist()
            whole &= np.array([bool(cell.strip()) and not is_footer(cell, words) for cell in cells], dtype=bool)
        is_data |= whole
    return is_data


def _repeated_header(table: pa.Table, layout: Layout) -> Mask:
    """Return which rows repeat the header: two of the leading canonical columns hold their own header."""
    known = layout.header_map()
    hits = np.zeros(table.num_rows, dtype=np.int8)
    for name in [column for column in ("name", "document_number", "unit") if column in table.column_names]:
        headers = pa.array([header for header in known if known[header] == name])
        hits += _mask(pc.is_in(table[name], headers)).astype(np.int8)
    return hits >= 2


def _one_table_only(raw: RawTable, columns: list[str], layout: Layout) -> None:
    """Raise ReadRefused if a second table begins: a row in which two columns hold the headers of other columns."""
    known = layout.header_map()
    hits = np.zeros(raw.table.num_rows, dtype=np.int8)
    for name in columns:
        other_headers = pa.array(
            [header for header in known if canonical_column(known[header]) != canonical_column(name)]
        )
        hits += _mask(pc.is_in(raw.table[name], other_headers)).astype(np.int8)
    rows = np.flatnonzero(hits >= 2)
    if len(rows):
        raise refuse("tables_stacked", sheet=raw.sheet, row=raw.table[ROW_NO][int(rows[0])].as_py())


def _titles_again(
    raw: RawTable, columns: list[str], repeated: npt.NDArray[np.int64], other: Mask, header: Header
) -> Mask:
    """Return which rows above a repeated header repeat the titles of the first page.

    Raises ReadRefused if a row there is another title, because it begins another table.
    """
    again = np.zeros(raw.table.num_rows, dtype=bool)
    titles = {title for title in header.titles if title}
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
    """Return the numbers of malformed rows that repeat the titles of the first page.

    Raises ReadRefused if a malformed row above a repeated header is another title: it begins another table.
    """
    if not loose:
        return set()
    above = {raw.table[ROW_NO][row].as_py() - step for row in repeated.tolist() for step in (1, 2)}
    for row in sorted(above & loose.keys()):
        if loose[row] not in header.titles:
            raise refuse("tables_stacked", sheet=raw.sheet, row=row)
    return {row for row, cells in loose.items() if cells in header.titles}


def _serial_break(table: pa.Table, column: str) -> int | None:
    """Return the first row whose running number is not one higher; None if the column is missing or blank."""
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
