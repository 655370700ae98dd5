"""Values and entries of a pack in Chinese: units, labels of codes, subjects."""

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from tests.support.packs.entries import dongan, entry
from transforms.policy.model.base import Amount
from transforms.policy.model.coverage import CoverageRule, Start
from transforms.policy.model.places import Unit
from transforms.policy.model.prices import Price
from transforms.policy.model.schedule import Publication
from transforms.policy.words.phrases import Names, labels_in, model_zh, shorten, subject_zh, value_zh

NAMES = Names({("category", "poor"): "低保对象", ("payer", "fiscal"): "财政"})


@pytest.mark.parametrize(
    ("value", "field", "text"),
    [
        (None, "amount_fen", "无"),
        ((), "categories", "无"),
        (13050, "amount_fen", "130.5元"),
        (100, "bonus_fen_per_point", "1元"),
        (9500, "goal_bp", "95%"),
        (2020, "plan_year", "2020年"),
        (5, "persons", "5人"),
        (0, "points", "0"),
        (True, "whole", "是"),
        (False, "whole", "否"),
        (date(2019, 9, 1), "starts_on", "2019年9月1日"),
        (Amount(fen=0), "price", "0元"),
        (Amount(undefined="另行通知"), "price", "未定（另行通知）"),
        ({"农村低保": "poor"}, "categories", "农村低保→低保对象"),
        (("poor", "old"), "unless_any", "低保对象、old"),
        ("fiscal", "payer", "财政"),
        ((Start(base="payment"), Start(base="received")), "starts", "缴费日、入库日中较晚的一日"),
        ((Start(base="payment"),), "starts", "缴费日"),
    ],
)
def test_the_unit_of_a_value_follows_from_its_field(value: Any, field: str, text: str) -> None:
    assert value_zh(value, field, NAMES) == text


def test_a_code_has_the_packs_label_then_the_general_text_then_itself() -> None:
    names = Names({("payer", "fiscal"): "财政", ("category", "old"): "老人"}, {("payer", "fiscal"): "县财政"})
    assert names.label("payer", "fiscal") == "县财政"
    assert names.label("counts", "old") == names.label("category", "old") == "老人"
    assert names.label("cadence", "month") == "每月"
    assert names.label("category", "young") == "young"


def test_labels_of_a_pack_are_found_by_field_and_code() -> None:
    labels = labels_in(dongan())
    assert labels["category", "registered_poor"] == "建档立卡贫困人口"
    assert labels["unit_id", "da-damiaokou"] == "大庙口镇"
    assert ("payer", "fiscal") in labels and ("rule_id", "DA-08") not in labels


def test_a_model_is_described_without_citation_defaults_and_known_text() -> None:
    unit = Unit(unit_id="xx-a", name="甲镇", aliases=("甲",), valid_to=date(2019, 12, 31))
    assert model_zh(unit, NAMES).split("，")[1:] == ["名称甲镇", "别名甲", "失效日2019年12月31日"]
    assert "甲镇" not in model_zh(unit, NAMES, but="甲镇")
    assert model_zh(Start(base="payment"), NAMES, but="缴费日") == ""


@pytest.mark.parametrize(("length", "last"), [(59, "字"), (60, "字"), (61, "…")])
def test_a_text_of_more_than_60_characters_is_shortened(length: int, last: str) -> None:
    text = shorten("字" * length)
    assert len(text) == min(length, 60) and text[-1] == last


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (entry(Price, plan_year=2020, price={"fen": 1}), "2020年"),
        (
            entry(Price, plan_year=2020, price={"fen": 1}, when={"phase": "late"}, tier="high"),
            "2020年（high，集中缴费期后）",
        ),
        (Unit(unit_id="xx-a", name="甲镇"), "xx-a"),
        (entry(CoverageRule, starts=(Start(base="payment"),), when={"continuing": True}), "上年已参保"),
        (
            entry(
                Publication, made_by="product", report="progress", cadence="month", recipients=("mayor",),
                starts_on=date(2019, 9, 1), ends_on=date(2019, 9, 30),
            ),
            "参保进度（每月）",
        ),
    ],
)  # fmt: skip
def test_similar_entries_have_different_subjects(item: BaseModel, text: str) -> None:
    assert subject_zh(item, ("section", 0), NAMES) == text


def test_an_entry_without_a_name_is_named_by_its_place() -> None:
    assert subject_zh(5, ("targets", 0, "rows", 2), NAMES).endswith("第3条")
    assert subject_zh(5, ("prices",), NAMES) == "缴费标准"
