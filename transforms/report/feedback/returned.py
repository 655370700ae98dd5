"""A feedback workbook that comes back: the sender's original rows with the cells, rows and marks that were changed."""

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
_UNASKED = frozenset({"colour_meaning"})  # what a colour meant is said by the marks now


def reason_of(kind: tuple[str, str], row: int | None = None, sheet: str | None = None) -> Reason:
    return Reason(kind[0], kind[1], sheet, row)


@dataclass
class _Changes:
    """What the workbook says, by row number of the original. `added` rows have the columns of the original."""

    kept: set[int] = field(default_factory=set)
    cells: dict[int, dict[str, tuple[str, bool]]] = field(default_factory=dict)
    added: list[dict[str, tuple[str, bool]]] = field(default_factory=list)
    problems: list[Reason] = field(default_factory=list)


def merged(base: RawTable, back: RawTable, kind: str, listed: Collection[int]) -> RawTable | list[Reason]:
    """The sender's next version: `base` as it was with what `back` changes. Rows of `base` that were listed and do not
    come back, or come back marked, are out; rows without a number are new. Reasons instead where a row cannot be told.
    """
    changes = _changes(base, back, kind, listed)
    return changes.problems or _applied(base, back, changes, set(listed))


def _changes(base: RawTable, back: RawTable, kind: str, listed: Collection[int]) -> _Changes:
    key_column, mark_column = key_columns(kind)
    names = [name for name in base.table.column_names if name != ROW_NO]
    keys = {row_key(base, row): row for row in listed}
    originals = _originals(base, names, set(listed))
    found = _Changes(
        problems=[
            Reason(code, message_zh(code), back.sheet, row) for row, code, name in back.faults if name in {*names}
        ]
    )
    seen: set[int] = set()
    for at, row in enumerate(back.table.to_pylist()):
        key, mark = visible(row[key_column] or ""), visible(row[mark_column] or "")
        place = int(row[ROW_NO])
        if mark and mark not in _DELETED:
            found.problems.append(reason_of(STRANGE_MARK, place, back.sheet))
            continue
        told = {name: (row.get(name) or "", _was_number(back, name, at)) for name in names}
        if not key:
            if not mark and any(visible(text) for text, _ in told.values()):
                found.added.append(told)
            continue
        number = keys.get(key)
        if number is None or number in seen:
            found.problems.append(reason_of(STRANGE_ROW if number is None else ROW_TWICE, place, back.sheet))
            continue
        seen.add(number)
        if not mark:
            found.kept.add(number)
            found.cells[number] = _changed(told, originals[number])
    return found


def _originals(base: RawTable, names: list[str], listed: set[int]) -> dict[int, dict[str, str]]:
    """What each listed row held; a malformed row shows nothing."""
    rows = {number: dict.fromkeys(names, "") for number in base.malformed if number in listed}
    for row in base.table.to_pylist():
        if row[ROW_NO] in listed:
            rows[int(row[ROW_NO])] = {name: row[name] or "" for name in names}
    for total in base.totals:
        rows[int(total[ROW_NO])] = {name: total.get(name) or "" for name in names}
    return rows


def _changed(told: Mapping[str, tuple[str, bool]], original: Mapping[str, str]) -> dict[str, tuple[str, bool]]:
    """Cells that no longer show what they showed. A masked number that was left as it is, is the number."""
    return {
        name: cell for name, cell in told.items()
        if visible(cell[0]) not in (shown(name, original[name]), visible(original[name]))
    }  # fmt: skip


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
    mended = [row for row in base.malformed if changes.cells.get(row)]
    more = [(row, {name: changes.cells[row].get(name, ("", False)) for name in names}) for row in mended]
    taken = [base.header_row, *order, *base.malformed, *(int(one[ROW_NO]) for one in base.totals)]
    free = max(file_order(row)[0] for row in taken) + 1
    more += list(enumerate(changes.added, start=free))
    table, numeric = _table(names, order, columns, flags, keep, more)
    gone = {row for row, stays in zip(order, keep, strict=True) if not stays}
    return replace(
        base,
        table=table,
        numeric={name: mask for name, mask in numeric.items() if mask.any()},
        malformed=[row for row in base.malformed if row not in mended and (row not in listed or row in changes.kept)],
        totals=[_total(one, changes) for one in base.totals if int(one[ROW_NO]) in changes.kept],
        faults=[
            (row, code, name) for row, code, name in base.faults
            if row not in gone and name not in changes.cells.get(row, {})
        ],
        notes=[one for one in base.notes if one[0] not in gone],
        hold_reasons=[one for one in base.hold_reasons if one[0] not in _UNASKED] + back.hold_reasons,
        modified_on=back.modified_on,
    )  # fmt: skip


def _table(
    names: list[str], order: list[int], columns: dict[str, list[Any]], flags: dict[str, Any], keep: Any,
    more: list[tuple[int, dict[str, tuple[str, bool]]]],
) -> tuple[pa.Table, dict[str, Any]]:  # fmt: skip
    """Kept rows and further ones, in the order of their numbers."""
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
