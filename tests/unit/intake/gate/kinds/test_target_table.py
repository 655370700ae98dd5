"""Targets: a figure per unit and measure; a blank figure is unknown and never zero."""

from __future__ import annotations

from typing import Any

from tests.support.files.builders import FakeSource
from tests.support.files.raw_tables import faults, parser, warnings
from transforms.intake.gate.kinds.target_table import KIND

SOURCE = FakeSource("targets", "target_table", "targets", "full", {})


def read(**changes: str) -> tuple[dict[str, Any], list[tuple[int, str, str]]]:
    row = {"unit": "甲镇", "measure": "参保任务数", "persons": "1200", "status": "正式", "stated_source": "县政府文件"}
    parsed = parser({name: [text] for name, text in {**row, **changes}.items()}, "targets")
    values = KIND.parse(parsed, SOURCE)
    assert ["row_no", *values] == KIND.schema.names
    return {name: column.to_pylist()[0] for name, column in values.items()}, faults(parsed)


def test_a_good_row_has_a_unit_a_measure_and_a_figure() -> None:
    values, found = read()
    assert values == {
        "unit_id": "u1", "measure": "target", "persons": 1200, "status": "正式", "stated_source": "县政府文件",
    }  # fmt: skip
    assert found == []


def test_a_measure_or_source_in_other_words_is_not_kept() -> None:
    names = ["张三", "李四", "张三"]
    rows = {
        "unit": ["甲镇"] * 3,
        "measure": names,
        "persons": ["1"] * 3,
        "status": ["正式"] * 3,
        "stated_source": names,
    }
    parsed = parser(rows, "targets")
    values = KIND.parse(parsed, SOURCE)
    assert values["measure"].to_pylist() == ["未登记指标1", "未登记指标2", "未登记指标1"]
    assert values["stated_source"].to_pylist() == ["其他来源"] * 3
    assert sorted(warnings(parsed)) == sorted(
        (row, code, column)
        for row in (2, 3, 4)
        for code, column in (("measure_unlisted", "measure"), ("source_unlisted", "stated_source"))
    )


def test_a_measure_that_the_layout_does_not_know_keeps_its_name() -> None:
    assert read(measure="常住人口")[0]["measure"] == "常住人口"
    assert read(measure="上年参保人数")[0]["measure"] == "last_year"


def test_a_blank_figure_is_null_and_a_zero_is_zero() -> None:
    assert read(persons="") == ({**read()[0], "persons": None}, [])
    assert read(persons="0")[0]["persons"] == 0


def test_every_other_column_is_required() -> None:
    assert read(unit="")[1] == [(2, "unit_blank", "unit")]
    assert read(measure="")[1] == [(2, "measure_blank", "measure")]
    assert read(stated_source="")[1] == [(2, "source_blank", "stated_source")]
    assert read(status="")[1] == [(2, "status_unknown", "status")]


def test_a_status_outside_of_the_layouts_words_and_a_fraction_are_faults() -> None:
    assert read(status="口头")[1] == [(2, "status_unknown", "status")]
    assert read(persons="10.5")[1] == [(2, "persons_format", "persons")]


def test_it_names_no_person() -> None:
    assert KIND.sealed == () and "name" not in KIND.schema.names
