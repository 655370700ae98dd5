"""After the rules of a form only canonical columns are left."""

from __future__ import annotations

import numpy as np

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.apply import apply_rules

STATE = {"headers": ["状态"], "counts": ["有效"], "not_counted": ["注销"]}


def test_columns_of_rules_are_gone_after_the_rules() -> None:
    layout = Layout.model_validate({**LAYOUTS["roll"].model_dump(), "row_states": [STATE]})
    raw = raw_table(
        {"name": ["甲", "乙"], "row_states/1": ["有效", "注销"]}, numeric={"row_states/1": np.array([False, False])}
    )
    found = apply_rules(raw, layout)
    assert found.table.column_names == ["row_no", "name"] and found.table["name"].to_pylist() == ["甲"]
    assert set(found.letters) == {"name"} and not found.numeric


def test_without_rules_the_table_is_the_same() -> None:
    raw = raw_table({"name": ["甲"]})
    assert apply_rules(raw, LAYOUTS["roll"]) is raw
