"""The words of a request: number, figures and capital figures, and what is taken off."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.report.fiscal_subsidy.examples import FIRST, ROWS, composed
from transforms.report.fiscal_subsidy import texts


def test_the_amount_is_in_figures_and_in_capitals() -> None:
    due, asked = texts.amount(composed())
    assert due == "截至2019年12月31日，已参保18人，财政补助标准为每人550.01元，应补助9,900.18元。"
    assert asked == ("以前各次已申请7,700.14元，本次申请拨付2,200.04元（大写：人民币贰仟贰佰元零肆分），请予拨付。")
    assert texts.title(composed()) == "关于申请拨付某县2020年度城乡居民基本医疗保险财政补助资金（第2次）的函"


def test_the_first_request_names_none_before() -> None:
    first = composed([{**row, "before_persons": 0} for row in ROWS], FIRST)
    assert "以前" not in texts.amount(first)[1] and "上次" not in texts.explanations(first)[0]


def test_too_much_is_taken_off_later_and_nothing_is_nothing() -> None:
    less = composed([{"unit_id": "x-b", "persons": 1, "before_persons": 3}])
    assert "多申请1,100.02元（大写：人民币壹仟壹佰元零贰分）" in texts.amount(less)[1]
    same = composed([{"unit_id": "x-b", "persons": 3, "before_persons": 3}])
    assert texts.amount(same)[1].endswith("本次申请金额为零元整，无需拨付。")


def test_a_least_share_is_stated_as_such() -> None:
    assert texts.MINIMUM not in texts.explanations(composed())
    assert texts.MINIMUM in texts.explanations(replace(composed(), is_minimum=True))
