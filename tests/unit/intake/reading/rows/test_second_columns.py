"""A county beside a township, and two columns of villages, are no column that is there twice."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import canonical_column
from transforms.intake.reading.rows.second_columns import add_second_column, unite_villages


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (("县区", "乡镇"), {"unit": 1, "county": 0}),
        (("乡镇(街道)", "所属县区"), {"unit": 0, "county": 1}),
        (("县(市、区)", "街道"), {"unit": 1, "county": 0}),
        (("乡镇", "街道"), None),
        (("县区", "区县"), None),
        (("乡镇", "乡镇"), None),
    ],
)
def test_the_lower_level_is_the_unit(cells: tuple[str, str], columns: dict[str, int] | None) -> None:
    found = {"unit": 0}
    assert add_second_column(found, cells, "unit", 1) == (columns is not None)
    assert found == (columns or {"unit": 0})


def test_a_second_column_of_villages_is_kept_a_third_is_there_twice() -> None:
    found = {"village": 0}
    cells = ("村", "社区", "居委会")
    assert add_second_column(found, cells, "village", 1)
    assert found == {"village": 0, "second_village": 1}
    assert not add_second_column(found, cells, "village", 2)
    assert not add_second_column({"name": 0}, ("姓名", "人员姓名"), "name", 1)
    assert not add_second_column({}, ("村",), "village", 0)


def test_each_row_has_the_village_that_is_filled() -> None:
    raw = raw_table(
        {
            "village": ["东村", " ", "东村", "东 村", ""],
            "second_village": ["", "甲社区", "乙社区", "东村", ""],
        },
        numeric={"second_village": np.array([False] * 5)},
        faults=[(3, "cell_error", "second_village")],
    )
    united = unite_villages(raw)
    assert united.table["village"].to_pylist() == ["东村", "甲社区", "东村、乙社区", "东 村", ""]
    assert united.table.column_names == ["row_no", "village"]
    assert (united.letters, united.numeric) == ({"village": "A"}, {})
    assert united.faults == [(3, "cell_error", "village")]


def test_one_column_of_villages_is_left_as_it_is() -> None:
    raw = raw_table({"village": ["东村"]})
    assert unite_villages(raw) is raw


def test_second_columns_mean_a_column_of_the_layout() -> None:
    assert [canonical_column(name) for name in ("county", "second_village", "unit")] == ["unit", "village", "unit"]
