"""Lists of 代缴 and 请款, delivered under their own source: each row is a claim; 人员编号 identifies nobody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.files.builders import LAYOUTS, FakeSource, number, tax_file, tax_row
from tests.support.files.real_forms.held import PROXY, REQUEST
from tests.support.files.real_forms.tables import Form
from transforms.intake.values.context import GateResult

SOURCE = FakeSource("fund_claim", "fund_claim", "fund_claim", "full", {"特困人员": "destitute"})
ALTERNATIVES = (LAYOUTS["fund_claim_batches"],)
LABELS = {"低保对象": "minimum_living"}


@pytest.mark.parametrize(
    ("form", "layout", "claim"),
    [
        (PROXY, "fund_claim", ("destitute", 25_000, None, None, "u1")),
        (REQUEST, "fund_claim_batches", ("minimum_living", 13_000, 12_000, "第一批", "u2")),
    ],
)
@pytest.mark.parametrize("mode", ["full", "change"])
def test_each_form_is_read_in_every_writing(
    form: Form, layout: str, claim: tuple[object, ...], mode: str, tmp_path: Path, gate: Callable[..., GateResult]
) -> None:
    seen = 0
    for name, path in form.variants(tmp_path):
        result = gate(path, source=SOURCE, mode=mode, alternatives=ALTERNATIVES, category_labels=LABELS)
        assert (result.decision, result.reasons, result.layout) == ("accept", [], layout), name
        rows = result.clean.to_pylist()
        assert [row["document_number"] for row in rows] == [number(at) for at in range(1, 5)], name
        columns = ("category", "claimed_fen", "personal_fen", "batch", "unit_id")
        assert {tuple(row[column] for column in columns) for row in rows} == {claim}, name
        seen += 1
    assert seen == 6


def test_receipts_are_no_claims(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    feed = tax_file(tmp_path / "feed.csv", [tax_row(1), tax_row(2)])
    result = gate(feed, source=SOURCE, alternatives=ALTERNATIVES, known_layouts=tuple(LAYOUTS.values()))
    assert (result.decision, result.clean_count) == ("reject", 0)
    assert [reason.code for reason in result.reasons] == ["other_layout"]
