"""A file whose column of states was not read is held; columns that only look a little like one are not."""

from __future__ import annotations

import pytest

from tests.support.files.builders import LAYOUTS
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.unread_states import check_states_are_read

USUAL = LAYOUTS["roll"]
FORM = Layout.model_validate(
    {
        **USUAL.model_dump(),
        "layout": "roll_with_state",
        "alternative_to": "roll",
        "row_states": [
            {
                "headers": ["核销标志", "状态"],
                "counts": ["正常", "是"],
                "not_counted": ["被冲销", "否"],
                "required": "never",
            }
        ],
        "ignored": ["手机号", "民族", "学历"],
    }
)
STRICT = FORM.model_copy(
    update={"row_states": [FORM.row_states[0].model_copy(update={"required": "always"})], "layout": "strict"}
)
HEADER = ["姓名", "证件号码", "乡镇"]
ROW = ["甲", "1", "甲镇"]


def _codes(header: list[str], cells: list[str], used: Layout, *others: Layout, rows: int = 2) -> list[str]:
    head = [[*HEADER, *header], *[[*ROW, *cells]] * rows]
    try:
        check_states_are_read([head], used, (used, *others), "full")
    except ReadRefused as refused:
        assert refused.hold
        return [entry.code for entry in refused.reasons]
    return []


@pytest.mark.parametrize("header", ["核销标", "销标志", "核销标记", "核销标志1"])
def test_a_header_that_differs_by_one_character_is_held(header: str) -> None:
    assert _codes([header], ["正常"], FORM) == ["state_column_unread"]


@pytest.mark.parametrize("header", ["某列", "态", ""])
def test_words_of_the_missing_state_are_held(header: str) -> None:
    assert _codes([header], ["正常"], FORM) == ["state_column_unread"]
    assert _codes([header], ["被冲销"], USUAL, FORM) == ["state_column_unread"]


def test_other_columns_are_left_alone() -> None:
    assert _codes(["某列"], ["是"], FORM) == [] == _codes(["某列"], ["否"], USUAL, FORM)
    assert _codes(["核销日期"], ["2019"], FORM) == [] == _codes(["核销标志"], ["正常"], FORM)
    assert _codes(["某列"], [""], FORM) == [] == _codes(["联系人"], ["某"], USUAL, FORM)


def test_the_header_of_another_form_is_held_only_if_there_are_rows_that_are_not_seen() -> None:
    assert _codes(["核销标志"], ["正常"], USUAL, FORM) == []
    assert _codes(["核销标志"], ["正常"], USUAL, FORM, rows=60) == ["state_column_unread"]


def test_a_form_that_lacks_one_column_is_not_read_as_another() -> None:
    more = ["手机号", "民族", "学历"]
    assert _codes(more, ["1", "2", "3"], USUAL, STRICT) == ["form_column_missing"]
    assert _codes(more[:2], ["1", "2"], USUAL, STRICT) == [] == _codes([], [], USUAL, STRICT)
    assert _codes(["联系人"], ["1"], USUAL, STRICT) == []
    twice = [*more, "状态", "核销标志"]
    assert _codes(twice, ["1", "2", "3", "", ""], USUAL, STRICT) == ["form_column_duplicate"]


def test_a_column_of_categories_that_is_not_read_is_held() -> None:
    used = LAYOUTS["poverty_persons_export"]
    head = ["姓名", "证件号码", "乡(镇)", "户类型"]
    for header, cell, codes in (
        ("监测对象类", "", []),
        ("监测对象类", "脱贫不稳定户", ["category_column_unread"]),
        ("检测对象类型", "某", ["category_column_unread"]),
        ("某列", "边缘易致贫户", ["category_column_unread"]),
        ("某列", "某", []),
        ("风险是否消除", "否", []),
        ("风险是否消除", "脱贫不稳定户", ["category_column_unread"]),
    ):
        try:
            check_states_are_read([[[*head, header], ["甲", "1", "甲镇", "一般农户", cell]]], used, (used,), "full")
            found = []
        except ReadRefused as refused:
            found = [entry.code for entry in refused.reasons]
        assert found == codes, (header, cell)
