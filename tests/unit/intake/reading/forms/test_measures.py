"""One row per unit and measure, with the faults and numeric cells of its own column."""

from __future__ import annotations

import numpy as np

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import PERSON_STRIDE
from transforms.intake.reading.forms.measures import one_row_per_measure

WIDE = LAYOUTS["targets_wide"]


def test_faults_and_numeric_cells_follow_their_column() -> None:
    raw = raw_table(
        {"unit": ["甲镇", "乙乡"], "measure_columns/1": ["10", "#N/A"], "measure_columns/3": ["20", "30"]},
        numeric={"measure_columns/3": np.array([True, False])},
        faults=[(3, "cell_error", "measure_columns/1"), (2, "cell_error", "unit")],
    )
    found = one_row_per_measure(raw, WIDE)
    rows = [(row["row_no"], row["unit"], row["measure"], row["persons"]) for row in found.table.to_pylist()]
    second = PERSON_STRIDE
    assert rows == [
        (2, "甲镇", "参保任务数", "10"), (second + 2, "甲镇", "常住人口", "20"),
        (3, "乙乡", "参保任务数", "#N/A"), (second + 3, "乙乡", "常住人口", "30"),
    ]  # fmt: skip
    assert sorted(found.faults) == [
        (2, "cell_error", "unit"), (3, "cell_error", "persons"), (second + 2, "cell_error", "unit"),
    ]  # fmt: skip
    assert found.numeric["persons"].tolist() == [False, True, False, False]
    assert set(found.letters) == {"unit", "persons"} and raw.table.num_rows == 2


def test_totals_are_compared_with_their_own_column() -> None:
    columns = {"unit": ["甲镇", "乙乡"], "measure_columns/1": ["10", "20"], "measure_columns/3": ["1", "无"]}
    for figure, remarks in (("30", []), ("31", ["total_differs"])):
        total = {"row_no": "4", "unit": "合计", "measure_columns/1": figure, "measure_columns/3": "5"}
        found = one_row_per_measure(raw_table(columns, totals=[total]), WIDE)
        assert found.remarks == remarks  # a column with another text than a figure has no sum
        assert found.totals == [{"row_no": "4", "unit": "合计"}]


def test_without_measures_the_table_is_the_same() -> None:
    raw = raw_table({"unit": ["甲镇"]})
    assert one_row_per_measure(raw, LAYOUTS["targets"]) is raw
