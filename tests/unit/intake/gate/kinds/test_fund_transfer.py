"""Transfers that funds confirm: a fund of the pack, a batch, a sum of whole fen and a day; no person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.support.files.builders import LAYOUTS, FakeSource, context, passing
from tests.support.files.raw_tables import faults, parser, raw_table
from transforms.intake.gate.gate import gate_table
from transforms.intake.gate.kinds.fund_transfer import KIND

SOURCE = FakeSource("fund_transfer", "fund_transfer", "fund_transfer", "change", {})
WORDS = {"财政": "fiscal", "fiscal": "fiscal"}
ROW = {"payer": "财政", "unit": "", "batch": "第一批", "amount_fen": "260.50", "transferred_on": "2019-10-08"}


def read(**changes: str) -> tuple[dict[str, Any], list[tuple[int, str, str]]]:
    rows = {name: [text] for name, text in {**ROW, **changes}.items()}
    parsed = parser(rows, "fund_transfer", "change", payer_words=WORDS)
    values = KIND.parse(parsed, SOURCE)
    assert ["row_no", *values] == KIND.schema.names
    return {name: column.to_pylist()[0] for name, column in values.items()}, faults(parsed)


def test_a_good_row_has_a_fund_a_batch_a_sum_and_a_day() -> None:
    values = {
        "payer": "fiscal", "unit_id": None, "batch_no": 1, "amount_fen": 26_050, "receipt_no": None,
        "transferred_on": dt.date(2019, 10, 8),
    }  # fmt: skip
    assert read() == (values, [])
    assert read(unit="甲镇", batch="2", amount_fen="-130") == (
        {**values, "unit_id": "u1", "batch_no": 2, "amount_fen": -13_000}, []
    )  # fmt: skip
    assert read(receipt_no=" 记-12 ") == ({**values, "receipt_no": "记-12"}, [])
    assert read(receipt_no="") == (values, [])


def test_every_unreadable_value_is_a_fault() -> None:
    assert read(payer="某基金")[1] == [(2, "payer_unknown", "payer")]
    assert read(payer="")[1] == [(2, "payer_unknown", "payer")]
    assert read(unit="无此镇")[1] == [(2, "unit_unknown", "unit")]
    assert read(batch="首批")[1] == [(2, "batch_no_format", "batch")]
    assert read(amount_fen="")[1] == [(2, "amount_blank", "amount_fen")]
    assert read(amount_fen="全额")[1] == [(2, "amount_format", "amount_fen")]
    assert read(transferred_on="")[1] == [(2, "date_blank", "transferred_on")]
    assert read(transferred_on="2033-01-01")[1] == [(2, "date_out_of_range", "transferred_on")]


def test_an_equal_row_is_a_duplicate_and_another_sum_is_not() -> None:
    rows = {name: [text] * 3 for name, text in ROW.items()} | {"amount_fen": ["260.50", "260.50", "1"]}
    around = context("change", payer_words=WORDS)
    result = gate_table(raw_table(rows), SOURCE, LAYOUTS["fund_transfer"], around, passing)
    assert (result.decision, result.clean_count, result.duplicate_count) == ("accept", 2, 1)


def test_the_vouchers_of_two_equal_parts_tell_them_apart() -> None:
    rows = {name: [text] * 3 for name, text in ROW.items()} | {"receipt_no": ["1", "2", "2"]}
    around = context("change", payer_words=WORDS)
    result = gate_table(raw_table(rows), SOURCE, LAYOUTS["fund_transfer"], around, passing)
    assert (result.decision, result.clean_count, result.duplicate_count) == ("accept", 2, 1)


def test_it_names_no_person() -> None:
    assert not KIND.names_persons and KIND.sealed == ()
