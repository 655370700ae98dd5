"""After the rules of a form only canonical columns are left."""

from __future__ import annotations

import numpy as np

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import PERSON_STRIDE
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.apply import apply_rules
from transforms.intake.reading.forms.row_states import leave_out_rows

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


def test_with_states_every_row_stays_and_the_columns_of_states_too() -> None:
    layout = Layout.model_validate({**LAYOUTS["roll"].model_dump(), "row_states": [{**STATE, "undecided": ["冻结"]}]})
    columns = {"name": ["甲", "乙", "丙"], "row_states/1": ["注销", "有效", "冻结"]}
    numeric = {"name": np.array([True, False, False])}
    raw = raw_table(columns, numeric=numeric, faults=[(2, "name_blank", "name"), (4, "name_blank", "name")])
    found = apply_rules(raw, layout, with_states=True)
    assert found.table.to_pydict() == {"row_no": [2, 3, 4], **columns}
    assert found.numeric["name"].tolist() == [True, False, False] and found.notes == []
    assert sorted(found.faults) == raw.faults and set(found.letters) == {"name", "row_states/1"}
    counted = leave_out_rows(found, layout)
    assert counted.table["name"].to_pylist() == ["乙", "丙"] and counted.notes == [(2, "row_not_counted", "")]
    assert (4, "state_undecided", "row_states/1") in counted.faults


def test_with_states_the_persons_of_a_row_stay_together() -> None:
    form = LAYOUTS["civil_affairs"].model_dump()
    layout = Layout.model_validate({**form, "members_in_cell": True, "row_states": [STATE]})
    columns = {
        "name": ["甲、乙", "丙、丁"],
        "document_number": ["A、B", "C、D"],
        "row_states/1": ["注销", "有效"],
    }
    found = apply_rules(raw_table(columns), layout, with_states=True)
    assert found.table["name"].to_pylist() == ["甲", "乙", "丙", "丁"]
    assert found.table["row_states/1"].to_pylist() == ["注销", "注销", "有效", "有效"]
    assert [row % PERSON_STRIDE for row in found.table["row_no"].to_pylist()] == [2, 2, 3, 3]
    assert leave_out_rows(found, layout).table["name"].to_pylist() == ["丙", "丁"]
