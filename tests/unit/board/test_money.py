"""The page 资金: accounts by unit that balance, batches, due lists, fiscal subsidy of the enrolled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.support import sample_report
from transforms.board.money import MOST_DUE_LISTS, Batch, FiscalShare, MoneyPage, NumberedList, RefundBatch, money_page

DAY = sample_report.SLOT.as_of
BATCH = Batch("县财政", "", None, 2, DAY, 5_200_000, 0, None, 5_200_000)
DUE_LIST = NumberedList(3, DAY, 1_200, 30_000_000, 5_000, 125_000_000)


def _page(*shares: FiscalShare, batches: tuple[Batch, ...] = (), due_lists: tuple[NumberedList, ...] = ()) -> MoneyPage:
    return money_page(sample_report.snapshot(), sample_report.facts(), batches, due_lists, shares)


def _fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def test_each_unit_balances_and_the_total_is_the_sum() -> None:
    page = _page()
    assert [line.name for line in page.lines] == ["甲镇", "乙镇", "丙乡", "丁乡", "（单位待定）"]
    for line in (*page.lines, page.total):
        received, fund, contribution, refundable, reimbursable, suspense = map(_fen, line.amounts)
        assert received + fund == contribution + refundable + reimbursable + suspense
    columns = zip(*(line.amounts for line in page.lines), strict=True)
    assert [sum(map(_fen, column)) for column in columns] == [_fen(text) for text in page.total.amounts]
    assert _fen(page.total.amounts[0]) == sum(row["received_fen"] for row in sample_report.facts().progress) > 0


def test_a_batch_states_the_confirmed_and_the_open_part() -> None:
    confirmed = replace(
        BATCH, unit_name="甲镇", confirmed_fen=200_000, confirmed_on=date(2019, 11, 5), open_fen=5_000_000
    )
    assert _page(batches=(BATCH, confirmed)).batches == (
        ("县财政", "全部地区", "第2批", "2019年10月31日", "52,000.00", "0.00", "52,000.00"),
        ("县财政", "甲镇", "第2批", "2019年10月31日", "52,000.00", "2,000.00（2019年11月5日）", "50,000.00"),
    )


def test_a_list_of_refunds_is_the_sum_of_its_units() -> None:
    first = RefundBatch(1, DAY, "a", 2, 50_000, 25_000, 0, 25_000, 31)
    settled = replace(first, open_fen=0, days_open=None)
    of_b = replace(settled, unit_id="b", listed_receipts=1_000, confirmed_fen=50_000)
    rows = (replace(settled, batch_no=2, moved_fen=50_000, confirmed_fen=0), first, of_b)
    page = money_page(sample_report.snapshot(), sample_report.facts(), (), (), (), None, rows)
    assert page.refunds == (
        ("第2批", "2019年10月31日", "2", "500.00", "0.00", "500.00", "0.00", "—"),
        ("第1批", "2019年10月31日", "1,002", "1,000.00", "750.00", "0.00", "250.00", "31"),
    )


def test_the_newest_due_lists_are_shown() -> None:
    lists = tuple(replace(DUE_LIST, list_no=20 - back, as_of=DAY - timedelta(days=back)) for back in range(12))
    shown = _page(due_lists=lists).due_lists
    assert len(shown) == MOST_DUE_LISTS
    assert shown[0] == ("第20号", "2019年10月31日", "1,200", "300,000.00", "5,000", "1,250,000.00")


def test_the_fiscal_subsidy_is_for_the_enrolled_of_the_plan_year() -> None:
    page = _page(FiscalShare("省财政", 40_000, is_minimum=False), FiscalShare("县财政", 15_001, is_minimum=True))
    facts = sample_report.facts().progress
    assert sum(row["enrolled_persons"] for row in facts if row["plan_year"] == 2020) == 355
    assert page.subsidies == (
        ("省财政", "400.00", "355", "142,000.00"), ("县财政", "不低于150.01", "355", "不低于53,253.55"),
    )  # fmt: skip


def test_without_lists_there_is_no_table() -> None:
    page = _page()
    assert page.batches == page.due_lists == page.subsidies == ()
