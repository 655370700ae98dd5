"""Categories in two columns, joined in a cell, or ticked: each becomes the category of the pack, none is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.files.builders import LAYOUTS, FakeSource, number
from tests.support.files.real_forms.categories import MATRIX, POVERTY, SUBSIDY_LIST
from transforms.intake.base.raw_table import PERSON_STRIDE
from transforms.intake.values.context import GateResult

LABELS = {"重度残疾人(一、二级)": "severely_disabled"}
CIVIL = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == "civil_affairs")
POOR = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == "poverty_relief")
POOR_SOURCE = FakeSource("poverty_relief", layout="poverty_relief", categories={"建档立卡贫困人口": "registered_poor"})


def memberships(result: GateResult) -> list[tuple[Any, ...]]:
    return [(row["document_number"], row["category"]) for row in result.clean.to_pylist()]


def codes(table: Any) -> list[str]:
    return sorted(table["reason_code"].to_pylist())


def test_poverty_relief_by_two_columns(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    for name, path in POVERTY.variants(tmp_path):
        result = gate(path, POOR_SOURCE, alternatives=POOR)
        assert (result.decision, result.layout) == ("accept", "poverty_persons_export"), name
        assert memberships(result) == [
            (number(1), "registered_poor"), (number(2), "registered_poor"), (number(3), "unknown:边缘易致贫户")
        ], name  # fmt: skip
        assert codes(result.quarantine) == ["state_undecided"], name
        assert {"row_without_category", "document_from_certificate"} <= set(codes(result.warnings)), name


def test_joined_categories_and_local_codes(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    for name, path in SUBSIDY_LIST.variants(tmp_path):
        result = gate(path, alternatives=CIVIL, category_labels=LABELS)
        assert (result.decision, result.layout, result.row_count) == ("accept", "civil_subsidy_list", 5), name
        assert memberships(result) == [
            (number(1), "minimum_living"), (number(2), "destitute"), (number(3), "minimum_living"),
            (number(3), "severely_disabled"), (number(4), "unknown:在乡老复员军人"),
        ], name  # fmt: skip
        rows = result.clean["row_no"].to_pylist()
        assert rows[3] == rows[2] - PERSON_STRIDE and len(set(rows)) == 5, name


def test_ticked_categories(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    for name, path in MATRIX.variants(tmp_path):
        result = gate(path, alternatives=CIVIL, category_labels=LABELS)
        assert (result.decision, result.layout) == ("accept", "civil_subsidy_matrix"), name
        assert sorted(memberships(result)) == sorted([
            (number(1), "minimum_living"), (number(2), "destitute"), (number(2), "severely_disabled"),
            (number(3), "minimum_living"), (number(3), "unknown:返贫致贫人口"),
        ]), name  # fmt: skip
        assert codes(result.quarantine) == ["tick_unknown"], name
