"""Find duplicate rows, and rows that contradict each other, inside one file."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.gate.kinds.schema import Columns
from transforms.text.arrow_columns import Mask, encoded, mask

Rows = npt.NDArray[np.int64]
_MIX = np.uint64(0x9E3779B97F4A7C15)
_WORD_BYTES = 8


def rows_with_equal_text(values: pa.Array) -> Rows:
    """Return positions (from 0, ascending) of the rows whose text has a hash that another row's text has as well.

    `values`: one text per row. The result has all rows with a text that occurs more than once, and rarely a row with
    another text: callers compare the rows themselves. Blank texts are left out.
    """
    hashes, filled = _hashes(pc.fill_null(values, ""))
    ordered = np.sort(hashes[filled])
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(twice):
        return np.zeros(0, dtype=np.int64)
    places = np.minimum(np.searchsorted(twice, hashes), len(twice) - 1)
    return np.flatnonzero(filled & (twice[places] == hashes))


def repeated_rows(columns: Columns, candidates: Rows, among: Mask) -> Mask:
    """Return a mask, True where a row equals an earlier row in every column of `columns` (column -> values).

    `candidates`: positions of rows that include every possible duplicate, as `rows_with_equal_text` returns them; only
    these are compared. `among`: True for the rows to compare (those without a fault); rows outside are never
    duplicates.
    """
    hit = np.zeros(len(among), dtype=bool)
    compared = candidates[among[candidates]]
    seen: set[tuple[object, ...]] = set()
    for row, content in zip(compared.tolist(), _contents(columns, compared), strict=True):
        if content in seen:
            hit[row] = True
        seen.add(content)
    return hit


def contradicting_rows(columns: Columns, keys: tuple[str, ...], candidates: Rows, size: int) -> Mask:
    """Return a mask, True where another row has an equal key (the columns `keys`) and differs in another column.

    `columns`: column -> values, the keys among them; only these columns are compared. `candidates`: positions of rows
    that include all rows with a repeated key. `size`: number of rows, and so of the mask. A row with a null or blank
    part in its key is False.
    """
    hit = np.zeros(size, dtype=bool)
    names = list(columns)
    places = [names.index(key) for key in keys]
    groups: dict[tuple[object, ...], tuple[list[int], set[tuple[object, ...]]]] = {}
    for row, content in zip(candidates.tolist(), _contents(columns, candidates), strict=True):
        key = tuple(content[place] for place in places)
        if None in key or "" in key:
            continue
        rows, contents = groups.setdefault(key, ([], set()))
        rows.append(row)
        contents.add(content)
    for rows, contents in groups.values():
        if len(contents) > 1:
            hit[rows] = True
    return hit


def earlier_stages(
    columns: Columns, key: tuple[str, ...], stages: tuple[str, ...], candidates: Rows, among: Mask
) -> tuple[Columns, Mask]:
    """Return the columns with each record's stages in its most advanced row, and a mask of its other rows.

    A record is the rows with an equal `key` (columns). It advances: a column of `stages` is null until the record has
    reached it, and then has a value for good. Rows of a record advance if they are equal in every other column, and no
    stage has two values. The row that has reached the first of `stages`, then the second, and so on, gets the values of
    the other rows, which are True in the mask; of equal rows the first gets them. All other rows are left as they are:
    they are no repetition, or they contradict each other. `columns`: column -> values. `candidates`: positions of rows
    that include all rows with a repeated key. `among`: True for the rows to compare (those without a fault).
    """
    replaced = np.zeros(len(among), dtype=bool)
    compared = candidates[among[candidates]]
    fixed = {name: values for name, values in columns.items() if name not in stages}
    contents = _contents(fixed, compared)
    reached = _contents({name: columns[name] for name in stages}, compared)
    places = [list(fixed).index(name) for name in key]
    records: dict[tuple[object, ...], list[int]] = {}
    for at, content in enumerate(contents):
        records.setdefault(tuple(content[place] for place in places), []).append(at)
    filled: dict[int, tuple[object, ...]] = {}
    for rows in records.values():
        values = [{reached[at][stage] for at in rows} - {None} for stage in range(len(stages))]
        if len(rows) == 1 or len({contents[at] for at in rows}) > 1 or any(len(days) > 1 for days in values):
            continue
        kept = max(rows, key=lambda at: ([value is not None for value in reached[at]], -at))
        filled[int(compared[kept])] = tuple(next(iter(days), None) for days in values)
        replaced[[compared[at] for at in rows if at != kept]] = True
    return _with_values(columns, stages, filled), replaced


def rows_of_two_numbers(columns: Columns, size: int) -> Mask:
    """Return a mask, True where another row has equal name, birth date and unit, but another document number.

    `columns`: canonical column -> values; read are name, birth_on, document_number and, if present, unit_id. `size`:
    number of rows. A row without a name or birth date is False.
    """
    filled = mask(pc.and_(pc.not_equal(columns["name"], ""), pc.is_valid(columns["birth_on"])))
    rows = np.flatnonzero(filled)
    named = encoded(columns["name"])[0][rows].astype(np.uint64)
    born = pc.fill_null(columns["birth_on"].cast(pa.int32()), 0).to_numpy(zero_copy_only=False)[rows].astype(np.uint64)
    keys = (named ^ (born * _MIX)) * _MIX  # rarely equal for rows that differ
    if "unit_id" in columns:
        keys ^= encoded(columns["unit_id"])[0][rows].astype(np.uint64)
    order = np.argsort(keys, kind="stable")
    pairs = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    candidates = rows[np.union1d(order[pairs], order[pairs + 1])]
    wanted = [name for name in ("name", "birth_on", "unit_id", "document_number") if name in columns]
    return contradicting_rows(
        {name: columns[name] for name in wanted}, tuple(wanted[: wanted.index("document_number")]), candidates, size
    )


def _with_values(columns: Columns, names: tuple[str, ...], filled: dict[int, tuple[object, ...]]) -> Columns:
    """Return the columns, with other values for `names` in a few rows: `filled` is position -> one value per name."""
    if not filled:
        return columns
    rows = np.zeros(len(columns[names[0]]), dtype=bool)
    rows[list(filled)] = True
    changed = dict(columns)
    for at, name in enumerate(names):
        values = pa.array([filled[row][at] for row in sorted(filled)], columns[name].type)
        changed[name] = pc.replace_with_mask(columns[name], pa.array(rows), values)
    return changed


def _contents(columns: Columns, rows: Rows) -> list[tuple[object, ...]]:
    picked = [values.take(pa.array(rows)).to_pylist() for values in columns.values()]
    return list(zip(*picked, strict=True))


def _hashes(values: pa.Array) -> tuple[npt.NDArray[np.uint64], Mask]:
    """Return a 64-bit hash of each text, and a mask of the texts that are not blank.

    Texts of one length are hashed together. Nearly all texts differ here, so this takes a fifth of the time that a
    dictionary of the texts takes.
    """
    size = len(values)
    buffers = values.buffers()
    hashes = np.zeros(size, dtype=np.uint64)
    if size == 0 or buffers[2] is None:
        return hashes, np.zeros(size, dtype=bool)
    offsets = np.frombuffer(buffers[1], dtype=np.int32)[values.offset : values.offset + size + 1]
    octets = np.concatenate([np.frombuffer(buffers[2], dtype=np.uint8), np.zeros(_WORD_BYTES, dtype=np.uint8)])
    words = np.lib.stride_tricks.sliding_window_view(octets, _WORD_BYTES)
    lengths = np.diff(offsets)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        mixed = np.full(len(rows), length, dtype=np.uint64)
        for place in range(0, length, _WORD_BYTES):
            word = words[offsets[rows] + place].view("<u8").ravel()
            if length - place < _WORD_BYTES:  # what follows is the next text's
                word &= np.uint64((1 << 8 * (length - place)) - 1)
            mixed = (mixed ^ word) * _MIX
            mixed ^= mixed >> np.uint64(29)
        hashes[rows] = mixed
    return hashes, lengths > 0
