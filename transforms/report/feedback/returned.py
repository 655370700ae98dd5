"""Merge a returned feedback workbook: the sender's original rows with changed cells, new rows and deletion marks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from transforms.intake.base.raw_table import ROW_NO, RawTable, file_order
from transforms.intake.base.reasons import Reason, message_zh
from transforms.report.feedback.content import row_key
from transforms.report.feedback.marks import DELETE, key_columns
from transforms.report.feedback.masking import shown, visible

NOT_OURS = "feedback_altered", "反馈工作簿的封面标识缺失或被改动，无法核对原报送，请用收到的反馈工作簿更正后报回。"
OTHER_DELIVERY = "feedback_of_other", "这是另一份报送的反馈工作簿（来源或所属期不同），请核对后重新报送。"
SAME_VERSION = "feedback_version", "更正后的反馈工作簿应以更高的版次报送，请把版次加一后重新报送。"
STRANGE_ROW = "feedback_row", "“原行号”不是原报送中的行号，请勿改动该列；新增的行请把原行号留空。"
ROW_TWICE = "feedback_row_twice", "同一“原行号”出现了两次，请保留一行；新增的行请把原行号留空。"
STRANGE_MARK = "feedback_mark_unknown", "“标记”列只能留空或填“删除”。"
_DELETED = frozenset({DELETE, "删", "删去", "已删除"})
_UNASKED = frozenset({"colour_meaning"})  # the marks now state what a colour meant


def reason_of(kind: tuple[str, str], row: int | None = None, sheet: str | None = None) -> Reason:
    """Build the reason to refuse a returned workbook, with its place in the workbook.

    `kind`: a pair of this module (`NOT_OURS`, `STRANGE_ROW`, …): reason code and Chinese text. `row`, `sheet`: None if
    it is about the whole file.
    """
    return Reason(kind[0], kind[1], sheet, row)


@dataclass
class _Changes:
    """Changes of a returned workbook, by row number of the original. `added` rows have the columns of the original."""

    kept: set[int] = field(default_factory=set)
    cells: dict[int, dict[str, tuple[str, bool]]] = field(default_factory=dict)
    added: list[dict[str, tuple[str, bool]]] = field(default_factory=list)
    problems: list[Reason] = field(default_factory=list)


def merged(base: RawTable, back: RawTable, kind: str, listed: Collection[int]) -> RawTable | list[Reason]:
    """Return the sender's next version: a copy of the original rows with a returned workbook's changes; or reasons.

    `base`: original rows; `back`: rows of the workbook, read as texts in canonical columns; neither is changed. `kind`:
    kind of source, such as special_list. `listed`: row numbers of `base` that the workbook listed. Listed rows that are
    missing or marked 删除 in `back` are removed; rows without 原行号 are new; other rows stay. If a row or mark is not
    clear, the result is the reasons to refuse the workbook.
    """
    changes = _changes(base, back, kind, listed)
    return changes.problems or _applied(base, back, changes, set(listed))


def _changes(base: RawTable, back: RawTable, kind: str, listed: Collection[int]) -> _Changes:
    key_column, mark_column = key_columns(kind)
    names = [name for name in base.table.column_names if name != ROW_NO]
    keys = {row_key(base, row): row for row in listed}
    originals = _originals(base, names, set(listed))
    changes = _Changes(
        problems=[
            Reason(code, message_zh(code), back.sheet, row) for row, code, name in back.faults if name in {*names}
        ]
    )
    seen: set[int] = set()
    for at, row in enumerate(back.table.to_pylist()):
        key, mark = visible(row[key_column] or ""), visible(row[mark_column] or "")
        place = int(row[ROW_NO])
        if mark and mark not in _DELETED:
            changes.problems.append(reason_of(STRANGE_MARK, place, back.sheet))
            continue
        cells = {name: (row.get(name) or "", _was_number(back, name, at)) for name in names}
        if not key:
            if not mark and any(visible(text) for text, _ in cells.values()):
                changes.added.append(cells)
            continue
        number = keys.get(key)
        if number is None or number in seen:
            changes.problems.append(reason_of(STRANGE_ROW if number is None else ROW_TWICE, place, back.sheet))
            continue
        seen.add(number)
        if not mark:
            changes.kept.add(number)
            changes.cells[number] = _changed(cells, originals[number])
    return changes


def _originals(base: RawTable, names: list[str], listed: set[int]) -> dict[int, dict[str, str]]:
    """Return the texts of each listed row; a malformed row has none."""
    rows = {number: dict.fromkeys(names, "") for number in base.malformed if number in listed}
    for row in base.table.to_pylist():
        if row[ROW_NO] in listed:
            rows[int(row[ROW_NO])] = {name: row[name] or "" for name in names}
    for total in base.totals:
        rows[int(total[ROW_NO])] = {name: total.get(name) or "" for name in names}
    return rows


def _changed(cells: Mapping[str, tuple[str, bool]], original: Mapping[str, str]) -> dict[str, tuple[str, bool]]:
    """Return the cells with a changed text. A masked number that is unchanged counts as the number."""
    return {
        name: cell
        for name, cell in cells.items()
        if visible(cell[0]) not in (shown(name, original[name]), visible(original[name]))
    }


def _was_number(back: RawTable, name: str, at: int) -> bool:
    return bool(back.numeric[name][at]) if name in back.numeric else False


def _applied(base: RawTable, back: RawTable, changes: _Changes, listed: set[int]) -> RawTable:
    names = [name for name in base.table.column_names if name != ROW_NO]
    order = base.table[ROW_NO].to_pylist()
    columns: dict[str, list[Any]] = {name: base.table[name].to_pylist() for name in names}
    flags = {name: base.numeric[name].copy() if name in base.numeric else np.zeros(len(order), bool) for name in names}
    for at, row in enumerate(order):
        for name, (text, is_number) in changes.cells.get(row, {}).items():
            columns[name][at], flags[name][at] = text, is_number
    keep = np.array([row not in listed or row in changes.kept for row in order], dtype=bool)
    corrected = [row for row in base.malformed if changes.cells.get(row)]
    more = [(row, {name: changes.cells[row].get(name, ("", False)) for name in names}) for row in corrected]
    taken = [base.header_row, *order, *base.malformed, *(int(total[ROW_NO]) for total in base.totals)]
    free = max(file_order(row)[0] for row in taken) + 1
    more += list(enumerate(changes.added, start=free))
    table, numeric = _table(names, order, columns, flags, keep, more)
    gone = {row for row, stays in zip(order, keep, strict=True) if not stays}
    return replace(
        base,
        table=table,
        numeric={name: mask for name, mask in numeric.items() if mask.any()},
        malformed=[
            row for row in base.malformed if row not in corrected and (row not in listed or row in changes.kept)
        ],
        totals=[_total(total, changes) for total in base.totals if int(total[ROW_NO]) in changes.kept],
        faults=[
            (row, code, name)
            for row, code, name in base.faults
            if row not in gone and name not in changes.cells.get(row, {})
        ],
        notes=[note for note in base.notes if note[0] not in gone],
        hold_reasons=[reason for reason in base.hold_reasons if reason[0] not in _UNASKED] + back.hold_reasons,
        modified_on=back.modified_on,
    )


def _table(
    names: list[str],
    order: list[int],
    columns: dict[str, list[Any]],
    flags: dict[str, Any],
    keep: Any,
    more: list[tuple[int, dict[str, tuple[str, bool]]]],
) -> tuple[pa.Table, dict[str, Any]]:
    """Make the table of kept and further rows, in the order of their numbers."""
    rows = np.array([*np.array(order, dtype=np.int32)[keep], *(row for row, _ in more)], dtype=np.int32)
    by_row = np.array(sorted(range(len(rows)), key=lambda at: file_order(int(rows[at]))), dtype=np.int64)
    texts = {
        name: [
            *(text for text, stays in zip(columns[name], keep, strict=True) if stays),
            *(c[name][0] for _, c in more),
        ]
        for name in names
    }
    masks = {name: np.array([*flags[name][keep], *(cells[name][1] for _, cells in more)], dtype=bool) for name in names}
    table = pa.table({ROW_NO: pa.array(rows), **{name: pa.array(texts[name], pa.string()) for name in names}})
    return table.take(pa.array(by_row)), {name: mask[by_row] for name, mask in masks.items()}


def _total(total: dict[str, str], changes: _Changes) -> dict[str, str]:
    return {**total, **{name: text for name, (text, _) in changes.cells.get(int(total[ROW_NO]), {}).items()}}
