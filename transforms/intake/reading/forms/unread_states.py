"""Holds a file whose column of states or categories was not read: its header is misspelt, blank or missing.

Runs inside the worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from transforms.intake.base.raw_table import numbered_column
from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.layouts.parts import RowState
from transforms.intake.reading.forms.alternatives import known_columns
from transforms.intake.reading.header import column_letter, find_header, folded_headers, map_header
from transforms.text.folding import fold, fold_header

_WORD_CHARACTERS = 2
_HEADER_CHARACTERS = 3
_MANY_MORE = 3
_SEEN_ROWS = 50
_STATES = "row_states"
Head = Sequence[Sequence[str]]


class _Unread(NamedTuple):
    """A column that the layout neither reads nor ignores: position from 0, folded header, folded cells below it."""

    position: int
    header: str
    cells: list[str]


def check_states_are_read(heads: Iterable[Head], used: Layout, layouts: Sequence[Layout], list_mode: str) -> None:
    """Raise ReadRefused, to hold, if the file seems to have a column of states that `used` does not read.

    Rows that do not count would otherwise be loaded without a word. Either a column that `used` does not know has a
    header that differs by one character from one of its states, or cells with the words of a state of one of the
    layouts (被冲销); or the file has many more columns of a form that lacks but one column or its states. `heads`: the
    first rows of each sheet, or of a csv split by each delimiter, as cells. `used`: the layout that the file was read
    with. `layouts`: all layouts of the forms that the source may send. `list_mode`: full, change or feed.
    """
    for head in heads:
        index = find_header(head, used)
        if index is None or not known_columns(head, used, list_mode):
            continue
        columns = map_header(head, used, list_mode).columns
        missing = [state for at, state in enumerate(used.row_states) if numbered_column(_STATES, at) not in columns]
        for column in _unread_columns(head, index, used):
            if _is_state(column, missing, layouts, len(head) >= _SEEN_ROWS):
                raise refuse("state_column_unread", column=column_letter(column.position), row=index + 1, hold=True)
            if _is_category(column, used, columns):
                raise refuse("category_column_unread", column=column_letter(column.position), row=index + 1, hold=True)
        exchanged = _category_under_state(head, index, used)
        if exchanged is not None:
            raise refuse("category_column_unread", column=column_letter(exchanged), row=index + 1, hold=True)
        for layout in layouts:
            if layout is not used and _lacks_only_a_column(head, index, layout, used, list_mode):
                raise _refusal(head, index, layout, list_mode)


def _lacks_only_a_column(head: Head, index: int, layout: Layout, used: Layout, list_mode: str) -> bool:
    """Return whether the file is of another form, but for one required column, its columns of states, or one too many.

    It is if that form names many more of its headers than the layout that would be used, and most of them.
    """
    cells = {cell for cell in folded_headers(head[index], layout.named_headers) if cell}
    named = len(cells & layout.named_headers)
    if layout.held_as or named < len(cells & used.named_headers) + _MANY_MORE or 2 * named < len(cells):
        return False
    missing = _missing_columns(head, layout, list_mode)
    other_columns = [name for name in missing if not name.startswith(_STATES)]
    return len(missing) == 1 or not other_columns


def _missing_columns(head: Head, layout: Layout, list_mode: str) -> list[str]:
    """Return the columns of the raw table that a form requires and the file lacks; [''] if it has no header."""
    index = find_header(head, layout)
    if index is None:
        return [""]
    known = layout.header_map()
    columns = {known.get(header) for header in folded_headers(head[index], layout.named_headers)}
    groups = [group[0] for group in layout.required_any() if not columns & set(group)]
    return [name for name in layout.required(list_mode) if name not in columns] + groups


def _refusal(head: Head, index: int, layout: Layout, list_mode: str) -> ReadRefused:
    """Return the refusal, to hold, that names the columns which a form requires and the file lacks, or has twice."""
    missing = _missing_columns(head, layout, list_mode)
    if not missing:  # all columns are there, and one of them twice
        return refuse("form_column_duplicate", row=index + 1, hold=True)
    labels = "、".join(f"“{layout.label(name)}”" for name in missing)
    return refuse("form_column_missing", f"应有{labels}。", row=index + 1, hold=True)


def _unread_columns(head: Head, index: int, used: Layout) -> list[_Unread]:
    """Return the columns with cells, of the first rows below the header, whose header `used` does not name."""
    below = [[fold(cell) for cell in row] for row in head[index + 1 :]]
    unread = []
    for position, header in enumerate(folded_headers(head[index], used.named_headers)):
        if header in used.named_headers:
            continue
        cells = [row[position] for row in below if position < len(row) and row[position]]
        if cells:
            unread.append(_Unread(position, header, cells))
    return unread


def _is_state(column: _Unread, missing: Sequence[RowState], layouts: Sequence[Layout], has_more: bool) -> bool:
    """Return whether the column seems to be one of states. `has_more`: the file may have rows that are not seen here.

    A column with the very header of a state of another layout, all of whose cells count, is none if all are seen.
    """
    if any(_differ_by_one(column.header, fold_header(header)) for state in missing for header in state.headers):
        return True
    texts = set(column.cells)
    if any(_has_mostly_words(column.cells, state) for state in missing):
        return True
    states = [state for layout in layouts for state in layout.row_states]
    if has_more and any(column.header == fold_header(header) for state in states for header in state.headers):
        return True
    return any(texts & _words(state, long=True) for state in states)


def _category_under_state(head: Head, index: int, used: Layout) -> int | None:
    """Return the position of a column that has a state's header and words of the categories it is about, else None."""
    known = used.header_map()
    words = {
        numbered_column(_STATES, at): {fold(word) for word in state.of_categories}
        for at, state in enumerate(used.row_states)
    }
    for position, header in enumerate(folded_headers(head[index], used.named_headers)):
        wanted = words.get(known.get(header, ""), set())
        cells = [cell for row in head[index + 1 :] if position < len(row) and (cell := fold(row[position]))]
        if cells and 2 * sum(cell in wanted for cell in cells) >= len(cells):
            return position
    return None


