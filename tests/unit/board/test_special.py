"""The page 特殊人群 adds up to the report's lines, and names nobody."""

from __future__ import annotations

import datetime as dt

from tests.support import sample_report
from transforms.board.special import ExplainedChange, special_tables, unit_outcomes
from transforms.report.progress.compose import Facts

TABLES = special_tables(sample_report.snapshot(), sample_report.facts())


def test_the_totals_are_the_reports_lines() -> None:
    report = sample_report.report()
    for table, lines in zip(TABLES, (report.categories, report.tracked), strict=True):
        assert table.categories == tuple(line.label for line in lines)
        for cell, line in zip(table.total.cells, lines, strict=True):
            assert cell is not None and line.special is not None
            assert (cell.enrolled, cell.members) == (
                str(line.special.enrolled_persons),
                str(line.special.member_persons),
            )
    assert [table.is_counted for table in TABLES] == [True, False]


def test_units_in_the_order_of_the_notice_and_a_village_counts_for_its_town() -> None:
    lines = {line.name: line.cells for line in TABLES[0].lines}
    assert list(lines) == ["甲镇", "乙镇", "丙乡", "丁乡"]
    any_category, poor, old, _ = lines["甲镇"]
    assert poor is not None and (poor.enrolled, poor.members, poor.missing, poor.rate) == ("46", "50", "4", "92.00%")
    assert any_category == poor and old is None
    full = lines["乙镇"][2]
    assert full is not None and (full.missing, full.rate) == ("", "100.00%")
    assert lines["丙乡"] == (None, None, None, None)


def test_persons_of_no_known_unit_have_a_line() -> None:
    facts = Facts([], [sample_report.covered("", "poor", 3, 1)])
    (table,) = special_tables(sample_report.snapshot(), facts)
    assert [line.name for line in table.lines][-1] == "（单位待定）"


def test_without_members_there_is_no_table() -> None:
    assert special_tables(sample_report.snapshot(), Facts([], [])) == ()


def test_the_outcomes_of_a_unit_are_counts_by_category_in_the_packs_order() -> None:
    on, covered = dt.date(2019, 10, 31), sample_report.covered
    members = [
        covered("a", "old", 2, 0), covered("a", "", 3, 3), covered("a1", "", 1_001, 1),
        covered("a", "unknown:1", 1, 0), covered("b", "old", 7, 0),
    ]  # fmt: skip
    changes = [
        ExplainedChange("a", "old", on, "refuses", 2), ExplainedChange("a", "unknown:1", on, "dead", 1),
        ExplainedChange("b", "old", on, "prison", 7), ExplainedChange("a", "old", on + dt.timedelta(1), "refuses", -1),
    ]  # fmt: skip
    page = unit_outcomes(sample_report.snapshot(), Facts([], members), "a", ("a", "a1"), changes, on)
    assert (page.name, page.headings) == ("甲镇", ("类别", "应参保", "本地居民", "死亡", "自愿放弃", "未反馈"))
    assert page.lines == (
        ("特殊人群合计（不重复计人）", "1,004", "4", "0", "0", "1,000"),
        ("老年", "2", "0", "0", "2", "0"),
        ("未登记类别1号", "1", "0", "1", "0", "0"),
    )
    later = unit_outcomes(sample_report.snapshot(), Facts([], members), "a", ("a", "a1"), changes, on + dt.timedelta(1))
    assert later.lines[1] == ("老年", "2", "0", "0", "1", "1"), "who is explained no more is unanswered"
    assert unit_outcomes(sample_report.snapshot(), Facts([], []), "b", ("b",), [], on).lines == ()


def test_each_units_line_leads_to_its_outcomes_and_the_total_to_none() -> None:
    assert [line.link for line in TABLES[0].lines] == ["a", "b", "c", "d"] and TABLES[0].total.link == ""
