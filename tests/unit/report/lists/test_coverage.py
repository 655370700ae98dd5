"""Lists of coverage: the state of a person compared with the list before, the ground of the day, and the notes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.support.packs.changed_packs import POLICIES
from tests.support.reports.sample_person_list import SNAPSHOT, row, sample
from transforms.policy import load_pack
from transforms.report.lists.compose import changes, person_list, stated
from transforms.report.lists.content import PersonList, PersonRow
from transforms.report.lists.coverage import coverage_grounds, coverage_state
from transforms.report.lists.kinds import COVERAGE, masked_identity
from transforms.report.lists.texts import summary_header, summary_rows
from transforms.text.labels import COVERAGE_LABELS

JANUARY, FEBRUARY = dt.date(2032, 1, 1), dt.date(2032, 2, 1)
GROUNDS = [
    {"rule_id": "X-1", "ground": "续保人员", "clause": "三(三)", "terms": "上年已参保：2032年1月1日"},
    {"rule_id": "X-2", "ground": "新增参保人员", "clause": "三(四)", "terms": "上年未参保：2032年2月1日"},
]


def _covered(number: int, day: dt.date | None, before: dt.date | None = None, **values: Any) -> PersonRow:
    rule = None if day is None else "X-1" if day == JANUARY else "X-2"
    shown: dict[str, Any] = {"coverage_from": day, "coverage_rule_id": rule, "coverage_before": before}
    return row(number, "a", **{"is_covered": day is not None, **shown, **values})


def _list(rows: list[PersonRow], since: dict[str, Any] | None = None) -> PersonList:
    snapshot = {**SNAPSHOT, "grounds": GROUNDS, "since": since}
    return person_list(COVERAGE, sample().edition, snapshot, rows)


@pytest.mark.parametrize(
    ("person", "state"),
    [
        (_covered(1, JANUARY), "listed"),
        (_covered(1, JANUARY, FEBRUARY), "changed"),
        (_covered(1, JANUARY, JANUARY), "moved_in"),
        (_covered(1, None, JANUARY, is_covered=True), "moved_out"),
        (_covered(1, None, JANUARY), "withdrawn"),
    ],
)
def test_a_state_compares_with_the_list_before(person: PersonRow, state: str) -> None:
    assert coverage_state(person) == state and state in COVERAGE_LABELS


def test_a_person_has_day_and_ground_and_neither_category_nor_money() -> None:
    (listed,) = _list([_covered(1, FEBRUARY, JANUARY, enrolled_on=dt.date(2031, 12, 1))]).persons
    assert {column.heading: column.value(listed) for column in COVERAGE.columns[4:]} == {
        "参保日": dt.date(2031, 12, 1), "待遇起始日": FEBRUARY, "依据": "新增参保人员", "变动": "日期有变",
        "原起始日": JANUARY,
    }  # fmt: skip
    assert [column.heading for column in COVERAGE.columns[:4]] == ["单位", "村（社区）", "姓名", "证件号码"]
    assert masked_identity(COVERAGE, "张三", "19999919730214001X") == ("张三", "199999************")


def test_each_day_and_ground_is_a_figure() -> None:
    before = _list([_covered(1, JANUARY), _covered(2, JANUARY)])
    assert stated(before)[0][-1] == "续保人员" and "2032-01-01" in stated(before)[0]
    after = _list([_covered(1, JANUARY), _covered(2, JANUARY, FEBRUARY)])
    assert changes(before, after) == {"came": 0, "went": 0, "changed": 1}
    renamed = _list([_covered(1, JANUARY, coverage_rule_id="X-2"), _covered(2, JANUARY)])
    assert changes(before, renamed) == {"came": 0, "went": 0, "changed": 1}
    assert changes(before, _list([_covered(1, JANUARY), _covered(2, None, JANUARY)]))["changed"] == 1


def test_the_notes_name_the_list_before_and_count_each_ground() -> None:
    rows = [_covered(1, JANUARY), _covered(2, FEBRUARY), _covered(3, FEBRUARY), _covered(4, None, JANUARY)]
    first, later = _list(rows), _list(rows, {"as_of": "2031-12-31", "known_no": 5})
    assert "首期" in first.notes[0] and "截至2031年12月31日的上一期" in later.notes[0]
    assert first.notes[1:] == later.notes[1:] == (
        "续保人员1人，依据三(三)，上年已参保：2032年1月1日。", "新增参保人员2人，依据三(四)，上年未参保：2032年2月1日。"
    )  # fmt: skip
    assert len(_list([]).notes) == 1
    assert summary_header(first)[2:] == tuple(COVERAGE_LABELS.values())
    assert summary_rows(first)[0] == ("甲镇", "4", "3", "0", "0", "0", "1")


def test_the_grounds_are_the_words_of_the_pack_or_else_its_conditions() -> None:
    grounds = coverage_grounds(load_pack(POLICIES / "kaijiang-2020"))
    assert [row["ground"] for row in grounds] == [
        "新生儿90日内", "新生儿90日后", "续保人员", "新增参保人员", "集中期后缴费"
    ]  # fmt: skip
    assert grounds[2]["clause"] == "三、筹资及待遇享受时间(三)" and grounds[2]["terms"].endswith("：2020年1月1日")
    (late,) = coverage_grounds(load_pack(POLICIES / "dongan-2020"))
    assert late["terms"] == f"{late['ground']}：缴费次月首日"
