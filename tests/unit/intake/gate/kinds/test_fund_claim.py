"""Claims on funds: a person's rows add up, equal rows too; a claim states no receipt, and its amount is above zero."""

from __future__ import annotations

from tests.support.files.builders import LAYOUTS, FakeSource, context, number, passing
from tests.support.files.raw_tables import faults, parser, raw_table, warnings
from transforms.intake.gate.gate import gate_table
from transforms.intake.gate.kinds.fund_claim import KIND

SOURCE = FakeSource("fund_claim", "fund_claim", "fund_claim_batches", "full", {"低保对象": "minimum_living"})
ROWS = {
    "name": ["甲", "甲", "乙", "丙"],
    "document_number": [number(1), number(1), number(2), number(3)],
    "category": ["低保对象", "低保对象", "民政城乡低保对象", "致贫人口"],
    "amount_fen": ["130", "120.50", "1,300.00", "130元"],
    "personal_fen": ["120", "0", "", "0.00"],
    "batch": ["第一批", "第二批", "", "第一批"],
    "unit": ["甲镇", "甲镇", "乙乡", ""],
}


def test_each_row_is_a_claim_with_its_batch_and_both_amounts() -> None:
    parsed = parser(ROWS, "fund_claim_batches")
    values = KIND.parse(parsed, SOURCE)
    assert values["claimed_fen"].to_pylist() == [13_000, 12_050, 130_000, 13_000]
    assert values["personal_fen"].to_pylist() == [12_000, 0, None, 0]
    assert values["batch"].to_pylist() == ["第一批", "第二批", None, "第一批"]
    assert values["unit_id"].to_pylist() == ["u1", "u1", "u2", None]
    assert values["category"].to_pylist() == [*["minimum_living"] * 3, "unknown:致贫人口"]
    assert (faults(parsed), warnings(parsed)) == (
        [],
        [(5, "category_undefined", "category"), (5, "unit_blank", "unit")],
    )


def test_a_batch_in_other_words_is_not_kept() -> None:
    parsed = parser(ROWS | {"batch": ["张三", "第二批", "", "李四请款"]}, "fund_claim_batches")
    assert KIND.parse(parsed, SOURCE)["batch"].to_pylist() == ["其他批次", "第二批", None, "其他批次"]
    assert {(row, code) for row, code, column in warnings(parsed) if column == "batch"} == {
        (2, "batch_unlisted"),
        (5, "batch_unlisted"),
    }


def test_an_amount_that_is_no_claim_is_a_fault() -> None:
    size = 6
    rows = {
        "name": ["甲"] * size,
        "document_number": [number(at) for at in range(1, size + 1)],
        "category": ["低保对象"] * size,
        "amount_fen": ["", "0", "-130", "壹佰", "130", "130"],
        "personal_fen": ["", "", "", "", "-1", "不详"],
    }
    parsed = parser(rows, "fund_claim_batches")
    KIND.parse(parsed, SOURCE)
    assert faults(parsed) == [
        (2, "amount_blank", "amount_fen"),
        (3, "claim_not_positive", "amount_fen"),
        (4, "claim_not_positive", "amount_fen"),
        (5, "amount_format", "amount_fen"),
        (6, "amount_negative", "personal_fen"),
        (7, "amount_format", "personal_fen"),
    ]


def test_equal_rows_are_all_loaded_with_a_warning() -> None:
    rows = {name: [values[0], values[1], values[0]] for name, values in ROWS.items()}
    result = gate_table(raw_table(rows), SOURCE, LAYOUTS["fund_claim_batches"], context(), passing)
    assert (result.decision, result.clean_count, result.duplicate_count) == ("accept", 3, 0)
    assert result.clean["claimed_fen"].to_pylist() == [13_000, 12_050, 13_000]
    assert (4, "claim_repeated", "amount_fen") in [tuple(row.values()) for row in result.warnings.to_pylist()]
    assert result.amount_fen is None, "a claim is no money received"


def test_a_list_in_another_unit_of_money_is_held() -> None:
    rows = {name: values[:1] * 4 for name, values in ROWS.items()} | {
        "document_number": [number(at) for at in range(1, 5)],
        "amount_fen": ["13000"] * 4,
    }
    about = context(plausible_amounts_fen=(13_000, 25_000))
    result = gate_table(raw_table(rows), SOURCE, LAYOUTS["fund_claim_batches"], about, passing)
    assert (result.decision, [reason.code for reason in result.reasons]) == ("hold", ["amount_scale"])


def test_the_columns_are_those_of_the_schema_and_no_identity_is_staged() -> None:
    assert ["row_no", *KIND.parse(parser(ROWS, "fund_claim_batches"), SOURCE)] == KIND.schema.names
    staged = ("row_no", "category", "claimed_fen", "personal_fen", "batch", "unit_id")
    assert (KIND.name, KIND.staged, KIND.sealed) == ("fund_claim", staged, ("person_key",))
