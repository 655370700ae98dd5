"""Rows that do not count are left out; rows of an unknown state are faults."""

from __future__ import annotations

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.row_states import leave_out_rows

STATES = [
    {"headers": ["状态"], "counts": ["有效"], "not_counted": ["注销"], "undecided": ["待核"]},
    {"headers": ["缴费标志"], "counts": ["已缴费", "1"], "not_counted": ["未缴费"], "blank": "not_counted"},
]


def described(states: list[dict[str, object]]) -> Layout:
    return Layout.model_validate({**LAYOUTS["roll"].model_dump(), "row_states": states})


def columns(*states: tuple[str, str]) -> dict[str, list[str]]:
    return {
        "name": [f"甲{at}" for at in range(len(states))],
        "row_states/1": [state for state, _ in states],
        "row_states/2": [state for _, state in states],
    }


def test_rows_count_by_every_state() -> None:
    raw = raw_table(columns(("有效", "已缴费"), ("注销", "已缴费"), ("有 效", "１"), ("有效", "未缴费"), ("有效", "")))
    found = leave_out_rows(raw, described(STATES))
    assert found.table["name"].to_pylist() == ["甲0", "甲2"]
    left_out = [row for row, code, _ in found.notes if code == "row_not_counted"]
    assert left_out == [raw.table["row_no"][at].as_py() for at in (1, 3, 4)] and found.faults == []


def test_an_undecided_or_unknown_state_is_a_fault_of_the_row() -> None:
    raw = raw_table(columns(("待核", "1"), ("冻结", "1"), ("", "1"), ("冻结", "未缴费")))
    found = leave_out_rows(raw, described(STATES))
    numbers = raw.table["row_no"].to_pylist()
    assert sorted(found.faults) == sorted(
        [
            (numbers[0], "state_undecided", "row_states/1"),
            (numbers[2], "state_undecided", "row_states/1"),
            (numbers[1], "state_unknown", "row_states/1"),
        ]
    )


def test_a_layout_without_states_leaves_the_table() -> None:
    raw = raw_table({"name": ["甲"]})
    assert leave_out_rows(raw, described([])) is raw


def test_insurance_that_is_over_needs_its_end() -> None:
    state = {"headers": ["参保状态"], "counts": ["正常"], "ended": ["暂停"]}
    layout = Layout.model_validate({**LAYOUTS["employee"].model_dump(), "row_states": [state]})
    ends = ["", "2019-06-30", "长期", ""]
    raw = raw_table({"row_states/1": ["暂停", "暂停", "暂停", "正常"], "insured_to": ends})
    found = leave_out_rows(raw, layout)
    assert found.table.num_rows == 4
    assert [(row, code) for row, code, _ in found.faults] == [(2, "end_missing"), (4, "end_missing")]
    without = leave_out_rows(raw_table({"row_states/1": ["暂停"]}), layout)
    assert [code for _, code, _ in without.faults] == ["end_missing"]


def test_a_state_may_concern_some_categories_only() -> None:
    eliminated = [
        {"headers": ["风险是否消除"], "counts": ["否"], "undecided": ["是"], "of_categories": ["边缘易致贫户"]}
    ]
    raw = raw_table({"category": ["边缘易致贫户", "脱贫户", "边缘易致贫户"], "row_states/1": ["是", "是", "否"]})
    found = leave_out_rows(raw, described(eliminated))
    assert found.table.num_rows == 3
    assert found.faults == [(2, "state_undecided", "row_states/1")]


def test_a_row_that_ends_is_read_whatever_its_state() -> None:
    """In a change list, a cancelled certificate or a dead person is the reason of the end, not a row to leave out."""
    states = [("注销", "1"), ("注销", "1"), ("冻结", "1"), ("注销", "1"), ("有效", "1")]
    raw = raw_table({**columns(*states), "op": ["减少", "死亡", "退出", "新增", "新增"]})
    found = leave_out_rows(raw, described(STATES))
    assert found.table["name"].to_pylist() == ["甲0", "甲1", "甲2", "甲4"]
    assert len(found.notes) == 1 and found.faults == []


def test_receipts_of_rows_left_out_of_a_feed_are_kept_in_their_one_spelling() -> None:
    state = {"headers": ["核销标志"], "counts": ["正常"], "not_counted": ["被冲销"]}
    raw = raw_table({
        "receipt_no": ["ａ 1", "\tB2", "c3", "", "'d\u00ad5"],
        "row_states/1": ["被冲销", "正常", "被冲销", "被冲销", "被冲销"],
    })  # fmt: skip
    layout = Layout.model_validate({**LAYOUTS["tax"].model_dump(), "row_states": [state]})
    found = leave_out_rows(raw, layout)
    assert found.table["receipt_no"].to_pylist() == ["\tB2"]
    assert found.left_out_receipts == [(2, "A1"), (4, "C3"), (6, "D5")] and raw.left_out_receipts == []
    without = leave_out_rows(raw_table({"row_states/1": ["被冲销", "正常"]}), layout)
    assert (without.table.num_rows, without.left_out_receipts) == (1, [])


def test_only_a_feed_keeps_receipts() -> None:
    raw = raw_table({"receipt_no": ["A1"], "row_states/1": ["注销"], "row_states/2": ["1"]})
    assert leave_out_rows(raw, described(STATES)).left_out_receipts == []
