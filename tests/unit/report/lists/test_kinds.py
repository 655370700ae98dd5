"""The reason of a missing person, and masks that show no whole identity."""

from dataclasses import replace

import pytest

from tests.support.reports.sample_person_list import row, sample
from transforms.report.lists.content import PastFigures
from transforms.report.lists.kinds import KINDS, MISSING, POSTED, ROSTER, masked_identity, masked_name, missing_state
from transforms.text.labels import MISSING_LABELS


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "not_paid"),
        ({"is_on_roll": False}, "not_on_roll"),
        ({"is_on_roll": False, "received_fen": 1}, "paid_not_enrolled"),
        ({"received_fen": 1, "is_undefined": True}, "undefined"),
        ({"received_fen": 1, "is_undefined": True, "is_undefined_paid": True}, "undefined_paid"),
        ({"is_undefined_paid": True, "is_employee": True}, "employee_insured"),
    ],
)
def test_the_weightiest_reason_is_stated(values: dict[str, object], state: str) -> None:
    assert missing_state(row(1, "a", **values)) == state and state in MISSING_LABELS


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("李四四", "李*四"), ("欧阳一二", "欧**二"), ("甲", "*"), ("", "")]
)
def test_a_posted_name_shows_its_ends_only(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_a_list_for_offices_shows_the_name_and_six_digits() -> None:
    assert masked_identity(MISSING, "张三", "19999919730214001X") == ("张三", "199999************")


def test_a_posted_list_shows_neither_a_whole_name_nor_anything_that_explains_a_due() -> None:
    assert masked_identity(POSTED, "张三", "19999919730214001X") == ("张*", "199999************")
    assert [column.heading for column in POSTED.columns] == ["单位", "村（社区）", "姓名", "证件号码"]
    assert [kind.code for kind in KINDS.values() if kind.is_posted] == ["posting_roster"]


def test_each_kind_has_a_label_for_each_state_and_columns_with_names_of_their_own() -> None:
    for kind in KINDS.values():
        names = [column.name for column in kind.columns]
        assert kind.states and len(names) == len(set(names))


@pytest.mark.parametrize(
    ("stated", "state", "shown"),
    [(True, "insured", "是"), (False, "not_insured", "否"), (None, "not_stated", "未载明")],
)
def test_a_roster_states_last_year_and_the_year_before_only_if_it_was_asked_for(
    stated: bool | None, state: str, shown: str
) -> None:
    person = sample().persons[0]._replace(row=row(1, "a", past_years=[stated, True]))
    assert ROSTER.state_of(person.row) == state and state in ROSTER.states
    figures = [PastFigures("甲镇", year, None, None, is_counted=False) for year in (2031, 2030)]
    for years, shown_years in ((0, ["上年参保"]), (1, ["上年参保"]), (2, ["上年参保", "前年参保"])):
        content = replace(sample(), past=tuple(figures[:years]))
        columns = [column for column in ROSTER.columns_of(content) if column.heading.endswith("年参保")]
        assert [column.heading for column in columns] == shown_years
        assert [column.value(person) for column in columns] == [shown, "是"][: len(columns)]
    assert masked_identity(ROSTER, "张三", "19999919730214001X") == ("张三", "199999************")
