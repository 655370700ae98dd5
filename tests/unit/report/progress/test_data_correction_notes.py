"""The notes of a report that data has changed since: what came, and every figure that differs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from tests.support import sample_report
from transforms.report.progress.content import Coverage, Line, Money, Report
from transforms.report.progress.data_correction_notes import data_correction, data_correction_notes

BEFORE = sample_report.report()


def _with(report: Report, **changes: Any) -> Report:
    """The report whose first unit, and total, have other figures."""
    return replace(report, units=(replace(report.units[0], **changes), *report.units[1:]))


def _delivery(number: int, mode: str = "full") -> dict[str, Any]:
    return {
        "sender": f"某局{number}", "kind": "special_list", "list_mode": mode, "period": "2019-10", "version": 2,
        "delivered_on": date(2019, 11, 5),
    }  # fmt: skip


def _notes(before: Report, after: Report, deliveries: Any = (), taken_back: Any = ()) -> tuple[str, ...]:
    kept = json.loads(json.dumps(data_correction(before, after, deliveries, taken_back)))
    return data_correction_notes(kept)


def test_every_figure_that_differs_is_said_and_no_other() -> None:
    first = BEFORE.units[0]
    assert first.enrolled_persons is not None and first.money is not None
    money = replace(first.money, received_fen=first.money.received_fen + 12_345)
    after = _with(
        BEFORE, enrolled_persons=first.enrolled_persons - 3, money=money,
        target_persons=(first.target_persons or 0) + 1000,
    )  # fmt: skip
    head, changed = _notes(BEFORE, after)
    assert head == "更正说明：本表更正同期报表（首次发布）。其后收到：对此前数据的处理。原报表保留不变。"
    assert changed == f"与更正前相比：{first.label}目标任务数+1,000人，参保人数-3人，个人缴费到账+123.45元。"


def test_a_line_that_came_or_went_is_said() -> None:
    gone = Line("某镇", enrolled_persons=5)
    before, after = replace(BEFORE, units=(gone, *BEFORE.units)), BEFORE
    assert "某镇参保人数-5人" in _notes(before, after)[1]
    assert "某镇参保人数+5人" in _notes(after, before)[1]


def test_money_of_another_plan_year() -> None:
    own, other = Line("2020参保年度", money=Money(100, 0, 100)), Line("2019参保年度", money=Money(700, 0, 700))
    before, after = replace(BEFORE, plan_years=(own,)), replace(BEFORE, plan_years=(other, own))
    assert _notes(before, after)[1:] == ("与更正前相比，其他参保年度：2019参保年度个人缴费到账+7.00元。",)


def test_a_group_of_the_population() -> None:
    label = BEFORE.categories[0].label
    covered = BEFORE.categories[0].special or Coverage()
    line = replace(BEFORE.categories[0], special=covered.plus(Coverage(2, 1)))
    after = replace(BEFORE, categories=(line, *BEFORE.categories[1:]))
    assert _notes(BEFORE, after)[1:] == (f"与更正前相比，特殊人群：{label}应参保+2人，已参保+1人。",)


def test_who_sent_what_is_named_and_long_lists_are_counted() -> None:
    deliveries = [*(_delivery(n) for n in range(7)), _delivery(8, "feed"), _delivery(8, "feed")]
    head = _notes(BEFORE, BEFORE, deliveries, [{"sender": "某局9", "period": "2019-09", "version": 1}])[0]
    assert "某局4" in head and "某局5" not in head and "另有名单2份；某局8流水2份；某局9撤回2019-09第1版" in head
    assert "某局02019-10全量名册第2版（2019年11月5日收到）" in head


def test_a_correction_of_a_correction_says_so_and_that_no_figure_differs() -> None:
    head, nothing = _notes(replace(BEFORE, correction_no=2), BEFORE)
    assert "（更正第2号）" in head and "人数和金额未变" in nothing
