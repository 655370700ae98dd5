"""Splits rows that name the members of a household in one cell into one row per member. Runs inside the worker."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import MOST_PERSONS, PERSON_STRIDE, ROW_NO, RawTable
from transforms.intake.layouts.model import Layout
from transforms.text.arrow_columns import Mask

_SIGN = "[、，,;；/／|｜]"
_BLANK = r"[\s\x{3000}\x{00a0}\x{200b}]"
_SEPARATOR = rf"{_BLANK}*(?:{_SIGN}|[\r\n]+){_BLANK}*"
_AT_THE_END = rf"(?:{_BLANK}|{_SIGN})+$"
# Only white space separates two numbers; a number in groups (199999 19800515 0017) has shorter parts.
_NUMBER_AND_SPACE = rf"([0-9A-Za-z]{{15,}}){_BLANK}+"
_MARK = "、"


def one_row_per_member(raw: RawTable, layout: Layout) -> RawTable:
    """Return a table with one row per member, for a layout that writes all members of a household into one cell.

    The n-th name belongs to the n-th number. A row with another count of names than of numbers, or with more than ten,
    stays as it is, with a fault (members_differ, members_too_many), because nobody knows who has which number. All
    other columns are repeated for each member. The row number states the member (`PERSON_STRIDE`). `raw` is not
    changed, and is returned if the layout has `members_in_cell: false` or the file lacks one of the two columns.
    """
    table = raw.table
    if not layout.members_in_cell or not {"name", "document_number"} <= set(table.column_names):
        return raw
    names, numbers = _lists(table["name"], table["document_number"])
    counts, number_counts = _lengths(names), _lengths(numbers)
    faults = {"members_differ": counts != number_counts, "members_too_many": counts > MOST_PERSONS}
    whole = np.logical_or.reduce(list(faults.values()))
    members = np.where(whole, 1, counts)
    parents = np.repeat(np.arange(table.num_rows), members)
    places = np.arange(len(parents)) - np.repeat(np.cumsum(members) - members, members)
    split = table.take(pa.array(parents))
    for name, lists in (("name", names), ("document_number", numbers)):
        texts = pc.list_flatten(_whole_where(lists, table[name], whole))
        split = split.set_column(split.column_names.index(name), name, texts)
    rows = split[ROW_NO].to_numpy() + (places * PERSON_STRIDE).astype(np.int32)
    row_faults = [
        (int(row), code, "name") for code, hit in faults.items() for row in table[ROW_NO].to_numpy()[hit].tolist()
    ]
    return replace(
        raw,
        table=split.set_column(split.column_names.index(ROW_NO), ROW_NO, pa.array(rows)),
        numeric={name: cells[parents] for name, cells in raw.numeric.items()},
        faults=_of_every_member(raw.faults, rows) + row_faults,
    )


def _lists(names: pa.ChunkedArray, numbers: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Return per row the list of names and the list of numbers."""
    numbers = pc.replace_substring_regex(numbers, _AT_THE_END, "")
    numbers = pc.replace_substring_regex(numbers, _NUMBER_AND_SPACE, rf"\1{_MARK}")
    names = pc.replace_substring_regex(names, _AT_THE_END, "")
    several = pc.match_substring_regex(numbers, _SEPARATOR)
    spaced = pc.and_(several, pc.invert(pc.match_substring_regex(names, _SEPARATOR)))
    names = pc.if_else(spaced, pc.replace_substring_regex(pc.utf8_trim_whitespace(names), rf"{_BLANK}+", _MARK), names)
    return tuple(pc.split_pattern_regex(texts.combine_chunks(), _SEPARATOR) for texts in (names, numbers))


def _lengths(lists: pa.Array) -> npt.NDArray[np.int64]:
    lengths: npt.NDArray[np.int64] = pc.list_value_length(lists).to_numpy().astype(np.int64)
    return lengths


def _whole_where(lists: pa.Array, texts: pa.ChunkedArray, whole: Mask) -> pa.Array:
    """Return the lists, with the text of the whole cell as the only item where `whole` is True."""
    if not whole.any():
        return lists
    single = pa.array([[text] for text in texts.to_pylist()], lists.type)
    return pc.if_else(pa.array(whole), single, lists)


def _of_every_member(faults: list[tuple[int, str, str]], rows: npt.NDArray[np.int32]) -> list[tuple[int, str, str]]:
    """Return the faults of a household's row for each of its members. `rows`: row numbers of the members."""
    if not faults:
        return []
    of_row: dict[int, list[int]] = {}
    for row in rows.tolist():
        of_row.setdefault(row % PERSON_STRIDE, []).append(row)
    return [(member, code, column) for row, code, column in faults for member in of_row.get(row % PERSON_STRIDE, ())]
