"""The model of a layout refuses what contradicts itself, and answers what a file must have."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.support.files.builders import LAYOUTS
from transforms.intake.layouts.model import Layout, Vocabulary

CIVIL, TAX = LAYOUTS["civil_affairs"], LAYOUTS["tax"]
SPOUSE = {"name": ["配偶姓名"], "document_number": ["配偶证件号码"]}


def changed(base: Layout = CIVIL, **changes: Any) -> Layout:
    return Layout.model_validate({**base.model_dump(), **changes})


def refused(base: Layout = CIVIL, **changes: Any) -> str:
    with pytest.raises(ValidationError) as error:
        changed(base, **changes)
    (problem,) = error.value.errors()
    return str(problem["msg"])


def columns(base: Layout = CIVIL, *without: str, **more: Any) -> dict[str, Any]:
    return {name: column for name, column in base.model_dump()["columns"].items() if name not in without} | more


def test_a_change_list_must_have_more_columns_than_a_full_list() -> None:
    full, change = CIVIL.required("full"), CIVIL.required("change")
    assert full == ["name", "document_number", "category", "unit", "effective_on"]
    assert change == [*full, "op", "change_on"]


def test_headers_are_compared_folded_and_printed_as_the_sender_writes_them() -> None:
    assert TAX.header_map()["缴费金额(元)"] == "amount_fen"
    assert TAX.label("amount_fen") == "缴费金额(元)" and TAX.label("grade") == "grade"
    assert "序号" in CIVIL.ignored_headers and "序号" not in CIVIL.header_map()


def test_columns_of_a_further_person_are_named_with_its_ordinal() -> None:
    family = changed(further_persons=[SPOUSE])
    assert family.header_map()["配偶姓名"] == "name:2"
    assert family.label("name:2") == "第2人 配偶姓名"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"columns": columns(CIVIL, "effective_on")}, "special_list 还应有这些列：effective_on"),
        ({"category_from": "layout"}, "category 只在 category_from 为 layout 时写，也必须写"),
        ({"category": "orphan"}, "category 只在 category_from 为 layout 时写，也必须写"),
        ({"category_from": "grade"}, "category_from 为 grade 时应有列 grade"),
        ({"amount_unit": "分"}, "没有金额列的版式不写 amount_unit"),
        ({"ignored": ["姓 名"]}, "“姓名”既是要读的列名，又列在 ignored 中，二者取一"),
        ({"no_words": ["否", "是"]}, "“是”既在 yes_words 又在 no_words 中，二者取一"),
        ({"op_words": {"新增": "add", "新 增": "end"}}, "与“新增”是同一个词，却表示不同的意思，二者取一"),
        ({"further_persons": [{**SPOUSE, "name": ["姓名"]}]}, "第2人的列名“姓名”已经用于“姓名”，各人的列名不能相同"),
        (
            {"control_row": {"count_column": "name", "amount_column": "amount_fen"}},
            "只有 kind 为 tax_feed、tax_statement 的",
        ),
    ],
)
def test_a_contradiction_is_refused_in_the_authors_words(changes: dict[str, Any], text: str) -> None:
    assert text in refused(**changes)


@pytest.mark.parametrize(
    ("control", "text"),
    [
        (("name", "plan_year"), "应为金额列 amount_fen"),
        (("grade", "amount_fen"), "columns 中没有 grade 这一列"),
        (("amount_fen", "amount_fen"), "笔数和金额不能在同一列"),
    ],
)
def test_a_control_row_must_be_able_to_be_compared(control: tuple[str, str], text: str) -> None:
    assert text in refused(TAX, control_row={"count_column": control[0], "amount_column": control[1]})


def test_words_for_categories_and_several_persons_fit_few_kinds() -> None:
    assert "只有按列给出人员类别的名册才写 category_words" in refused(TAX, category_words={"甲": "a"})
    assert "只有人员名册和底册的一行可以写几个人" in refused(TAX, further_persons=[SPOUSE])


def test_one_header_means_one_column() -> None:
    twice = columns(CIVIL, "subclass", subclass={"headers": ["姓名"]})
    assert "列名“姓名”同时表示 name 和 subclass" in refused(columns=twice)
    assert "“***”只有符号，不是列名" in refused(columns=columns(CIVIL, "subclass", subclass={"headers": ["***"]}))


def test_a_column_that_tells_data_from_footers_is_in_every_file() -> None:
    never = {"document_number": "证件号", "unit": "乡镇"}
    optional = columns(CIVIL, **{name: {"headers": [header], "required": "never"} for name, header in never.items()})
    assert "每份文件都要有 document_number 或 unit" in refused(columns=optional)


@pytest.mark.parametrize("day", [19000101, "1900/1/1", 0])
def test_a_day_is_a_text_in_the_form_of_a_day(day: object) -> None:
    assert "应为日期，如 1900-01-01" in refused(earliest_date=day)


def test_an_unknown_key_and_a_blank_word_are_refused() -> None:
    assert "Extra inputs" in refused(colour="red")
    assert "不能为空" in refused(total_words=[" "])


def test_the_shared_vocabulary_gives_each_header_one_meaning() -> None:
    shared = {name: getattr(CIVIL, name) for name in ("total_words", "footer_words", "yes_words", "no_words")}
    words = {**shared, "op_words": {}, "grade_words": {}, "sex_words": {}, "earliest_date": "1900-01-01"}
    assert Vocabulary.model_validate({**words, "headers": {"unit": ["乡镇"]}}).headers == {"unit": ["乡镇"]}
    with pytest.raises(ValidationError, match="同时表示"):
        Vocabulary.model_validate({**words, "headers": {"unit": ["乡镇"], "region": ["乡镇"]}})


def test_a_constant_has_a_meaning_and_an_effect() -> None:
    assert "op_words" in refused(constants={"op": "搬走"})
    assert "每份文件都要有" in refused(constants={"unit": "甲镇"})
    assert "不能相同" in refused(columns=columns(CIVIL, "sex"), constants={"sex": "男"})
    optional = columns(CIVIL, "op")
    assert not CIVIL.lists_deaths and not changed(columns=optional, constants={"op": "新增"}).lists_deaths
    assert changed(columns=optional, constants={"op": "死亡"}).lists_deaths


def test_a_list_of_claims_states_the_category_in_a_column() -> None:
    claims = LAYOUTS["fund_claim"].model_dump()
    with pytest.raises(ValidationError, match="按列给出类别"):
        type(CIVIL).model_validate({**claims, "category_from": "layout", "category": "destitute"})
    with pytest.raises(ValidationError, match="还应有这些列：category"):
        type(CIVIL).model_validate(
            {**claims, "columns": {k: v for k, v in claims["columns"].items() if k != "category"}}
        )
    words = type(CIVIL).model_validate({**claims, "category_words": {"返贫致贫人口": "destitute"}})
    assert words.category_words == {"返贫致贫人口": "destitute"}


def test_a_form_that_is_only_held_stands_for_another() -> None:
    assert "alternative_to" in refused(held_as="fund_claim")
    held = LAYOUTS["tax_fund_claims"]
    assert held.held_as == "fund_claim" and "receipt_no" not in held.columns


def test_only_employees_insurance_is_over() -> None:
    state = {"headers": ["状态"], "counts": ["正常"], "ended": ["终止"]}
    assert "employee" in refused(row_states=[state])
    assert changed(LAYOUTS["employee"], row_states=[state]).row_states[0].ended == ["终止"]


def test_measures_are_columns_of_a_table_of_targets() -> None:
    assert "target_table" in refused(measure_columns={"参保任务数": ["任务数"]})
    assert "target_table" in refused(LAYOUTS["targets"], measure_columns={"参保任务数": ["任务数"]})
    assert LAYOUTS["targets_wide"].headers_of("measure_columns/1")[0] == "任务数"