def _has_mostly_words(cells: Sequence[str], state: RowState) -> bool:
    """Return whether at least half of the cells have words of the state, one of which is more than 是 or a code."""
    words = _words(state, every=True)
    return 2 * sum(cell in words for cell in cells) >= len(cells) and bool(
        _words(state, every=True, long=True) & set(cells)
    )


def _is_category(column: _Unread, used: Layout, columns: Mapping[str, int]) -> bool:
    """Return whether the column seems to be one of the layout's columns of categories that the file has no header for.

    Its header differs by one character, or it has a word of the categories that a state is about (脱贫不稳定户).
    """
    missing = [
        header
        for at, headers in enumerate(used.category_columns)
        if numbered_column("category_columns", at) not in columns
        for header in headers
    ]
    words = {fold(word) for state in used.row_states for word in state.of_categories}
    is_near = any(_differ_by_one(column.header, fold_header(header)) for header in missing)
    return is_near or bool(missing and words & set(column.cells))


def _words(state: RowState, *, every: bool = False, long: bool = False) -> set[str]:
    """Return the folded words of rows that do not simply count, or every word; `long`: without 是, 否 and codes."""
    words = [*state.not_counted, *state.undecided, *state.ended, *(state.counts if every else ())]
    folded = {fold(word) for word in words}
    return {word for word in folded if len(word) >= _WORD_CHARACTERS and not word.isascii()} if long else folded


def _differ_by_one(header: str, known: str) -> bool:
    """Return whether a header of some length lost, gained or changed one character of a known one."""
    if len(known) < _HEADER_CHARACTERS or abs(len(header) - len(known)) > 1:
        return False
    if len(header) == len(known):
        return sum(character != wanted for character, wanted in zip(header, known, strict=True)) == 1
    short, long = sorted((header, known), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
