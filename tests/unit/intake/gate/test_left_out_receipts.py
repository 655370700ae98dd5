"""A receipt of a row that is loaded and of a row that does not count is a reason to hold the feed."""

from __future__ import annotations

import pyarrow as pa

from tests.support.files.raw_tables import raw_table
from transforms.intake.gate.left_out_receipts import receipts_counted_and_left_out


def clean(*rows: tuple[int, str, str | None]) -> pa.Table:
    names = ("row_no", "receipt_no", "reversed_receipt_no")
    return pa.table({name: pa.array([row[at] for row in rows], pa.string() if at else pa.int32())
                     for at, name in enumerate(names)})  # fmt: skip


def found(left_out: list[tuple[int, str]], *rows: tuple[int, str, str | None]) -> list[str]:
    raw = raw_table({"receipt_no": ["A1"]}, left_out_receipts=left_out)
    reasons = receipts_counted_and_left_out(raw, clean(*rows))
    assert {one.code for one in reasons} <= {"receipt_conflict"}
    return [one.message_zh for one in reasons]


def test_both_rows_are_named_and_the_receipt_is_not() -> None:
    (told,) = found([(4, "A1"), (5, "B2"), (7, "A1")], (2, "A1", None), (3, "C3", None))
    assert "计入的第2行" in told and "不计入的第4行、第7行" in told and "A1" not in told


def test_of_many_rows_the_first_five_are_named() -> None:
    (told,) = found([(at, "A1") for at in range(10, 17)], (2, "A1", None))
    assert "第14行等7行" in told and "第15行" not in told


def test_other_receipts_and_receipts_taken_back_by_the_file_are_no_reason() -> None:
    assert found([(4, "A1")], (2, "B2", None)) == []
    assert found([(4, "A1")], (2, "A1", None), (3, "V9", "A1")) == []
    assert found([(4, "A1")], (3, "A1", "A1")) == []  # a reversal under the number of its receipt
    assert found([(4, "A1")]) == [] and found([], (2, "A1", None)) == []
