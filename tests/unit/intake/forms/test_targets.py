"""A wide table of targets: each figure is a row, a blank is unknown, the total is no unit, 其他 is a fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.support.files.builders import LAYOUTS, FakeSource, write_csv, write_xlsx
from tests.support.files.real_forms.targets import WIDE
from transforms.intake.values.context import GateResult

TARGETS = FakeSource("targets", "target_table", "targets", "full", {})
FORMS = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == "targets")
EXPECTED = {
    ("u1", "常住人口"): 118000, ("u1", "last_year"): 110200, ("u1", "target"): 112156,
    ("u2", "常住人口"): 60100, ("u2", "last_year"): None, ("u2", "target"): 56198,
    ("u3", "常住人口"): 16900, ("u3", "last_year"): 15100, ("u3", "target"): 15361,
}  # fmt: skip


def figures(result: GateResult) -> dict[tuple[str, str], int | None]:
    return {(row["unit_id"], row["measure"]): row["persons"] for row in result.clean.to_pylist()}


def test_each_figure_is_a_row(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    form = replace(WIDE, rows=[row for row in WIDE.rows if row[0] != "合计"])
    seen = 0
    for name, path in form.variants(tmp_path):
        result = gate(path, source=TARGETS, alternatives=FORMS)
        assert (result.layout, result.row_count, result.decision) == ("targets_wide", 12, "accept"), name
        assert set(result.quarantine["reason_code"].to_pylist()) == {"unit_unknown"}, name
        assert figures(result) == EXPECTED and set(result.clean["status"].to_pylist()) == {"正式"}, name
        assert len(set(result.clean["row_no"].to_pylist())) == 9, name
        seen += 1
    assert seen >= 5


def test_the_total_is_compared_column_by_column(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    rows = [list(WIDE.header), *(list(row) for row in WIDE.rows if row[1] not in ("乙乡", "其他"))]
    sums = ["合计", "", "134900", "125300", "127517", ""]
    for total, remarks in ((sums, 0), ([*sums[:4], "127518", ""], 1)):
        path = write_xlsx(tmp_path / f"{remarks}.xlsx", [*rows[:-1], total])
        result = gate(path, source=TARGETS, alternatives=FORMS)
        assert (result.decision, result.clean_count) == ("accept", 6)
        assert result.warnings["reason_code"].to_pylist().count("total_differs") == remarks


def test_the_title_states_a_draft(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    lines = [["目标任务分解表（草案）"], ["乡镇", "任务数"], ["甲镇", "10"]]
    result = gate(write_xlsx(tmp_path / "a.xlsx", lines), source=TARGETS, alternatives=FORMS)
    assert result.clean["status"].to_pylist() == ["草案"]


def test_two_columns_of_one_measure_are_refused(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    path = write_csv(tmp_path / "a.csv", ["乡镇,任务数,目标任务,常住人口", "甲镇,10,11,12"])
    assert gate(path, source=TARGETS, alternatives=FORMS).decision != "accept"


def test_the_usual_table_is_read_as_before(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    rows = [["单位", "指标", "人数", "状态", "来源"], ["甲镇", "参保任务数", "112156", "正式", "市下达"]]
    result = gate(write_xlsx(tmp_path / "a.xlsx", rows), source=TARGETS, alternatives=FORMS)
    assert (result.layout, figures(result)) == ("targets", {("u1", "target"): 112156})
