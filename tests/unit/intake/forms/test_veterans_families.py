"""Rows in which several persons' numbers stand: each number is read for its own person only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from tests.support.files.builders import CUT_OFF, LAYOUTS, ROLL_SOURCE, FakeSource, number
from tests.support.files.real_forms.veterans_families import (
    BUREAU_EXPORT,
    COUPLES,
    REGISTER,
    THREE_FAMILIES,
    VILLAGE_ROLL,
)
from transforms.intake.values.context import GateResult

Gate = Callable[..., GateResult]


def of(name: str, **words: str) -> FakeSource:
    return FakeSource(name, "special_list", name, "full", words)


def forms(name: str) -> tuple[object, ...]:
    return tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == name)


def rows(result: GateResult, *columns: str) -> list[tuple[object, ...]]:
    return sorted((tuple(row[column] for column in columns) for row in result.clean.to_pylist()), key=str)


def test_families_of_soldiers(tmp_path: Path, gate: Gate) -> None:
    source = of("veterans", 优抚对象="entitled_group")
    for name, path in THREE_FAMILIES.variants(tmp_path):
        result = gate(path, source, alternatives=forms("veterans"))
        assert (result.decision, result.layout) == ("accept", "veterans_three_families"), name
        assert rows(result, "document_number", "category", "unit_id", "village", "effective_on") == [
            (number(1), "entitled_group", "u1", "红星村", CUT_OFF),
            (number(2), "entitled_group", "u2", "红星村", CUT_OFF),
        ], name


def test_husband_and_wife_have_their_own_numbers(tmp_path: Path, gate: Gate) -> None:
    source = of("health", 计划生育特殊家庭父母="family_planning_special")
    for name, path in COUPLES.variants(tmp_path):
        result = gate(path, source, alternatives=forms("health"), file_name=path.name)
        assert (result.decision, result.layout) == ("accept", "health_special_families"), name
        assert rows(result, "document_number", "name", "category", "unit_id") == [
            (number(1), "张三一", "family_planning_special", "u1"),
            (number(2), "张三二", "family_planning_special", "u1"),
            (number(3), "张三三", "family_planning_special", "u2"),
        ], name
        assert result.warnings["reason_code"].to_pylist().count("row_not_counted") == 1, name


def test_pupils_and_never_their_parents(tmp_path: Path, gate: Gate) -> None:
    for name, path in REGISTER.variants(tmp_path):
        result = gate(path, of("education"), alternatives=forms("education"))
        assert (result.decision, result.layout) == ("accept", "education_register"), name
        assert rows(result, "document_number", "unit_id", "effective_on") == [
            (number(at, born), f"u{at}", dt.date(2017, 9, 30))
            for at, born in ((1, "20110415"), (3, "20110603"), (2, "20110730"))
        ], name


def test_a_roll_of_a_village_by_households(tmp_path: Path, gate: Gate) -> None:
    for name, path in VILLAGE_ROLL.variants(tmp_path):
        result = gate(path, ROLL_SOURCE, alternatives=forms("roll"), file_name="甲镇红星村.xlsx")
        assert (result.decision, result.layout) == ("accept", "roll_village"), name
        assert rows(result, "document_number", "unit_id", "household_no") == [
            (number(at), "u1", number(1 if at < 4 else 4)) for at in range(1, 6)
        ], name


def test_last_years_enrolment_of_the_bureaus_export(tmp_path: Path, gate: Gate) -> None:
    for name, path in BUREAU_EXPORT.variants(tmp_path):
        result = gate(path, ROLL_SOURCE, alternatives=forms("roll"))
        assert (result.decision, result.layout) == ("accept", "roll_bureau_export"), name
        assert rows(result, "document_number", "insured_last_year", "household_no") == [
            (number(1), True, "4401"),
            (number(2), False, "4401"),
            (number(3), False, "4402"),
            (number(4), None, "4403"),
        ], name
