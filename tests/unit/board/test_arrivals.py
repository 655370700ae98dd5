"""The page 报送: the most serious state of a day decides, and everything is counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from transforms.board.arrivals import DAYS, Arrivals, ArrivedDelivery, arrivals, days_up_to
from transforms.mail.reminder import ExpectedDelivery

FIRST, LAST = date(2019, 1, 1), date(2019, 10, 31)
DAY = date(2019, 10, 8)


def _arrived(state: str = "committed", on: date = DAY, rows: int | None = 200, quarantined: int = 0) -> ArrivedDelivery:
    return ArrivedDelivery(
        "tax", "税务局", "2019-10-08", 1, on, state, rows, quarantined, "缺列" if state == "held" else ""
    )


def _expected(state: str, due: date = DAY, arrived: date | None = DAY) -> ExpectedDelivery:
    return ExpectedDelivery("tax", "税务局", "county_tax", "feed", f"{due}", due, arrived, state, 3, None)


def _cell(page: Arrivals, day: date) -> tuple[str, str, str] | None:
    (line,) = page.lines
    cell = line.cells[[head.day for head in page.days].index(day)]
    return None if cell is None else (cell.state, cell.share, cell.text)


def _page(deliveries: list[ArrivedDelivery], expected: list[ExpectedDelivery]) -> Arrivals:
    return arrivals(days_up_to(LAST), (FIRST, LAST), deliveries, expected)


def test_the_calendar_has_31_days_up_to_the_chosen_one() -> None:
    days = days_up_to(LAST)
    assert len(days) == DAYS and (days[0], days[-1]) == (date(2019, 10, 1), LAST)
    heads = _page([], []).days
    assert [(h.day.day, h.weekday, h.is_weekend) for h in heads[4:7]] == [
        (5, "六", True),
        (6, "日", True),
        (7, "一", False),
    ]


@pytest.mark.parametrize(("last", "later"), [(0, ""), (10, "2019-11-10"), (90, "2019-12-01")])
def test_the_way_to_the_calendars_before_and_after(last: int, later: str) -> None:
    page = arrivals(days_up_to(LAST), (FIRST, LAST + timedelta(days=last)), [], [])
    assert (page.earlier, page.later) == ("2019-09-30", later)


def test_no_calendar_lies_before_the_first_day() -> None:
    first = days_up_to(LAST)[0]
    assert arrivals(days_up_to(LAST), (first, LAST), [], []).earlier == ""
    assert arrivals(days_up_to(LAST), (first - timedelta(days=1), LAST), [], []).earlier == "2019-09-30"


@pytest.mark.parametrize(
    ("deliveries", "expected", "state", "text"),
    [
        ([_arrived()], [_expected("on_time")], "on_time", "10月8日：按时1批"),
        ([_arrived()], [_expected("late", date(2019, 10, 5))], "late", "10月8日：迟报1批"),
        ([_arrived()], [], "received", "10月8日：已收到1批"),
        ([_arrived("held")], [_expected("on_time")], "held", "10月8日：整份暂存1批"),
        ([_arrived("rejected"), _arrived()], [_expected("on_time")], "rejected", "10月8日：整份退回1批，按时1批"),
        ([], [_expected("missing", arrived=None)], "missing", "10月8日：逾期未报1批"),
        ([_arrived()], [_expected("on_time"), _expected("late", date(2019, 10, 5))], "late", "10月8日：迟报1批"),
    ],
)
def test_the_state_of_a_day(
    deliveries: list[ArrivedDelivery], expected: list[ExpectedDelivery], state: str, text: str
) -> None:
    assert _cell(_page(deliveries, expected), DAY) == (state, "", text)


def test_the_share_of_quarantined_rows_of_all_deliveries_of_the_day() -> None:
    page = _page([_arrived(quarantined=3), _arrived(rows=None), _arrived(rows=100)], [])
    assert _cell(page, DAY) == ("received", "1.00%", "10月8日：已收到3批，300行中隔离3行（1.00%）")


def test_what_is_not_due_or_out_of_the_period_is_no_cell() -> None:
    expected = [_expected("not_due", arrived=None), _expected("missing", date(2019, 9, 1), None)]
    page = _page([], expected)
    assert {cell for line in page.lines for cell in line.cells} == {None} and page.attention == ()


def test_deliveries_that_need_attention_the_latest_first() -> None:
    expected = [_expected("missing", date(2019, 10, 20), None)]
    page = _page([_arrived("held")], expected)
    assert page.attention == (
        ("2019-10-20", "税务局", "逾期未报", "2019-10-20，逾期3天"),
        ("2019-10-08", "税务局", "整份暂存，待经办机构核定", "2019-10-08第1版：缺列"),
    )
    assert dict(page.counts)["整份暂存"] == 1 and dict(page.counts)["逾期未报"] == 1 and dict(page.counts)["按时"] == 0
