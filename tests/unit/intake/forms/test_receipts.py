"""Receipts and past enrolments by period; reversed, unpaid and foreign rows are never received money."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.support.files.builders import LAYOUTS, TAX_SOURCE, FakeSource, number
from tests.support.files.real_forms.receipts import COLLECTED, HISTORY, PAYMENTS
from transforms.intake.values.context import GateResult

FORMS = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == "tax")


def receipts(result: GateResult) -> list[tuple[str, int, int]]:
    rows = result.clean.to_pylist()
    return [(row["document_number"], row["plan_year"], row["amount_fen"]) for row in rows]


def test_payments_of_the_platform(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    for name, path in PAYMENTS.variants(tmp_path):
        result = gate(path, TAX_SOURCE, "feed", alternatives=FORMS)
        assert (result.decision, result.layout) == ("accept", "tax_platform_payments"), name
        assert receipts(result) == [(number(1), 2020, 25_000), (number(2), 2020, 12_000)], name
        assert sorted(result.quarantine["reason_code"].to_pylist()) == ["plan_year_period", "state_unknown"], name
        assert result.warnings["reason_code"].to_pylist().count("row_not_counted") == 2, name
        left_out = [receipt for _, receipt in result.left_out_receipts]
        assert left_out == ["319999920191000000003", "319999920191000000004"], name


def test_receipts_of_the_collection_system(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    for name, path in COLLECTED.variants(tmp_path):
        result = gate(path, TAX_SOURCE, "feed", alternatives=FORMS)
        assert (result.decision, result.layout) == ("accept", "tax_collection_detail"), name
        assert receipts(result) == [(number(1), 2020, 25_000), (number(2), 2020, 12_000)], name
        assert result.clean["receipt_no"].to_pylist() == ["319999019100000000001", "319999019100000000002"], name
        assert result.quarantine.num_rows == 0, name


def test_history_of_the_platform(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    forms = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == "history")
    source = FakeSource("history", "history", "history")
    for name, path in HISTORY.variants(tmp_path):
        result = gate(path, source, alternatives=forms, plan_years=frozenset({2018, 2019}))
        assert (result.decision, result.layout) == ("accept", "history_platform"), name
        years = [(row["document_number"], row["plan_year"]) for row in result.clean.to_pylist()]
        assert years == [(number(1), 2019), (number(2), 2018)], name
