"""The sentences of a list: a sum to refund, fewer refunds, and none."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.report.refund.examples import PERIOD, ROWS, composed, facts
from transforms.report.publication import Edition
from transforms.report.refund import texts


def test_the_sum_is_in_figures_and_capitals_with_all_batches() -> None:
    batch, every = texts.amount(composed())
    assert batch == "本批应退270.05元（大写：人民币贰佰柒拾元零伍分）。"
    assert every == "含本批在内，各批累计应退650.05元，已退20.00元，尚应退630.05元。"


def test_a_batch_that_withdraws_more_than_it_lists() -> None:
    content = composed(facts((("over", "多缴", "x-b", 25_000, -25_000),)))
    assert texts.amount(content)[0] == "本批撤回多于新增，应退金额减少250.00元（大写：人民币贰佰伍拾元整）。"


def test_a_batch_without_lines_says_so() -> None:
    assert texts.amount(composed(facts(())))[0] == "本批没有新增、撤回或变动。"


def test_late_payments_are_checked_before_they_are_refunded() -> None:
    assert texts.CHECKING in texts.explanations(composed())
    others = tuple(row for row in ROWS if row[0] != texts.LATE)
    assert texts.CHECKING not in texts.explanations(composed(facts(others)))


def test_title_and_scope() -> None:
    content = composed()
    assert texts.title(content) == "某县2020年度城乡居民基本医疗保险退费清单（第2批）"
    assert texts.title(replace(content, edition=Edition(PERIOD, 1))).endswith("（第2批）（更正第1号）")
    assert texts.scope(content) == "第2批，台账截至2020年2月1日：新增2笔、撤回1笔、变动1笔。"


def test_tables_end_with_the_sum() -> None:
    assert texts.unit_rows(composed())[-2:] == (
        ("（单位待定）", "1", "0", "0", "250.00"),
        ("合计", "2", "1", "1", "270.05"),
    )
    assert texts.reason_rows(composed())[-1] == texts.unit_rows(composed())[-1]
