"""The sentences of a letter: a sum to pay, to pay back, and none."""

from __future__ import annotations

from tests.unit.report.settlement.examples import composed, facts
from transforms.report.settlement import texts


def test_a_sum_to_pay_in_figures_and_capitals() -> None:
    first, back, settled = texts.amount(composed())
    assert first == ("本批新增3人次、核减1人次、变动1人次，应拨金额400.05元（大写：人民币肆佰元零伍分），请予核拨。")
    assert "应返还参保人250.00元" in back
    assert settled == "含本批在内，各批累计应拨：医疗救助资金300.05元；财政400.00元。"


def test_a_sum_to_pay_back() -> None:
    content = composed(facts((("fiscal", "poor", "x-b", 13_000, -13_000, 0),)))
    assert "应退回金额130.00元（大写：人民币壹佰叁拾元整）" in texts.amount(content)[0]


def test_a_batch_without_lines_says_that_nothing_is_to_be_paid() -> None:
    assert texts.amount(composed(facts(()))) == ("本批没有新增、核减或变动，应拨金额为零元整，无需拨付。",)


def test_titles_scope_and_day() -> None:
    content = composed()
    assert texts.title(content) == "关于申请结算某县2020年度城乡居民基本医疗保险参保资助资金（第2批）的函"
    assert texts.scope(content) == "第2批，台账截至2019年12月31日，上批截至2019年11月30日。"
    assert texts.dated(content) == "2020年1月1日"


def test_tables_end_with_the_sum() -> None:
    content = composed()
    assert texts.category_rows(content)[-1] == ("合计", "", "3", "1", "1", "400.05")
    assert texts.unit_rows(content)[-2:] == (
        ("（单位待定）", "1", "0", "0", "130.00"),
        ("合计", "3", "1", "1", "400.05"),
    )
    assert all(len(row) == len(texts.header(("", ""))) for row in texts.category_rows(content))
