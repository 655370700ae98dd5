"""The words around a list: title, scope, summary."""

from dataclasses import replace

from tests.support.reports.sample_person_list import sample
from transforms.report.lists import texts
from transforms.report.publication import View


def test_title_and_scope_state_place_day_units_and_persons() -> None:
    assert texts.title(sample(correction_no=2)) == "某县2032年度城乡居民基本医疗保险未参保人员名册（更正第2号）"
    assert texts.scope(sample()) == "数据截至2019年11月30日（到账口径），2个单位，共5人。"
    assert "甲镇，共3人" in texts.scope(sample(View("x", units=("a",))))
    assert texts.handling(sample()) == texts.HANDLING


def test_the_summary_adds_up() -> None:
    rows = texts.summary_rows(sample())
    assert [row[:2] for row in rows] == [("甲镇", "3"), ("乙镇", "1"), ("（单位待定）", "1"), ("合计", "5")]
    assert {len(row) for row in rows} == {len(texts.summary_header(sample()))}
    assert [row[0] for row in texts.summary_rows(sample(View("x", units=("a",))))] == ["甲镇"]


def test_a_correction_states_its_changes() -> None:
    note = texts.change_note({"came": 1, "went": 1200, "changed": 0})
    assert "相比，新列入1人，移出1,200人" in note
    assert "往年人口数、参保人数有变，新列入" in texts.change_note({"figures": 1, "came": 0, "went": 0, "changed": 0})
    assert texts.notes(replace(sample(), notes=(note,))) == (texts.MASKED, note)
