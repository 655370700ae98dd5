"""The page 单位: rank, ties, links to parts, and units without a target."""

from __future__ import annotations

from tests.support import sample_report
from transforms.board.increase import earlier
from transforms.board.tree import focus
from transforms.board.units import Units, units_page
from transforms.report.progress.compose import progress_report

SNAPSHOT = sample_report.snapshot()


def _page(unit_id: str | None = None, ranked: int = 0) -> Units:
    shown, facts = SNAPSHOT, sample_report.facts()
    if unit_id:
        shown, facts, _ = focus(SNAPSHOT, facts, unit_id)
    report = progress_report(sample_report.SLOT, 0, shown, facts)
    before = earlier(shown, [], sample_report.SLOT.as_of, None, None)
    return units_page(SNAPSHOT.units, shown, report, before, ranked, unit_id)


def test_units_by_rank_with_links_to_those_that_have_parts() -> None:
    lines = [(line.rank, line.name, line.link, line.enrolled, line.target) for line in _page().lines]
    assert lines == [
        ("1", "甲镇", "a", "196", "200"),
        ("1", "乙镇", "", "49", "50"),
        ("1", "丁乡", "", "98", "100"),
        ("—", "丙乡", "", "10", "—"),
        ("—", "（单位待定）", "", "2", "—"),
    ]
    assert _page().ranking == "按完成率排名。" and _page(ranked=17).ranking == "按完成率在全部17个单位中排名。"
    assert _page().path == () and _page().total.enrolled == "355"


def test_a_unit_without_a_target_has_no_bar() -> None:
    bars = {line.name: line.bullet for line in _page().lines}
    assert bars["丙乡"] is None and bars["甲镇"] is not None and bars["甲镇"].text.startswith("98.00%，")


def test_the_way_down_names_the_units_above() -> None:
    page = _page("a")
    assert page.path == (("county", "试点县"), ("a", "甲镇"))
    assert [(line.name, line.enrolled, line.increase, line.since_publication) for line in page.lines] == [
        ("甲村", "46", "+46", "—"),
        ("（单位待定）", "150", "+150", "—"),
    ]


def test_a_unit_without_parts_does_not_lead_to_itself() -> None:
    assert [line.link for line in _page("b").lines] == [""]
    assert [line.link for line in _page("county").lines] == ["a", "", "", "", ""]
