"""The sentences of a letter: a sum to pay, to pay back, and none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.report.settlement.examples import composed, facts
from transforms.report.publication import View
from transforms.report.settlement import texts


def test_each_fund_has_its_sum_in_figures_and_capitals() -> None:
    persons, aid, fiscal, settled = texts.amount(composed())
    assert persons == "本批新增3人次、核减1人次、变动1人次。"
    assert aid == "医疗救助资金应拨150.05元（大写：人民币壹佰伍拾元零伍分），请予核拨。"
    assert fiscal == (
        "财政应拨250.00元（大写：人民币贰佰伍拾元整），请予核拨；其中先缴后补、应返还参保人250.00元，其余划入基金财政专户。"
    )
    assert settled == "含本批在内，各批累计应拨：医疗救助资金300.05元；财政400.00元。"


@pytest.mark.parametrize(
    ("fen", "back", "expected"),
    [
        (-13_000, 0, "财政应退回130.00元（大写：人民币壹佰叁拾元整），请办理退回。"),
        (-13_000, -13_000, "请办理退回；先缴后补部分应向参保人收回130.00元。"),
        (13_000, 14_000, "请予核拨；先缴后补部分应返还参保人140.00元。"),
    ],
)
def test_a_sum_to_pay_back_and_parts_that_are_no_part_of_it(fen: int, back: int, expected: str) -> None:
    content = composed(facts((("fiscal", "poor", "x-b", 13_000, fen, back),)))
    assert texts.amount(content)[1].endswith(expected)


def test_what_one_fund_gets_back_is_not_taken_from_another() -> None:
    rows = (("aid", "poor", "x-b", 0, 13_000, 0), ("fiscal", "poor", "x-b", 13_000, -13_000, 0))
    aid, fiscal = texts.amount(composed(facts(rows)))[1:3]
    assert "应拨130.00元" in aid and "应退回130.00元" in fiscal


def test_a_fund_whose_changes_cancel_pays_nothing() -> None:
    rows = (("aid", "poor", "x-b", 0, 13_000, 0), ("aid", "poor", "x-a", 13_000, -13_000, 0))
    assert "增减相抵，应拨金额为零元整" in texts.amount(composed(facts(rows)))[1]


def test_a_batch_of_a_unit_names_it_and_a_late_letter_is_dated_after_its_figures() -> None:
    content = composed(view=View("aid_office@x-a", units=("x-a",)))
    assert texts.title(content).startswith("关于申请结算某县甲镇2020年度")
    late = replace(content, batch=replace(content.batch, as_of=date(2020, 6, 30)))
    assert texts.dated(late) == "2020年7月1日"


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
