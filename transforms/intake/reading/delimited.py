"""Reads a csv into a raw table. Runs inside the worker."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.intake.base.reasons import refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.drop_non_data_rows import LABEL_PREFIX, LONG_NUMBER, drop_non_data_rows
from transforms.intake.reading.encoding import to_utf8
from transforms.intake.reading.forms.client_lines import client_remarks, without_client_lines
from transforms.intake.reading.forms.place_chain import place_texts
from transforms.intake.reading.forms.titles import keep_titles
from transforms.intake.reading.header import Header, column_letter, find_header, folded_row, map_header
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.rows.broken_characters import AllColumns, add_broken_characters, has_broken
from transforms.intake.reading.rows.missing_ends import header_width, lack_only_ends
from transforms.intake.reading.rows.named_elsewhere import person_cells, rows_of_persons, unread_columns
from transforms.intake.reading.rows.quotes import Rows, check_quotes
from transforms.intake.reading.rows.short_rows import FullRows, with_delimiters
from transforms.intake.reading.rows.totals import is_footer, is_total
from transforms.intake.reading.rows.without_person import rows_without_person
from transforms.intake.reading.sheet_notes import check_row_limit
from transforms.text.arrow_columns import may_hold
from transforms.text.folding import fold, fold_header

_DELIMITERS = ",;\t|\uff0c"
_WIDE_COMMA = "\uff0c"
_STAND_IN = "\x1f"  # Arrow splits at one byte; no text file holds this one
_HEAD_CHARACTERS = 200_000
_HEAD_ROWS = 50
_HEADERS_OF_A_TABLE = 2
_LABEL_COLUMNS, _SAMPLE_ROWS = 3, 20_000
_LONG_NUMBER = re.compile(LONG_NUMBER)
_EXCEL_MARK = '="'
_EXCEL_TEXT = r'^\s*="([^"]*)"\s*$'


@dataclass
class _Head:
    """The header of a csv. `body_start`: byte at which the data starts. `has_quotes`: a data cell is quoted."""

    delimiter: str
    header: Header
    body_start: int
    has_quotes: bool = False


class _Bad(NamedTuple):
    """A record whose field count is not the header's; `number` counts from 1 after the header."""

    number: int
    fields: int
    text: str


def read_delimited(data: bytes, layout: Layout, list_mode: str, limits: Limits) -> RawTable:
    """Read a csv into a raw table: cells as text, one row per data row. `data`: the bytes of the file, not yet decoded.

    A `RawTable` has the texts (`table`: row_no and one column per canonical column), the total rows, row numbers with a
    wrong count of fields, and the faults, warnings and reasons to hold that reading found. Encoding and delimiter
    (comma, semicolon, tab or |) are detected. `list_mode`: full, change or feed; decides the required columns. Raises
    ReadRefused with the sender's reasons if the file is damaged, exceeds `limits`, or has no header of the layout.
    """
    text, refusal = to_utf8(data)
    if not bytes(text[:4096]).strip():
        raise refuse("file_empty")
    cut = without_client_lines(text)
    text = cut.text
    head = _head(text, layout, list_mode, limits)
    if head.header.width > limits.columns:
        raise refuse("file_unsafe", f"列数超过 {limits.columns}。")
    body = text[head.body_start :]
    if refusal and has_broken([bytes(text[: head.body_start]).decode()]):
        raise refusal
    first_row = head.header.index + 2
    head.has_quotes = b'"' in bytes(body)
    if head.has_quotes:
        has_numbers = "document_number" in layout.columns
        check_quotes(Rows(body, head.delimiter.encode(), head.header.width, first_row, has_numbers))
    if head.delimiter == _WIDE_COMMA:
        body = memoryview(bytes(body).replace(_WIDE_COMMA.encode(), _STAND_IN.encode()))
        head.delimiter = _STAND_IN
    table, bad, width, body, is_completed = _body(body, head, first_row, layout)
    records, sorted_rows = table.num_rows + len(bad), _sort_out(bad, head, layout, first_row)
    malformed = sorted_rows.malformed
    if refusal and has_broken(row.text for row in bad):  # a delimiter may be lost with the character
        raise refusal
    if table.num_rows + len(malformed) > limits.rows:
        raise refuse("file_too_large", hold=True)
    _check_cut_off(body, table, malformed, first_row)
    raw = RawTable(
        table=_undressed(table),
        form="csv",
        header_row=first_row - 1,
        letters={name: column_letter(position) for name, position in head.header.columns.items()},
        malformed=malformed,
        extra=[column_letter(position) for position in head.header.extra],
        fen_per_unit=head.header.fen_per_unit,
    )
    elsewhere = _named_elsewhere(raw, body, head, layout, width)
    raw = drop_non_data_rows(
        raw, layout, head.header, sorted_rows.loose, named_elsewhere=elsewhere, footers=sorted_rows.footers
    )
    if refusal:
        raw = add_broken_characters(raw, _all_columns(body, head, width, table[ROW_NO]), refusal)
    texts = raw.place_texts + place_texts(layout, head.header.titles)
    raw = replace(check_row_limit(raw), totals=raw.totals + sorted_rows.totals, place_texts=texts)
    raw.remarks += ["row_ends_missing"] if is_completed else []
    raw.remarks += client_remarks(cut, raw.row_count, records)
    return keep_titles(raw, layout, head.header, "")


