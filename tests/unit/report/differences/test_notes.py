"""Differences with the tax bureau hold the money of their own period back, and are named."""

import datetime as dt
from typing import Any

from transforms.report.differences.notes import MoneyDifference, difference_lines, difference_notes, withheld
from transforms.report.publication import Period, View

PERIOD = Period("progress", "half_month", dt.date(2019, 10, 16), dt.date(2019, 10, 31), dt.date(2019, 10, 31))
MONEY_WAITS = View(withheld=("money",))


def difference(on: str, unit_id: str = "a", kind: str = "statement", count: int = 1, fen: int = 100) -> MoneyDifference:
    return {"on_date": on, "unit_id": unit_id, "kind": kind, "differences": count, "difference_fen": fen}


def test_only_a_day_of_the_period_holds_back() -> None:
    for on, waits in (("2019-10-15", ()), ("2019-10-16", ("money",)), ("2019-10-31", ("money",)), ("2019-11-01", ())):
        assert withheld([difference(on)], PERIOD, View()) == waits, on
    assert withheld([], PERIOD, View()) == ()


def test_a_part_waits_for_its_own_units_and_for_what_has_no_unit() -> None:
    part: dict[str, Any] = {"recipient": "towns@a", "units": ("a",)}
    assert withheld([difference("2019-10-20", "b")], PERIOD, View(**part)) == ()
    assert withheld([difference("2019-10-20", "")], PERIOD, View(**part)) == ("money",)
    assert withheld([difference("2019-10-20")], PERIOD, View(**part, fields=("enrolment",))) == ()


def test_notes_name_the_days_and_what_waits() -> None:
    rows = [difference("2019-10-09", count=2), difference("2019-10-20", count=3), difference("2019-10-20", "b")]
    before = "此前2019年10月9日的缴费与税务对账有2处不一致，资金以核对结果为准。"
    assert difference_notes(rows, PERIOD, MONEY_WAITS) == (
        "资金栏暂不公布：2019年10月20日的缴费与税务对账有4处不一致，核对一致后以更正件公布。",
        before,
    )
    # found after the money was published: it stays, with a note
    assert difference_notes(rows, PERIOD, View()) == (
        "2019年10月20日的缴费与税务对账有4处不一致，资金以核对结果为准。",
        before,
    )
    assert difference_notes(rows, PERIOD, View(fields=("enrolment",))) == ()
    assert difference_notes([], PERIOD, View()) == ()


def test_many_days_are_counted() -> None:
    rows = [difference(f"2019-10-{day}") for day in range(16, 24)]
    (note,) = difference_notes(rows, PERIOD, MONEY_WAITS)
    assert "2019年10月20日等8日的缴费" in note and "2019年10月21日" not in note


def test_lines_sum_each_kind() -> None:
    rows = [difference("2019-10-09", fen=-250), difference("2019-10-10"), difference("2019-10-11", "", "feed", fen=5)]
    assert difference_lines(rows) == (
        "税务月度对账单：2019年10月9日、2019年10月10日有2处与缴费凭证不一致，差额-1.50元，"
        "请与税务部门逐笔核对，明细见“税务对账差异”",
        "税务缴费流水的合计行：2019年10月11日有1处与缴费凭证不一致，差额0.05元，请税务部门核对后重报",
    )
    assert difference_lines([]) == ()
