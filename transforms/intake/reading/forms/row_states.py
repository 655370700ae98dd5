"""Leaves out the rows that do not count: reversed, unpaid, cancelled, paused. Runs inside the worker."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from transforms.intake.base.raw_table import ROW_NO, RawTable, numbered_column
from transforms.intake.layouts.model import Layout
from transforms.intake.layouts.parts import RowState
from transforms.intake.reading.forms.rows_kept import keep_rows
from transforms.intake.values.number_texts import number_texts
from transforms.text.arrow_columns import Mask, distinct, flags
from transforms.text.folding import fold

_RECEIPT = "receipt_no"


def leave_out_rows(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table without the rows that do not count by the layout's `row_states`, each noted as row_not_counted.

    A row whose state is undecided or unknown stays, with a fault (state_undecided, state_unknown), so that it goes to
    quarantine; so does a row of insurance that is over without the day of its end (end_missing). A row that does not
    count by one column is left out, whatever its other states are. A row that states an end or a death is read whatever
    its states are: they are the reason of the end. The receipt numbers of rows that are left out of a tax feed are kept
    in `left_out_receipts`. `raw` is not changed, and is returned if the layout has no such columns.
    """
    if not layout.row_states:
        return raw
    lasts = ~_ends_membership(raw, layout)
    left_out = np.zeros(raw.table.num_rows, dtype=bool)
    faults: list[tuple[str, str, Mask]] = []
    for at, state in enumerate(layout.row_states):
        name = numbered_column("row_states", at)
        if name not in raw.table.column_names:
            continue
        indices, texts = distinct(raw.table[name])
        meanings = [state_meaning(text, state) for text in texts]
        concerned = _concerned(raw, state) & lasts
        left_out |= flags(indices, [meaning == "not_counted" for meaning in meanings]) & concerned
        for meaning, code in (("undecided", "state_undecided"), ("unknown", "state_unknown")):
            faults.append((code, name, flags(indices, [word == meaning for word in meanings]) & concerned))
        if state.ended:
            is_over = flags(indices, [word == "ended" for word in meanings])
            faults.append(("end_missing", name, is_over & ~_has_end(raw, layout)))
    numbers = raw.table[ROW_NO].to_numpy()
    notes = [(int(row), "row_not_counted", "") for row in numbers[left_out]]
    row_faults = [(int(row), code, name) for code, name, hit in faults for row in numbers[hit & ~left_out]]
    kept = keep_rows(raw, ~left_out, notes, row_faults)
    return replace(kept, left_out_receipts=_receipts(raw, left_out)) if layout.kind == "tax_feed" else kept


def _receipts(raw: RawTable, left_out: Mask) -> list[tuple[int, str]]:
    """Return row and receipt number, in the spelling in which receipts are loaded, of the rows that state one."""
    if not left_out.any() or _RECEIPT not in raw.table.column_names:
        return []
    rows = raw.table.select([ROW_NO, _RECEIPT]).filter(pa.array(left_out))
    receipts = number_texts(rows[_RECEIPT]).to_pylist()
    return [(row, receipt) for row, receipt in zip(rows[ROW_NO].to_pylist(), receipts, strict=True) if receipt]


def _has_end(raw: RawTable, layout: Layout) -> Mask:
    """Return which rows state the end of an insurance; a word for an open end (长期) is none."""
    if "insured_to" not in raw.table.column_names:
        return np.zeros(raw.table.num_rows, dtype=bool)
    nothing = {"", *(fold(word) for word in layout.open_dates)}
    indices, texts = distinct(raw.table["insured_to"])
    return flags(indices, [fold(text) not in nothing for text in texts])


def _ends_membership(raw: RawTable, layout: Layout) -> Mask:
    """Return which rows of a change list state an end or a death."""
    if "op" not in raw.table.column_names:
        return np.zeros(raw.table.num_rows, dtype=bool)
    ends = {fold(word) for word, op in layout.op_words.items() if op in ("end", "death")}
    indices, texts = distinct(raw.table["op"])
    return flags(indices, [fold(text) in ends for text in texts])


def _concerned(raw: RawTable, state: RowState) -> Mask:
    """Return which rows the state is about: all, or those of its categories."""
    if not state.of_categories or "category" not in raw.table.column_names:
        return np.ones(raw.table.num_rows, dtype=bool)
    wanted = {fold(word) for word in state.of_categories}
    indices, texts = distinct(raw.table["category"])
    return flags(indices, [fold(text) in wanted for text in texts])


def state_meaning(text: str, state: RowState) -> str:
    """Return the meaning of a cell by the words of its state: counts, not_counted, undecided, ended or unknown.

    `text`: of the cell in the state's column; a blank one has the meaning that the layout gives to blanks.
    """
    word = fold(text)
    if not word:
        return state.blank
    for meaning in ("counts", "not_counted", "undecided", "ended"):
        if word in {fold(known) for known in getattr(state, meaning)}:
            return meaning
    return "unknown"
