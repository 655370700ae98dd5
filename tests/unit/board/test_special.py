"""The page 特殊人群 adds up to the report's lines, and names nobody."""

from __future__ import annotations

from tests.support import sample_report
from transforms.board.special import special_tables
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
