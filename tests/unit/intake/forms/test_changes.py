"""Lists of deaths and changes: ends are never additions, a change of category has one day, a unit may be missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.files.builders import LAYOUTS, number
from tests.support.files.real_forms.changes import CHANGES, DEATHS
from transforms.intake.values.context import GateResult

FORMS = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == "civil_affairs")


def rows(result: GateResult, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in result.clean.to_pylist()]


def faults(result: GateResult) -> list[str]:
    return sorted(result.quarantine["reason_code"].to_pylist())


def test_every_row_of_a_list_of_deaths_is_a_death(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    seen = 0
    for name, path in DEATHS.variants(tmp_path):
        result = gate(path, mode="change", alternatives=FORMS)
        assert (result.decision, result.layout) == ("accept", "civil_affairs_deaths"), name
        assert rows(result, "document_number", "op", "effective_on", "unit_id", "category") == [
            (number(1), "death", dt.date(2019, 10, 2), "u1", ""),
            (number(2), "death", dt.date(2019, 10, 11), "u2", ""),
            (number(5), "death", dt.date(2019, 10, 13), None, ""),
        ], name
        assert faults(result) == ["date_blank", "unit_unknown"], name
        seen += 1
    assert seen >= 5


def test_a_list_of_deaths_is_no_full_list(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    for name, path in DEATHS.variants(tmp_path):
        result = gate(path, alternatives=FORMS)
        assert result.decision == "hold" and "wrong_mode" in {entry.code for entry in result.reasons}, name


def test_changes_without_a_unit(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    seen = 0
    for name, path in CHANGES.variants(tmp_path):
        result = gate(path, mode="change", alternatives=FORMS)
        assert (result.decision, result.layout) == ("accept", "civil_affairs_changes"), name
        assert rows(result, "document_number", "op", "replaces", "category", "effective_on", "unit_id") == [
            (number(1), "add", None, "minimum_living", dt.date(2019, 10, 31), None),
            (number(2), "add", True, "destitute", dt.date(2019, 8, 31), None),
            (number(3), "end", None, "minimum_living", dt.date(2019, 10, 31), None),
            (number(4), "add", True, "destitute", dt.date(2019, 9, 5), None),
        ], name
        assert faults(result) == ["change_two_days", "op_unknown"], name
        seen += 1
    assert seen >= 5


def test_changes_are_no_full_list(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    for name, path in CHANGES.variants(tmp_path):
        result = gate(path, alternatives=FORMS)
        assert result.decision == "hold" and "wrong_mode" in {entry.code for entry in result.reasons}, name
