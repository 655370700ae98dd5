"""Compares the receipts of a tax feed with its rows that are left out because they do not count (被冲销, 未缴费)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import PERSON_STRIDE, RawTable, row_words
from transforms.intake.base.reasons import Reason, reason

_MOST_NAMED = 5


def receipts_counted_and_left_out(raw: RawTable, clean: pa.Table) -> list[Reason]:
    """Return a reason to hold the feed, at most one, if a receipt is in a row that is loaded and in one left out.

    `raw`: the table as it was read, with its `left_out_receipts`. `clean`: the rows that would be loaded, with row_no,
    receipt_no and reversed_receipt_no. A receipt that a row of the file takes back is no reason: its state is known. A
    `Reason` has a code and a Chinese text, which names rows of both kinds and no values.
    """
    if not raw.left_out_receipts:
        return []
    left_out = pa.array([receipt for _, receipt in raw.left_out_receipts], pa.string())
    taken_back = pc.drop_null(clean["reversed_receipt_no"].combine_chunks())
    is_payment = pc.and_(pc.is_in(clean["receipt_no"], left_out), pc.is_null(clean["reversed_receipt_no"]))
    hit = pc.and_(is_payment, pc.invert(pc.is_in(clean["receipt_no"], taken_back)))
    counted = clean.select(["row_no", "receipt_no"]).filter(hit)
    if not counted.num_rows:
        return []
    again = pc.is_in(left_out, counted["receipt_no"].combine_chunks())
    rows_left_out = np.array([row for row, _ in raw.left_out_receipts])[again.to_numpy(zero_copy_only=False)].tolist()
    rows = counted["row_no"].to_pylist()
    detail = (
        f"计入的{_named(rows)}，与按状态列不计入的{_named(rows_left_out)}凭证号相同。"
        "确已冲销的，请退回更正；确应计入的，核定后放行。"
    )
    return [
        reason("receipt_conflict", detail, *raw.sender_place(rows[0] % PERSON_STRIDE), raw.letters.get("receipt_no"))
    ]


def _named(rows: list[int]) -> str:
    """Return the first five rows in Chinese, and the number of all if there are more."""
    named = "、".join(row_words(row) for row in rows[:_MOST_NAMED])
    return named if len(rows) <= _MOST_NAMED else f"{named}等{len(rows)}行"
