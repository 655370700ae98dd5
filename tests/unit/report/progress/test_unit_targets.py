"""Targets side by side: each judged by itself, the total only of units with a figure; residents never miss a rate."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.report.progress.unit_targets import TargetList, target_lists
from transforms.text.ratio import percent


def _row(unit: str, base: int | None, wanted: int | None, **changes: Any) -> dict[str, Any]:
    return {
        "unit_id": unit, "unit_name": unit, "measure": "table:rate", "set_by": "superior", "version": 2,
        "status": "草案", "kind": "rate", "origin": "notice", "source": "附表", "rate_bp": 9500,
        "denominator": "常住人口", "base_persons": base, "base_source": "公报", "wanted_persons": wanted,
        "employees_count_too": False, "gap_zh": None if wanted is not None else "基数未下达",
    } | changes  # fmt: skip


def _one(rows: list[dict[str, Any]], **enrolled: int) -> TargetList:
    (found,) = target_lists(rows, enrolled)
    return found


def test_a_unit_without_a_figure_is_neither_met_nor_missed_and_not_in_the_total() -> None:
    found = _one([_row("a", 100, 95), _row("b", None, None), _row("c", 200, 190)], a=95, b=70, c=180)
    assert [(u.is_met, u.missing_persons, percent(u.reached), u.gap_zh) for u in found.units] == [
        (True, 0, "95.00%", None), (None, None, "—", "基数未下达"), (False, 10, "90.00%", None),
    ]  # fmt: skip
    assert (found.met_units, found.stated_units, len(found.units)) == (1, 2, 3)
    total = found.total
    assert total is not None
    assert (total.base_persons, total.wanted_persons, total.enrolled_persons, total.missing_persons) == (
        300, 285, 275, 10,
    )  # fmt: skip
    assert (total.is_met, total.gap_zh) == (None, "不含1个缺数单位")


@pytest.mark.parametrize(("enrolled", "is_met"), [(285, True), (284, False)])
def test_the_total_is_judged_where_every_unit_has_a_figure(enrolled: int, is_met: bool) -> None:
    total = _one([_row("a", 100, 95), _row("c", 200, 190)], a=95, c=enrolled - 95).total
    assert total is not None and (total.is_met, total.gap_zh) == (is_met, None)


def test_without_any_figure_there_is_no_total() -> None:
    assert _one([_row("a", None, None)], a=1).total is None


def test_residents_alone_can_meet_a_rate_that_counts_employees_and_not_miss_it() -> None:
    rows = [_row("a", 100, 95, employees_count_too=True), _row("b", 100, 95, employees_count_too=True)]
    found = _one(rows, a=96, b=10)
    assert [(u.is_met, u.gap_zh) for u in found.units] == [(True, None), (None, "未计职工医保")]
    assert found.total is not None and found.total.is_met is None


def test_a_base_of_zero_is_not_divided_by() -> None:
    (unit,) = _one([_row("a", 0, None, gap_zh="基数为0")], a=5).units
    assert (unit.reached, unit.is_met, unit.gap_zh) == (None, None, "基数为0")


def test_tables_stay_apart_with_who_set_them_version_and_status() -> None:
    count = {"kind": "count", "measure": "target", "set_by": "own", "rate_bp": None, "denominator": None}
    last = {"kind": "not_below_last_year", "measure": "table:last_year", "rate_bp": None, "denominator": None}
    rows = [
        _row("a", 10, 10, **count, status="正式"), _row("b", 20, 20, **count, status="正式", origin="delivery"),
        _row("a", 9, 9, **last), _row("a", 100, 95), _row("b", 100, 97, rate_bp=9700),
    ]  # fmt: skip
    found = target_lists(rows, {"a": 10})
    assert [(one.is_main, one.heading, one.stand) for one in found] == [
        (True, "任务人数", "本级自定第2版（正式）；本级自定报送第2版（正式）"),
        (False, "不低于上年参保人数", "上级下达第2版（草案）"),
        (False, "参保率95.00%、97.00%（常住人口）", "上级下达第2版（草案）"),
    ]
    assert [one.met_units for one in found] == [1, 1, 0]
