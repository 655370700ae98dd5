"""Roll-up, blanks, totals, notes of a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support import sample_report
from transforms.report.progress.compose import Facts, ImbalanceError, progress_report
from transforms.report.progress.content import Coverage
from transforms.text.ratio import percent


def test_units_are_in_the_notices_order_and_villages_count_for_their_town() -> None:
    units = sample_report.report().units
    assert [(u.label, u.target_persons, u.enrolled_persons, percent(u.completion), u.rank) for u in units] == [
        ("甲镇", 200, 196, "98.00%", 1),
        ("乙镇", 50, 49, "98.00%", 1),
        ("丙乡", None, 10, "—", None),
        ("丁乡", 100, 98, "98.00%", 1),
        ("（单位待定）", None, 2, "—", None),
    ]


def test_the_total_has_everybody_but_completion_only_where_there_is_a_target() -> None:
    total = sample_report.report().total
    assert (total.target_persons, total.enrolled_persons) == (350, 355)
    assert percent(total.completion) == "98.00%"  # 343 of 350, not 355 of 350


def test_without_any_target_there_is_no_completion() -> None:
    bare = replace(sample_report.snapshot(), targets=[])
    report = progress_report(sample_report.SLOT, 0, bare, sample_report.facts())
    assert report.total.target_persons is None and report.total.completion is None
    assert any("通知未下达分单位目标任务" in note for note in report.notes)


def test_special_populations_count_persons_once_in_the_total_and_overlap_below() -> None:
    report = sample_report.report()
    assert report.total.special == Coverage(119, 98, 17, 9)
    assert [(line.label, line.special) for line in report.categories] == [
        ("特殊人群合计（不重复计人）", Coverage(119, 98, 17, 9)),
        ("困难", Coverage(55, 51)),
        ("老年", Coverage(49, 49)),
        ("重残", Coverage(20, 3, 17, 9)),
    ]
    assert [line.misses_special for line in report.categories] == [True, True, False, False]
    assert report.ordinary == Coverage(0, 0, 2, 2)


def test_categories_that_are_only_tracked_stand_apart_and_miss_nothing() -> None:
    report = sample_report.report()
    assert [(line.label, line.special) for line in report.tracked] == [
        ("学生", Coverage(30, 10)),
        ("未登记类别1号", Coverage(1, 0, 1, 0)),  # a category that the pack does not list comes last, by its number
    ]
    assert not any(line.misses_special for line in report.tracked)


@pytest.mark.parametrize(
    ("amount_kind", "undefined", "misses"),
    [("stated", 0, True), ("stated", 16, True), ("stated", 17, False), ("undefined", 0, False)],
)
def test_persons_whose_amount_is_open_are_no_failure(amount_kind: str, undefined: int, misses: bool) -> None:
    """Three of twenty are enrolled: the other seventeen count as missing only as far as their amount is known."""
    category = sample_report.category("poor", "困难", amount_kind)
    snapshot = replace(sample_report.snapshot(), categories=[category])
    rows = [sample_report.covered("a", code, 20, 3, undefined, 0) for code in ("", "poor")]
    report = progress_report(sample_report.SLOT, 0, snapshot, Facts([], rows))
    assert [line.misses_special for line in report.categories] == [undefined < 17, misses]
    assert report.units[0].misses_special is report.total.misses_special is (undefined < 17)
    assert percent(report.units[0].special.rate if report.units[0].special else None) == "15.00%"


def test_completion_and_special_goals_are_judged_apart() -> None:
    report = sample_report.report(completion_goal_bp=9801)
    assert [(u.misses_completion, u.misses_special) for u in report.units][:3] == [
        (True, True),
        (True, False),
        (False, False),
    ]


def test_money_by_payer_and_plan_year() -> None:
    report = sample_report.report()
    assert report.payers == {"fiscal": "财政", "aid": "救助资金"}
    assert report.units[0].fund_fen_by_payer == {"fiscal": 598_000}
    assert report.total.fund_fen_by_payer == {"fiscal": 598_000, "aid": 1_225_000}
    assert report.total.money is not None and report.total.money.received_fen == 7_052_000  # this plan year's only
    assert [(y.label, y.enrolled_persons, y.money.received_fen if y.money else 0) for y in report.plan_years] == [
        ("2019参保年度", 3, 75_000),
        ("2020参保年度", 355, 7_052_000),
    ]


def test_the_enrolment_rate_needs_its_denominator() -> None:
    report = sample_report.report()
    assert report.total.enrolment is None
    assert any("未取得数字" in note for note in report.notes)
    people = [sample_report.target(u, n, "常住人口") for u, n in (("a", 400), ("b", 100), ("c", 40), ("d", 200))]
    full = replace(sample_report.snapshot(), targets=[*sample_report.snapshot().targets, *people])
    report = progress_report(sample_report.SLOT, 0, full, sample_report.facts())
    assert [percent(u.enrolment) for u in report.units] == ["49.00%", "49.00%", "25.00%", "49.00%", "—"]
    assert percent(report.total.enrolment) == "47.97%"  # 355 of 740
    assert not any(u.misses_enrolment for u in report.units)  # no goal
    for counts_employees, misses in ((False, True), (True, False)):
        goal = full.campaign | {"enrolment_goal_bp": 9500, "employee_counts_as_covered": counts_employees}
        judged = progress_report(sample_report.SLOT, 0, replace(full, campaign=goal), sample_report.facts())
        assert judged.total.misses_enrolment is misses
        assert any("未计职工医保" in note for note in judged.notes) is counts_employees
    part = replace(full, targets=[t for t in full.targets if t["unit_id"] != "d" or t["measure"] == "target"])
    assert progress_report(sample_report.SLOT, 0, part, sample_report.facts()).total.enrolment is None
    own = replace(part, targets=[*part.targets, sample_report.target("county", 710, "常住人口")])
    assert percent(progress_report(sample_report.SLOT, 0, own, sample_report.facts()).total.enrolment) == "50.00%"


def test_notes_name_blanks_and_the_printed_total() -> None:
    text = "\n".join(sample_report.report().notes)
    assert "无目标任务数：丙乡；" in text
    assert "2人单位待定" in text
    assert "通知所印合计351人，分项相加350人，相差-1人" in text
    assert "正式（附件一）" in text
    assert "相差" not in "\n".join(sample_report.report(printed_total=350).notes)
    assert "相差" not in "\n".join(sample_report.report(printed_total=None).notes)
    delivered = [{**t, "origin": "delivery"} if t["unit_id"] == "a" else t for t in sample_report.snapshot().targets]
    later = progress_report(
        sample_report.SLOT, 0, replace(sample_report.snapshot(), targets=delivered), sample_report.facts()
    )
    assert "相差" not in "\n".join(later.notes)  # the notice's total says nothing about figures delivered after it


def test_the_data_rows_add_up_to_the_printed_ones() -> None:
    report = sample_report.report()
    assert [(d.plan_year, d.unit_name, d.category_label, d.payer_label, d.enrolled_persons) for d in report.data] == [
        (2019, "甲镇", "一般居民", "", 3),
        (2020, "甲镇", "一般居民", "", 150),
        (2020, "甲镇", "困难", "财政", 46),
        (2020, "乙镇", "老年", "救助资金", 49),
        (2020, "丙乡", "一般居民", "", 10),
        (2020, "丁乡", "一般居民", "", 98),
        (2020, "（单位待定）", "一般居民", "", 2),
    ]
    assert sum(d.enrolled_persons for d in report.data if d.plan_year == 2020) == report.total.enrolled_persons


def test_money_that_does_not_balance_is_not_published() -> None:
    bad = {**sample_report.facts().progress[0], "received_fen": 1}
    with pytest.raises(ImbalanceError, match="do not balance"):
        progress_report(sample_report.SLOT, 0, sample_report.snapshot(), Facts([bad], []))


def test_a_loop_in_the_unit_tree_ends() -> None:
    looped = replace(sample_report.snapshot(), units=[
        *sample_report.snapshot().units, sample_report.unit("x", "甲", 1, "y", False),
                                               sample_report.unit("y", "乙", 1, "x", False)])  # fmt: skip
    report = progress_report(
        sample_report.SLOT, 0, looped, Facts([sample_report.progress("x", 1, sample_report.money(25_000))], [])
    )
    assert [(u.label, u.enrolled_persons) for u in report.units if u.enrolled_persons] == [("（单位待定）", 1)]
