"""Errors of the models in both languages: every kind that a pack can cause has its own words."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from tests.support.packs.entries import entry
from transforms.policy.cases.model import CaseText
from transforms.policy.load.pydantic_messages import translate_error
from transforms.policy.model.acknowledged import Acknowledgement
from transforms.policy.model.base import Strict
from transforms.policy.model.places import Unit, UnitTree
from transforms.policy.model.prices import Price
from transforms.policy.model.schedule import Publication, Window
from transforms.policy.model.sources import Source
from transforms.policy.model.subsidies import Combination
from transforms.strict_yaml.problems import Finding

CASE = {"sentence": "普通居民缴250元参保", "requirements": ("XX-01",), "as_of": date(2019, 9, 1)}
NOTED = {"warning": "doubt.names_alike", "where": "units", "reason_zh": "确是两个单位"}
UNIT = {"unit_id": "xx-a", "name": "甲镇"}
PRICE = {"plan_year": 2020, "price": {"fen": 1}}
WINDOW = {"window_id": "main", "group": "everyone", "starts_on": date(2019, 9, 1), "ends_on": date(2019, 9, 1)}


def translated(model: type[Strict], **values: Any) -> Finding:
    """Translate the only error of these values."""
    with pytest.raises(ValidationError) as caught:
        entry(model, **values)
    (error,) = caught.value.errors(include_url=False)
    return translate_error(error, ("section", 4))


@pytest.mark.parametrize(
    ("model", "values", "path", "code", "zh", "en"),
    [
        (Unit, {"name": "甲镇"}, ("unit_id",), "missing", "此项必填", "this key is required"),
        (Unit, UNIT | {"nmae": "乙"}, ("nmae",), "extra_forbidden", "没有这个键", "there is no such key"),
        (Unit, UNIT | {"name": 5}, ("name",), "string_type", "应为文字", "text"),
        (Unit, UNIT | {"name": ""}, ("name",), "string_too_short", "文字不得为空", "text that is not empty"),
        (Unit, UNIT | {"aliases": "甲"}, ("aliases",), "tuple_type", "应为列表", "a list"),
        (Unit, UNIT | {"valid_to": "2019-09-01"}, ("valid_to",), "date_type", "应为日期", "a date"),
        (
            Unit, UNIT | {"unit_id": "A"}, ("unit_id",), "string_pattern_mismatch", "格式应为 ^[a-z]{2}-[a-z0-9_]+$",
            "the form ^[a-z]{2}-[a-z0-9_]+$",
        ),
        (
            UnitTree, {"root": UNIT, "children": ()}, ("children",), "too_short", "列表不得为空",
            "a list that is not empty",
        ),
        (CaseText, CASE | {"sentence": "Pays 250 yuan"}, ("sentence",), "string_pattern_mismatch", "应为中文",
         "a text in Chinese"),
        (CaseText, CASE | {"sentence": "250"}, ("sentence",), "string_too_short", "至少写 6 个字",
         "a text of 6 characters or more"),
        (CaseText, CASE | {"sentence": "缴250元"}, ("sentence",), "string_too_short", "至少写 6 个字",
         "a text of 6 characters or more"),
        (Acknowledgement, NOTED | {"reason_zh": "as printed"}, ("reason_zh",), "string_pattern_mismatch", "应为中文",
         "a text in Chinese"),
        (Acknowledgement, NOTED | {"where": " units"}, ("where",), "string_pattern_mismatch", "开头不得是空格或空行",
         "text without a blank at its beginning"),
        (Combination, {"of": ("poor",), "counts": "poor"}, ("of",), "too_short", "列表至少有 2 项",
         "a list of 2 items or more"),
        (UnitTree, {"root": "甲", "children": (UNIT,)}, ("root",), "model_type", "应为键值对", "a mapping"),
        (Price, PRICE | {"plan_year": "2020"}, ("plan_year",), "int_type", "应为整数", "a whole number"),
        (Price, PRICE | {"plan_year": 1999}, ("plan_year",), "greater_than_equal", "应不小于 2000", "2000 or more"),
        (Price, PRICE | {"plan_year": 2101}, ("plan_year",), "less_than_equal", "应不大于 2100", "2100 or less"),
        (Price, PRICE | {"fiscal_fen": 0}, ("fiscal_fen",), "greater_than", "应大于 0", "more than 0"),
        (
            Window, WINDOW | {"group": "all"}, ("group",), "literal_error", "应为 'special', 'general' or 'everyone'",
            "one of 'special', 'general' or 'everyone'",
        ),
    ],
)  # fmt: skip
def test_an_error_says_what_is_expected(
    model: type[Strict], values: dict[str, Any], path: tuple[str, ...], code: str, zh: str, en: str
) -> None:
    translation = translated(model, **values)
    assert (translation.path, translation.code) == (("section", 4, *path), f"pack.{code}")
    assert (translation.expected_zh, translation.expected_en) == (zh, en)
    assert translation.fix_zh and translation.fix_en and translation.severity == "error"


def test_a_refusal_of_a_model_has_its_own_words() -> None:
    translation = translated(Window, **WINDOW | {"ends_on": date(2019, 8, 31)})
    assert (translation.path, translation.code) == (("section", 4), "pack.meaning")
    assert (translation.expected_zh, translation.expected_en) == (
        "starts_on 不得晚于 ends_on",
        "starts_on is not after ends_on",
    )


def test_a_wrong_key_of_a_mapping_is_named_without_pydantics_mark() -> None:
    source = {
        "source": "civil_affairs", "kind": "special_list", "sender_label": "民政局", "layout": "list",
        "list_mode": "full", "category_by_grade": {"一级": "poor"},
    }  # fmt: skip
    assert translated(Source, **source).path == ("section", 4, "category_by_grade", "一级")


def test_an_error_without_words_keeps_pydantics_text() -> None:
    error: Any = {"type": "surprise", "loc": ("a",), "msg": "Something new", "input": 1}
    translation = translate_error(error, ())
    assert (translation.code, translation.expected_zh, translation.expected_en) == (
        "pack.surprise",
        "值不合规定",
        "Something new",
    )


def test_an_item_of_a_list_is_named_by_its_position() -> None:
    days = {"starts_on": date(2019, 9, 1), "ends_on": date(2019, 9, 1)}
    translation = translated(
        Publication, made_by="product", report="progress", cadence="day", recipients=("mayor", 5), **days
    )
    assert (translation.path, translation.expected_zh) == (("section", 4, "recipients", 1), "应为文字")