def heads(data: bytes) -> list[list[list[str]]]:
    """Return the first 50 rows of a csv once for each possible delimiter: delimiter -> rows -> cells, as nested lists.

    `data`: the bytes of the file. The rows serve to find the layout that the file belongs to; the delimiters are in no
    stated order. Raises ReadRefused for an unknown encoding.
    """
    sample = bytes(to_utf8(data).text[:_HEAD_CHARACTERS]).decode("utf-8", errors="ignore")
    return [_records(sample, delimiter, _HEAD_ROWS)[0] for delimiter in _DELIMITERS]


def _all_columns(body: memoryview, head: _Head, fields: int, rows: pa.ChunkedArray) -> AllColumns:
    parsed = _parse(body, head, fields, range(fields))[0]
    read = {position: name for name, position in head.header.columns.items()}
    return AllColumns(rows, {int(name): parsed[name] for name in parsed.column_names}, read)


def _undressed(table: pa.Table) -> pa.Table:
    """Replace cells written as ="…", which keeps a spreadsheet from reading them as numbers, by the text inside."""
    for at, name in enumerate(table.column_names):
        if name == ROW_NO:
            continue
        if not may_hold(table[name], _EXCEL_MARK):
            continue
        dressed = pc.match_substring_regex(table[name], _EXCEL_TEXT)
        if pc.any(dressed).as_py():
            bare = pc.replace_substring_regex(table[name], _EXCEL_TEXT, r"\1")
            table = table.set_column(at, name, bare)
    return table


def _head(text: memoryview, layout: Layout, list_mode: str, limits: Limits) -> _Head:
    sample = bytes(text[:_HEAD_CHARACTERS]).decode("utf-8", errors="ignore")
    best: tuple[int, str, list[list[str]], list[int]] | None = None
    for delimiter in _DELIMITERS:
        rows, ends = _records(sample, delimiter, layout.header_within_rows + layout.header_rows - 1)
        index = find_header(rows, layout)
        score = 0 if index is None else len(rows[index])
        if best is None or score > best[0]:
            best = (score, delimiter, rows, ends)
    assert best is not None
    _, delimiter, rows, ends = best
    header = map_header(rows, layout, list_mode)
    return _Head(delimiter, header, len(sample[: ends[header.index]].encode()))


