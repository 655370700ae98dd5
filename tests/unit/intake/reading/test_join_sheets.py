"""Sheets of one layout are one table; rows, faults and totals state their sheet."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import SHEET_STRIDE, RawTable
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.join_sheets import join_sheets


def sheet(position: int, **facts: object) -> RawTable:
    return raw_table({"name": ["甲"], "unit": ["甲镇"]}, form="xlsx", sheet=f"第{position + 1}个工作表", **facts)


def test_one_sheet_is_left_as_it_is() -> None:
    only = sheet(3)
    assert join_sheets([only], [3]) is only


def test_row_numbers_of_further_sheets_contain_their_position() -> None:
    shift = 4 * SHEET_STRIDE
    second = sheet(4, faults=[(2, "cell_error", "name")], notes=[(2, "serial_broken", "")], totals=[{"row_no": "3"}])
    second.left_out_receipts = [(4, "A1")]
    joined = join_sheets([sheet(0), second], [0, 4])
    assert joined.table["row_no"].to_pylist() == [2, 2 + shift]
    assert joined.faults == [(2 + shift, "cell_error", "name")]
    assert joined.notes == [(2 + shift, "serial_broken", "")]
    assert joined.left_out_receipts == [(4 + shift, "A1")]
    assert joined.totals == [{"row_no": str(3 + shift)}]
    assert joined.sender_place(2 + shift) == ("第5个工作表", 2)


def test_numeric_cells_and_remarks_of_any_sheet_are_kept() -> None:
    first, second = sheet(0, remarks=["hidden_rows"]), sheet(1, remarks=["hidden_rows"], extra=["I"])
    second.numeric["unit"] = np.array([True])
    joined = join_sheets([first, second], [0, 1])
    assert joined.numeric["unit"].tolist() == [False, True]
    assert (joined.remarks, joined.extra) == (["hidden_rows"], ["I"])


def test_columns_in_another_order_are_joined_by_name() -> None:
    other = raw_table({"unit": ["乙乡"], "name": ["乙"]}, form="xlsx")
    assert join_sheets([sheet(0), other], [0, 1]).table["name"].to_pylist() == ["甲", "乙"]


def test_a_column_of_some_sheets_is_blank_in_the_others() -> None:
    other = raw_table({"name": ["乙"], "sex": ["女"]}, hold_reasons=[("example_persons", 2, None)])
    joined = join_sheets([sheet(0), other], [0, 1])
    assert joined.table.drop_columns(["row_no"]).to_pylist() == [
        {"name": "甲", "unit": "甲镇", "sex": ""},
        {"name": "乙", "unit": "", "sex": "女"},
    ]
    assert joined.letters == {"name": "A", "unit": "B", "sex": "B"}
    assert joined.hold_reasons == [("example_persons", 2 + SHEET_STRIDE, None)]


def test_sheets_with_other_units_of_amounts_are_held() -> None:
    with pytest.raises(ReadRefused, match="sheet_ambiguous") as refusal:
        join_sheets([sheet(0), sheet(1, fen_per_unit=1)], [0, 1])
    assert refusal.value.hold
