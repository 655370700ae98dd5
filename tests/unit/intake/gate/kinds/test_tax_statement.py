"""A statement of the tax bureau: receipts and reversals with their sign, equal rows all kept."""

from __future__ import annotations

from tests.support.files.builders import LAYOUTS, FakeSource, context, passing
from tests.support.files.raw_tables import raw_table
from tests.support.files.small_deliveries import name, number
from transforms.intake.gate.gate import gate_table
from transforms.intake.gate.kinds.tax_statement import KIND
from transforms.intake.values.context import GateResult

LAYOUT = LAYOUTS["tax_statement"]
SOURCE = FakeSource("tax_statement", "tax_statement", "tax_statement", "full", {})


def gated(rows: list[tuple[str, str]], **columns: list[str]) -> GateResult:
    """Gate rows of (word, yuan) under numbers R1, R2 and so on."""
    count = len(rows)
    table = {
        "receipt_no": [f"R{at}" for at in range(count)],
        "name": [name(1)] * count,
        "document_number": [number(1)] * count,
        "entry_kind": [word for word, _ in rows],
        "amount_fen": [yuan for _, yuan in rows],
        "received_on": ["2019-10-08"] * count,
    }
    total = {"row_no": str(count + 2), "name": str(count), "amount_fen": str(sum(float(yuan) for _, yuan in rows))}
    raw = raw_table(table | columns, totals=[total])
    result = gate_table(raw, SOURCE, LAYOUT, context(), passing)
    assert result.clean.schema == KIND.schema
    return result


def test_words_and_signs_decide_what_a_row_books() -> None:
    result = gated([("缴费", "250"), ("冲正", "-250"), ("", "250"), ("", "-100")])
    assert result.decision == "accept"
    assert result.clean["is_reversal"].to_pylist() == [False, True, False, True]
    assert result.clean["amount_fen"].to_pylist() == [25_000, -25_000, 25_000, -10_000]


def test_a_word_that_contradicts_the_sign_and_an_unlisted_word_are_faults() -> None:
    result = gated(
        [("缴费", "250"), ("缴费", "250"), ("缴费", "250"), ("缴费", "-250"), ("退费", "250"), ("借方", "250")]
    )
    faults = {row["row_no"]: row["reason_code"] for row in result.quarantine.to_pylist()}
    assert sorted(faults.values()) == ["amount_not_positive", "entry_kind_unlisted", "reversal_not_negative"]


def test_equal_rows_are_all_kept() -> None:
    result = gated([("缴费", "250"), ("缴费", "250")], receipt_no=["R1", "R1"])
    assert (result.clean_count, result.duplicate_count) == (2, 0)
