"""The tax feed: receipts and reversals, each with its days and its sign."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.files.builders import TAX_SOURCE, number
from tests.support.files.raw_tables import faults, parser, warnings
from transforms.intake.gate.kinds.schema import Columns
from transforms.intake.gate.kinds.tax_feed import KIND, OTHER_COLLECTOR
from transforms.intake.values.parser import Parser


def read(size: int = 1, **columns: list[str]) -> tuple[Columns, Parser]:
    good = {
        "receipt_no": [f"PZ{at}" for at in range(size)],
        "name": ["李四"] * size,
        "document_number": [number(at + 1) for at in range(size)],
        "plan_year": ["2020"] * size,
        "amount_fen": ["250.00"] * size,
        "collected_on": ["2019-11-02"] * size,
        "received_on": ["2019-11-03"] * size,
        "channel": ["微信"] * size,
    }
    parsed = parser({**good, **columns}, "tax", "feed")
    values = KIND.parse(parsed, TAX_SOURCE)
    assert ["row_no", *values] == KIND.schema.names
    return values, parsed


def test_a_receipt_has_whole_fen_and_both_days() -> None:
    values, parsed = read()
    row = {name: column.to_pylist()[0] for name, column in values.items()}
    assert (row["receipt_no"], row["reversed_receipt_no"], row["amount_fen"]) == ("PZ0", None, 25_000)
    assert (row["collected_on"], row["received_on"]) == (dt.date(2019, 11, 2), dt.date(2019, 11, 3))
    assert faults(parsed) == [] == warnings(parsed)


def test_a_row_that_names_a_receipt_must_be_negative() -> None:
    values, parsed = read(3, reversed_receipt_no=["PZ9", "PZ9", " "], amount_fen=["-250", "250", "-250"])
    assert values["reversed_receipt_no"].to_pylist() == ["PZ9", "PZ9", None]
    assert faults(parsed) == [(3, "reversal_not_negative", "amount_fen"), (4, "amount_not_positive", "amount_fen")]


def test_a_payment_collected_after_it_was_received_is_a_warning() -> None:
    _, parsed = read(2, collected_on=["2019-11-03", "2019-11-04"])
    assert warnings(parsed) == [(3, "collected_after_received", "collected_on")]


def test_a_day_after_the_delivery_is_a_fault() -> None:
    _, parsed = read(2, received_on=["2019-12-10", "2019-12-11"])
    assert faults(parsed) == [(3, "date_out_of_range", "received_on")]


def test_a_blank_channel_is_a_warning_and_a_blank_receipt_a_fault() -> None:
    _, parsed = read(channel=[""], receipt_no=[""])
    assert faults(parsed) == [(2, "receipt_blank", "receipt_no")]
    assert warnings(parsed) == [(2, "channel_blank", "channel")]


def test_an_audited_day_may_be_blank_and_a_file_may_have_none() -> None:
    values, parsed = read(2, audited_on=["2019-11-05", ""])
    assert values["audited_on"].to_pylist() == [dt.date(2019, 11, 5), None]
    assert values["states_audit"].to_pylist() == [True, True]
    assert faults(parsed) == []
    values, parsed = read(1)
    assert (values["audited_on"].to_pylist(), values["states_audit"].to_pylist()) == ([None], [False])
    _, parsed = read(1, audited_on=["2019-12-11"])
    assert faults(parsed) == [(2, "date_out_of_range", "audited_on")]


def test_cash_with_a_collector_needs_no_received_day() -> None:
    codes = ["C-01", "", "李四", "13800000000", "00001"]
    values, parsed = read(5, collector=codes, received_on=["", "", "", "2019-11-03", ""])
    assert values["collector"].to_pylist() == ["C-01", None, OTHER_COLLECTOR, OTHER_COLLECTOR, "00001"]
    assert values["received_on"].to_pylist() == [None, None, None, dt.date(2019, 11, 3), None]
    assert faults(parsed) == [(3, "date_blank", "received_on")]
    assert warnings(parsed) == [(4, "collector_no_code", "collector"), (5, "collector_no_code", "collector")]
    assert parsed.frame["received_on"].to_pylist()[:2] == [dt.date(2019, 11, 2), None], "what the suites check"


@pytest.mark.parametrize("code", ["C-01", "00012", "abc123456", "7"])
def test_a_code_of_a_collector(code: str) -> None:
    values, _ = read(1, collector=[code])
    assert values["collector"].to_pylist() == [code]


@pytest.mark.parametrize("word", ["zhangsan", "LiSi", "WangWei-1", "66660000", "0746421234", "Li", "wang1", "1234567"])
def test_a_name_or_a_telephone_number_is_no_code_of_a_collector(word: str) -> None:
    values, parsed = read(1, collector=[word])
    assert values["collector"].to_pylist() == [OTHER_COLLECTOR]
    assert [warning[1] for warning in warnings(parsed)] == ["collector_no_code"]


def test_a_reversal_of_cash_needs_a_received_day() -> None:
    columns = {"collector": ["C-01"], "received_on": [""], "reversed_receipt_no": ["PZ9"], "amount_fen": ["-250"]}
    _, parsed = read(1, **columns)
    assert faults(parsed) == [(2, "date_blank", "received_on")]


def test_the_merge_stages_neither_name_nor_number() -> None:
    assert KIND.name == "tax_feed"
    assert {"amount_fen", "reversed_receipt_no", "birth_on"} <= set(KIND.staged)
    assert not {"name", "document_number", "sex", "stated_birth_on"} & set(KIND.staged)


def test_a_period_gives_the_plan_year() -> None:
    period = {"plan_year_from": ["202001", "202001", "202007"], "plan_year_to": ["202012", "202006", "202012"]}
    values, parsed = read(3, plan_year=["", "", "2020"], **period)
    assert values["plan_year"].to_pylist() == [2020, None, 2020]
    assert faults(parsed) == [(3, "plan_year_period", "plan_year")]


def test_a_year_of_the_past_that_a_period_states_is_not_payable() -> None:
    _, parsed = read(1, plan_year=[""], plan_year_from=["201901"], plan_year_to=["201912"])
    assert faults(parsed) == [(2, "plan_year_not_payable", "plan_year")]
