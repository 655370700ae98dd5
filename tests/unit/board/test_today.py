"""The page 今日 from a report whose figures are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support import sample_report
from transforms.board.forecast import OFF_AT_HALF, Forecast
from transforms.board.increase import DayPersons, LastPublication, earlier
from transforms.board.today import MOST_LINES, Today, today, waiting_matters
from transforms.board.tree import restrict
from transforms.mail.reminder import ExpectedDelivery
from transforms.report.progress.compose import progress_report
from transforms.report.progress.summary import OpenDelivery, OpenMatters

PUBLICATION = LastPublication("month", date(2019, 9, 30), 3)


def _model(publication: LastPublication | None = PUBLICATION) -> Today:
    day = date(2019, 10, 30)
    rows = [DayPersons(day, "a", 196, 100), DayPersons(day, "b", 40, 40)]
    before = earlier(sample_report.snapshot(), rows, date(2019, 10, 31), publication, None)
    return today(sample_report.report(), before, None, ())


def _open(number: int, state: str) -> OpenDelivery:
    return {"source": "health", "sender": f"卫健{number}", "period": "2019-10", "version": 1,
            "delivered_on": "2019-10-08", "state": state, "reasons_zh": "缺列"}  # fmt: skip


def test_main_figures_with_targets_and_increases() -> None:
    figures = {figure.label: figure for figure in _model().figures}
    assert (figures["已参保"].value, figures["已参保"].remark) == ("355人", "目标任务350人")
    assert figures["比前一日"].value == "+119人"
    assert (figures["比上次报表"].value, figures["比上次报表"].remark) == ("+215人", "月报，截至2019年9月30日")
    assert figures["完成率"].value == "98.00%" and figures["完成率"].remark == "343÷350"
    bar = figures["完成率"].bullet
    assert bar is not None and bar.is_met and bar.text == "98.00%，要求98.00%，已达到"
    assert (figures["参保率"].value, figures["参保率"].remark) == ("—", "缺少基数")
    special = figures["特殊人群参保率"]
    assert (special.value, special.remark) == ("82.35%", "98÷119；不含金额未定的17人为96.08%")
    assert special.bullet is not None and special.bullet.text == "96.08%，要求100.00%，未达到"


@pytest.mark.parametrize(("employees", "remark"), [(False, ""), (True, "，未计职工医保")])
def test_residents_alone_do_not_miss_a_goal_that_employees_count_for(employees: bool, remark: str) -> None:
    policy = sample_report.snapshot(enrolment_goal_bp=9000, employee_counts_as_covered=employees)
    policy = replace(policy, targets=[*policy.targets, sample_report.target("county", 1000, "常住人口")])
    report = progress_report(sample_report.SLOT, 0, policy, sample_report.facts())
    figures = {
        figure.label: figure
        for figure in today(report, earlier(policy, [], date(2019, 10, 31), None, None), None, ()).figures
    }
    bar = figures["参保率"].bullet
    assert (
        figures["参保率"].remark == f"常住人口：355÷1,000{remark}"
        and bar is not None
        and (bar.goal is None) == employees
    )


@pytest.mark.parametrize(
    ("units", "place"),
    [({"a"}, "甲镇"), ({"a", "b", "c"}, "甲镇、乙镇、丙乡"), ({"a", "b", "c", "d"}, "您单位可以查看的4个地区")],
)
def test_the_lead_names_the_units_that_the_reader_sees(units: set[str], place: str) -> None:
    own, sums = restrict(sample_report.snapshot(), sample_report.facts(), frozenset(units))
    report = progress_report(sample_report.SLOT, 0, own, sums)
    before = earlier(own, [], date(2019, 10, 31), None, None)
    assert today(report, before, None, (), own_units=True).lead.startswith(f"截至2019年10月31日，{place}已参保")
    assert today(report, before, None, ()).lead.startswith("截至2019年10月31日，试点县已参保")


def test_without_an_earlier_publication_the_page_states_it() -> None:
    figures = {figure.label: figure for figure in _model(None).figures}
    assert (figures["比上次报表"].value, figures["比上次报表"].remark) == ("—", "此前没有发布过报表")


def test_gaps_of_special_populations() -> None:
    gaps = {gap.label: gap for gap in _model().gaps}
    poor, opened = gaps["困难"], gaps["重残"]
    assert (poor.members, poor.enrolled, poor.missing, poor.rate, poor.is_missed) == ("55", "51", "4", "92.73%", True)
    assert (opened.missing, opened.undefined, opened.is_missed) == ("17", "17", False)
    assert [gap.label for gap in _model().tracked] == ["学生", "未登记类别1号"]


def test_money_by_payer() -> None:
    assert dict(_model().money) == {
        "个人缴费到账": "70,520.00元", "财政资助": "5,980.00元", "救助资金资助": "12,250.00元", "待退": "250.00元",
        "挂账": "50.00元", "2019参保年度个人缴费到账": "750.00元",
    }  # fmt: skip


def test_matters_that_wait_are_counted_in_full_and_listed_in_part() -> None:
    matters: OpenMatters = {
        "deliveries": [*(_open(number, "held") for number in range(MOST_LINES + 3)), _open(99, "rejected")],
        "quarantine": [
            {"source": "tax", "sender": "税务局", "reason_code": "x", "quarantined_rows": 1200, "reason_zh": "错"},
            {"source": "tax", "sender": "税务局", "reason_code": "y", "quarantined_rows": 34, "reason_zh": "错"},
        ],
        "unreconciled": [
            {"on_date": "2019-10-08", "unit_id": "", "kind": "feed", "differences": 2, "difference_fen": 5}
        ],
    }
    day = date(2019, 10, 1)
    expected = [
        ExpectedDelivery("tax", "税务局", "county_tax", "feed", "2019-10-01", day, None, "missing", 30, None),
        ExpectedDelivery("tax", "税务局", "county_tax", "feed", "2019-10-02", day, day, "on_time", 0, None),
    ]
    held, missing, rejected, rows, persons, money = waiting_matters(matters, expected, 19)
    assert (held.count, len(held.lines), held.left_out) == (MOST_LINES + 3, MOST_LINES, 3)
    assert held.lines[0] == "卫健0（2019-10，2019-10-08送达）整份暂存，待经办机构核定：缺列"
    assert (missing.count, len(missing.lines)) == (1, 1) and "逾期30天" in missing.lines[0]
    assert rejected.count == 1
    assert (rows.count, rows.lines) == (1234, ("税务局：1,234行（次）",)) and persons.count == 19
    assert money.count == 2 and len(money.lines) == 1
    assert [matter.count for matter in waiting_matters({"deliveries": [], "quarantine": []}, [], 0)] == [0] * 6


def test_the_forecast_states_its_range_and_how_it_was_made() -> None:
    before = earlier(sample_report.snapshot(), [], date(2019, 10, 31), None, None)
    expected = Forecast(date(2019, 12, 31), 700, 600, 1_200, 9, 5)
    outlook = today(sample_report.report(), before, None, (), expected=expected).outlook
    assert outlook is not None
    assert (outlook.persons, outlook.range) == ("约700人", "600人至1,200人")
    assert "平均每天9人，约为目标任务的200.00%" in outlook.remark and "2019年12月31日" in outlook.heading
    assert f"最多相差{OFF_AT_HALF[1]}%" in outlook.method
    assert today(sample_report.report(), before, None, ()).outlook is None
