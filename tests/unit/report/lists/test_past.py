"""Figures of past years: delivered ones count, persons are counted else, and what is missing is stated."""

from typing import Any

import pytest

from tests.support.reports.sample_person_list import SNAPSHOT, row, sample
from transforms.report.lists.compose import changes, person_list
from transforms.report.lists.content import PersonList
from transforms.report.lists.kinds import ROSTER
from transforms.report.lists.past import past_header, past_measure, past_rows
from transforms.report.publication import View

SENDERS = {"target_table": "县统计局", "roll": "县医保局"}


def _figure(unit_id: str, measure: str, persons: int | None) -> dict[str, Any]:
    return {"unit_id": unit_id, "measure": measure, "persons": persons, "status": "正式", "source": "x", "origin": "d"}


def _roster(figures: list[dict[str, Any]], years: list[int], view: View | None = None) -> PersonList:
    rows = [
        row(1, "b", past_years=[None, None]),
        row(2, "a", past_years=[True, None]),
        row(3, "a1", past_years=[False, None]),
    ]
    edition = sample(view).edition
    past = {"plan_years": years, "figures": figures, "senders": SENDERS}
    return person_list(ROSTER, edition, {**SNAPSHOT, "past": past}, rows)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("last_year", (2031, False)),
        ("2030年实际人口数", (2030, True)),
        ("２０３０ 年度参保人数", (2030, False)),
        ("2030年常住人口", None),
        ("参保人数", None),
        ("target", None),
    ],
)
def test_a_measure_of_a_past_year_names_its_year(measure: str, expected: tuple[int, bool] | None) -> None:
    assert past_measure(measure, 2032) == expected


def test_a_delivered_figure_counts_and_else_the_persons_that_the_roll_states() -> None:
    figures = [
        _figure("a", "2031年实际人口数", 1200),
        _figure("a", "2030年度参保人数", 900),
        _figure("b", "2030年度参保人数", None),
        _figure("b", "last_year", 700),
    ]
    content = _roster(figures, [2031, 2030])
    assert past_header(content.past_plan_years) == (
        *("单位", "2031年实际人口数", "2031年度参保人数", "2030年实际人口数", "2030年度参保人数"),
    )
    assert past_rows(content.past) == [
        ("甲镇", "1,200", "1", "缺", "900"),
        ("乙镇", "缺", "700", "缺", "缺"),
        ("合计", "缺", "701", "缺", "缺"),
    ]


def test_without_a_delivered_figure_that_of_the_campaign_before_counts() -> None:
    before: dict[str, Any] = {"pack_code": "shidian-2031", "plan_year": 2031, "on": "2031-03-31"}
    before |= {
        "enrolled": {"a": 40, "b": 0},
        "figures": [_figure("a", "2031年实际人口数", 50), _figure("a", "last_year", 7)],
    }
    edition = sample(None).edition
    past = {"plan_years": [2031, 2030], "figures": [_figure("b", "last_year", 3)], "senders": SENDERS}
    content = person_list(
        ROSTER, edition, {**SNAPSHOT, "past": {**past, "followed": [before]}}, [row(2, "a", past_years=[True, None])]
    )
    assert past_rows(content.past) == [
        ("甲镇", "50", "40", "缺", "7"),
        ("乙镇", "缺", "3", "缺", "缺"),
        ("合计", "缺", "43", "缺", "缺"),
    ]
    assert [note for note in content.notes if "shidian-2031" in note] == [
        "2031年实际人口数没有另行报送的，取自政策包shidian-2031收到的数据。",
        "2031年度参保人数没有另行报送的，取自政策包shidian-2031，核定到2031年3月31日。",
        "2030年度参保人数没有另行报送的，取自政策包shidian-2031，核定到2031年3月31日。",
    ]


def test_a_figure_that_names_its_year_counts_before_last_years() -> None:
    stated = [_figure("a", "last_year", 5), _figure("a", "2031年参保人数", 7)]
    assert past_rows(_roster(stated, [2031], View("x", units=("a",))).past) == [("甲镇", "缺", "7")]


def test_what_nobody_delivered_is_stated_with_the_office_that_has_to() -> None:
    notes = _roster([_figure("a", "2031年实际人口数", 1200)], [2031, 2030]).notes
    assert notes == (
        "缺2031年实际人口数（1个单位：乙镇），由县统计局报送，指标写“2031年实际人口数”。",
        "缺2031年度参保人数（1个单位：乙镇），由县统计局报送，指标写“2031年度参保人数”。",
        "2031年度参保人数没有另行报送的，按本名册中载明当年参保的人数计，不含已死亡人员。",
        "缺2030年实际人口数（2个单位：甲镇、乙镇），由县统计局报送，指标写“2030年实际人口数”。",
        "缺2030年度参保人数（2个单位：甲镇、乙镇），由县统计局报送，指标写“2030年度参保人数”。",
        "2031年度参保情况未载明的有1人，由县医保局报送。",
        "2030年度参保情况未载明的有3人，本地没有确定报送单位。",
    )


def test_a_roster_of_names_alone_has_no_figures_and_an_empty_one_says_why() -> None:
    content = _roster([], [])
    assert content.past == () and content.notes == ("2031年度参保情况未载明的有1人，由县医保局报送。",)
    empty = person_list(
        ROSTER, content.edition, {**SNAPSHOT, "past": {"plan_years": [], "figures": [], "senders": SENDERS}}, []
    )
    assert empty.notes == ("参保底册中没有本单位人员：底册未收到，或不含本单位，由县医保局报送。",)


def test_a_changed_figure_alone_is_a_change() -> None:
    before, after = _roster([], [2031]), _roster([_figure("b", "2031年实际人口数", 3)], [2031])
    assert changes(before, after) == {"figures": 1, "came": 0, "went": 0, "changed": 0}
