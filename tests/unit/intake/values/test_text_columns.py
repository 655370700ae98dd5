"""Free texts and numbers that are texts: what is removed, and what is a fault."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tests.support.files.builders import LAYOUTS, context
from tests.support.files.raw_tables import faults, parser, raw_table
from transforms.intake.values.text_columns import TextColumns, null_if_blank


def test_a_cell_of_a_hundred_characters_is_not_too_long() -> None:
    parsed = parser({"channel": ["长" * 100, "长" * 101, " 微\u200b信 ", "a\x07"]}, "tax")
    assert parsed.plain("channel").to_pylist()[2] == "微信"
    assert faults(parsed) == [(3, "cell_length", "channel"), (5, "cell_characters", "channel")]


def test_a_missing_column_is_blank_and_a_fault_only_where_it_is_required() -> None:
    columns = TextColumns(raw_table({"name": ["张三"]}), LAYOUTS["tax"], context("feed"))
    assert columns.plain("channel").to_pylist() == [""]
    assert columns.frame["channel"].to_pylist() == [None] and not columns.findings.bad().any()
    assert columns.text_number("reversed_receipt_no", "receipt_numeric_cell").to_pylist() == [""]
    columns.text_number("receipt_no", "receipt_numeric_cell", "receipt_blank")
    assert columns.findings.count("receipt_blank") == 1


@pytest.mark.parametrize(("receipt", "is_fault"), [("1" * 15, False), ("1" * 16, True)])
def test_a_receipt_in_a_numeric_cell_is_safe_up_to_fifteen_digits(receipt: str, is_fault: bool) -> None:
    parsed = parser({"receipt_no": [receipt]}, "tax", facts={"numeric": {"receipt_no": np.array([True])}})
    parsed.text_number("receipt_no", "receipt_numeric_cell", "receipt_blank")
    assert faults(parsed) == ([(2, "receipt_numeric_cell", "receipt_no")] if is_fault else [])


def test_a_number_gets_one_spelling_and_keeps_its_faults() -> None:
    parsed = parser({"receipt_no": ["pz 0\uff11", "3.20E+17", "PZ\x00", " \u3000"]}, "tax")
    assert parsed.text_number("receipt_no", "receipt_numeric_cell", "receipt_blank").to_pylist()[0] == "PZ01"
    assert faults(parsed) == [
        (3, "receipt_numeric_cell", "receipt_no"),
        (4, "cell_characters", "receipt_no"),
        (5, "receipt_blank", "receipt_no"),
    ]


def test_only_a_blank_becomes_null() -> None:
    assert null_if_blank(pa.array(["", " ", "a", None])).to_pylist() == [None, " ", "a", None]
