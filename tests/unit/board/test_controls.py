"""Controls on the page 资金: open days first, causes summed over units, only the reader's units."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from transforms.board.controls import (
    MOST_FEED_DAYS,
    Audits,
    CauseOfUnit,
    Controls,
    FeedState,
    HeldCash,
    Requests,
    controls,
)

DAY = date(2019, 10, 31)
FEED = FeedState(DAY, 4, 100_000, 75_000, 0, 0, "balanced", "已平", "")
OPEN = FeedState(DAY - timedelta(days=30), 3, 75_000, 50_000, 1, 25_000, "quarantined", "有未入账的行", "税务部门")
CAUSE = CauseOfUnit("a", "twice", "对账单重复列", "税务部门", "请更正", 2, 50_000, 0)
CASH = HeldCash("a", "甲镇", 2, 3, 75_000, date(2019, 10, 26), 0, 1)
AUDIT = Audits("", None, 5, 2, 1, 25_000)


def test_days_that_are_not_settled_come_first() -> None:
    feeds = [*(replace(FEED, cut_off_on=DAY - timedelta(days=back)) for back in range(20)), OPEN]
    page = controls(feeds, (), (), ())
    assert page.feeds_zh == "共21日有流水，1日未平。" and len(page.feeds) == MOST_FEED_DAYS
    assert page.feeds[0] == (
        *("2019年10月1日", "1", "3", "750.00", "500.00", "1", "250.00"),
        *("有未入账的行", "税务部门"),
    )
    assert page.feeds[1] == ("2019年10月31日", "1", "4", "1,000.00", "750.00", "0", "0.00", "已平", "—")


def test_files_of_a_day_add_up_and_what_is_unknown_is_no_sum() -> None:
    resent = replace(FEED, control_fen=None, receipt_fen=25_000)
    (day,) = controls([FEED, resent], (), (), ()).feeds
    assert day[1:6] == ("2", "8", "未知", "1,000.00", "0")


def test_a_reader_of_some_units_sees_their_rows_and_no_control_rows() -> None:
    causes = [CAUSE, replace(CAUSE, unit_id="b", differences=1, statement_fen=25_000)]
    everything = controls([FEED], causes, [CASH], [AUDIT])
    assert everything.statements == (("对账单重复列", "3", "750.00", "0.00", "税务部门", "请更正"),)
    assert everything.audits == (("（单位待定）", "5", "2", "1", "250.00"),)
    own = controls([FEED], causes, [CASH], [AUDIT], frozenset({"a"}))
    assert own == Controls(
        "",
        (),
        (("对账单重复列", "2", "500.00", "0.00", "税务部门", "请更正"),),
        (("甲镇", "2", "3", "750.00", "2019年10月26日", "0", "1"),),
        (),
        (),
    )


def test_requests_of_the_readers_units_are_shown() -> None:
    rows = [Requests("a", "甲镇", 1_000, 2, 3, 4, 5), Requests("", None, 1, 0, 0, 0, 0)]
    assert controls((), (), (), (), None, rows).requests == (
        ("甲镇", "1,000", "2", "3", "4", "5"), ("（单位待定）", "1", "0", "0", "0", "0"),
    )  # fmt: skip
    assert len(controls((), (), (), (), frozenset({"a"}), rows).requests) == 1