def _records(sample: str, delimiter: str, count: int) -> tuple[list[list[str]], list[int]]:
    """Return the first records and the character position at which each ends."""
    lines = io.StringIO(sample, newline="").readlines()
    starts = np.cumsum([0, *(len(line) for line in lines)]).tolist()
    reader = csv.reader(lines, delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            rows.append(row)
            ends.append(starts[reader.line_num])
            if len(rows) == count:
                break
    except csv.Error:
        pass  # an over-long or broken first record: the records read so far decide
    return rows, ends


def _named_elsewhere(raw: RawTable, body: memoryview, head: _Head, layout: Layout, fields: int) -> Collection[int]:
    """Return the numbers of the rows that name a person in a column that is not read. `fields`: of each row."""
    unread = unread_columns(head.header)
    nobody = np.flatnonzero(rows_without_person(raw, layout))
    if not len(nobody) or not unread.positions:
        return ()
    parsed, _ = _parse(body, head, fields, unread.positions)
    picked = {int(name): parsed[name].take(pa.array(nobody)).to_pylist() for name in parsed.column_names}
    cells_of_persons = {}
    for at, row in enumerate(raw.table[ROW_NO].take(pa.array(nobody)).to_pylist()):
        cells = [picked[position][at] if position in picked else "" for position in range(fields)]
        cells_of_persons[row] = person_cells(cells, unread)
    return rows_of_persons(cells_of_persons)


def _body(
    body: memoryview, head: _Head, first_row: int, layout: Layout
) -> tuple[pa.Table, list[_Bad], int, memoryview, bool]:
    """Split the rows into those with the header's field count and the records with another count.

    The further results are the number of fields of the rows in the table, the text in which rows were completed, and
    whether columns at the end of rows are missing.
    """
    width, fields, lacks_ends = head.header.width, head.header.width, False
    if _has_lost_delimiter(head.header):
        raise refuse("columns_shifted", row=first_row - 1)
    table, bad = _parse(body, head, width)
    completed = _completed(body, bad, head, layout) if bad and table.num_rows else None
    if completed:
        body = completed
        table, bad = _parse(body, head, width)
    if len(bad) > table.num_rows:
        common = Counter(row.fields for row in bad).most_common(1)[0][0]
        if _is_habit(common, [row for row in bad if row.fields == common], head, layout):
            table, bad = _parse(body, head, common)
            fields = common
        elif not table.num_rows and _lack_ends(bad, common, head, layout):
            table, bad = _parse(body, head, common)
            fields, lacks_ends = common, True
    if len(bad) > max(table.num_rows, 1) and _count_data(bad, head, layout) > max(table.num_rows, 1):
        raise refuse("columns_shifted", row=first_row - 1)
    numbers = np.arange(table.num_rows + len(bad), dtype=np.int32) + np.int32(first_row)
    if bad:
        numbers = np.delete(numbers, np.array([row.number for row in bad]) - 1)
    names = {position: name for name, position in head.header.columns.items()}
    columns = {ROW_NO: pa.chunked_array([pa.array(numbers)])}
    for position in range(width):
        key = str(position)
        if key in table.column_names:
            columns[names.get(position, f"{LABEL_PREFIX}{position}")] = table[key]
        elif lacks_ends and position in names:
            columns[names[position]] = pa.chunked_array([pa.array([""] * table.num_rows, pa.string())])
    return pa.table(columns), bad, fields, body, completed is not None or lacks_ends


def _lack_ends(bad: list[_Bad], common: int, head: _Head, layout: Layout) -> bool:
    """Return whether every row of a person lacks the same columns at its end, none of which must be there."""
    persons = [row for row in bad if _LONG_NUMBER.search(row.text)]
    if any(row.fields != common for row in persons) or has_broken(row.text for row in persons):
        return False
    cells = [next(csv.reader([row.text], delimiter=head.delimiter), []) for row in persons]
    return lack_only_ends(cells, header_width(head.header, layout.required("full")))


def _completed(body: memoryview, bad: list[_Bad], head: _Head, layout: Layout) -> memoryview | None:
    """Return the body with the delimiters that rows lost behind their last filled cell; None if no row did."""
    columns, width = head.header.columns, head.header.width
    whole = bad if bytes(body[-1:]) in (b"\n", b"\r") else bad[:-1]
    short = [row.text for row in whole if row.fields < width and _LONG_NUMBER.search(row.text)]  # no totals, no footers
    short = [text for text in short if not has_broken([text])]
    if "document_number" not in columns or not short:
        return None
    table = _parse(body, head, width, range(width))[0].slice(0, _SAMPLE_ROWS)
    required = frozenset(columns[name] for name in layout.required("full") if name in columns)
    full = FullRows([table[str(at)].to_pylist() for at in range(width)], required, columns["document_number"])
    return with_delimiters(body, short, head.delimiter, full)


def _count_data(bad: list[_Bad], head: _Head, layout: Layout) -> int:
    """Count the records that are no totals and no footers: a short list may have as many of those as persons."""
    words = tuple(fold(word) for word in (*layout.total_words, *layout.footer_words))
    totals = {fold(word) for word in layout.total_words}
    count = 0
    for row in bad:
        cells = next(csv.reader([row.text], delimiter=head.delimiter), [""])
        first = next((cell for cell in cells if cell.strip()), "")
        count += not (is_footer(first, words) or is_total(first, totals)) or any(
            _LONG_NUMBER.search(cell) for cell in cells
        )
    return count


def _has_lost_delimiter(header: Header) -> bool:
    """Return whether a header that ends with a delimiter has two names in one: as wide as its rows, but shifted."""
    return bool(header.joined) and header.nameless[-1:] == (header.width - 1,)


def _is_habit(common: int, rows: list[_Bad], head: _Head, layout: Layout) -> bool:
    """Return whether rows are one field longer or shorter than the header only because of a delimiter at a line's end.

    Some programs write a delimiter at the end of every data row, or of the header only. A surplus delimiter inside
    every row looks equal if the last column is blank, and would shift the columns. So the last named column must be
    read by us and be filled in every row, and no required column may be blank throughout. A header that lost a
    delimiter looks equal, too: two of its headers became one that the layout does not know. So every header must be
    known. A header with a surplus delimiter has a blank header inside, or ends with a name.
    """
    header = head.header
    width = header.width
    if common == width - 1:
        return header.nameless == (width - 1,)
    if common != width + 1 or header.extra or header.nameless or width - 1 not in header.columns.values():
        return False
    empty = {head.header.columns[name] for name in layout.required("full")}
    for row in rows:
        cells = next(csv.reader([row.text], delimiter=head.delimiter), [])
        if has_broken([row.text]) or len(cells) != common or cells[-1].strip() or not cells[width - 1].strip():
            return False
        empty -= {position for position in empty if cells[position].strip()}
    return not empty


class _SortedRows(NamedTuple):
    """Records with a wrong field count. `malformed`: their row numbers. `totals`: total rows.

    `loose`: row number -> cells of malformed rows with one filled cell, which may be titles. `footers`: row number ->
    text of footers.
    """

    malformed: list[int]
    totals: list[dict[str, str]]
    loose: dict[int, tuple[str, ...]]
    footers: dict[int, str]


def _sort_out(bad: list[_Bad], head: _Head, layout: Layout, first_row: int) -> _SortedRows:
    """Sort records with a wrong field count into malformed rows, totals and footers."""
    rows = _SortedRows([], [], {}, {})
    footers = tuple(fold(word) for word in layout.footer_words)
    total_words = {fold(word) for word in layout.total_words}
    known = layout.header_map()
    for row in bad:
        cells = next(csv.reader([row.text], delimiter=head.delimiter), [""])
        number = row.number + first_row - 1
        first = next((cell for cell in cells if cell.strip()), "")
        if not first:
            continue  # a blank line with a delimiter at its end
        headers = {at: known[fold_header(cell)] for at, cell in enumerate(cells) if fold_header(cell) in known}
        if len(headers) >= _HEADERS_OF_A_TABLE:
            if all(head.header.columns.get(name) == at for at, name in headers.items()):
                continue  # the header of the next page, with fewer columns
            raise refuse("tables_stacked", row=number)
        if "document_number" in layout.columns and any(_LONG_NUMBER.search(cell) for cell in cells):
            rows.malformed.append(number)  # a person's row, whatever its first cell contains
        elif is_total(first, total_words):
            placed = {name: cells[at] for name, at in head.header.columns.items() if at < len(cells)}
            label = {} if first in placed.values() else {f"{LABEL_PREFIX}first": first}
            rows.totals.append({ROW_NO: str(number), **label, **placed})
        elif is_footer(first, footers):
            rows.footers[number] = first
        else:
            rows.malformed.append(number)
            if len(written := folded_row(cells)) == 1:
                rows.loose[number] = written
    return rows


def _parse(
    body: memoryview, head: _Head, width: int, positions: Iterable[int] | None = None
) -> tuple[pa.Table, list[_Bad]]:
    """Parse the columns at `positions`; None: those that are read, and those that mark rows which are no data."""
    labels = {*range(min(_LABEL_COLUMNS, width)), *head.header.label_positions}
    wanted = sorted({*head.header.columns.values(), *labels} if positions is None else positions)
    names = [str(position) for position in range(width)]
    kept = [names[position] for position in wanted if position < width]
    if not len(body):
        return pa.table({name: pa.array([], pa.string()) for name in kept}), []
    bad: list[_Bad] = []

    def skip(row: pacsv.InvalidRow) -> str:
        bad.append(_Bad(row.number, row.actual_columns, row.text.rstrip("\r\n")))
        return "skip"

    try:
        table = pacsv.read_csv(
            pa.BufferReader(pa.py_buffer(body)),
            # one thread: only then does Arrow number the rows that it skips
            read_options=pacsv.ReadOptions(use_threads=False, column_names=names, block_size=16 << 20),
            parse_options=pacsv.ParseOptions(
                delimiter=head.delimiter,
                newlines_in_values=head.has_quotes,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                include_columns=kept,
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        raise refuse("file_unreadable") from None
    return table, bad


def _check_cut_off(body: memoryview, table: pa.Table, malformed: list[int], first_row: int) -> None:
    """Raise ReadRefused if the last line has no line end and too few fields: it was cut off in transfer."""
    last = table.num_rows + len(malformed) + first_row - 1
    if malformed and malformed[-1] == last and bytes(body[-1:]) not in (b"\n", b"\r"):
        raise refuse("file_truncated", row=last)
