"""Conditions and rules in Chinese, as an official reads them in a comparison of packs."""

from datetime import date
from typing import Any

import pytest

from tests.support.packs.entries import entry
from transforms.policy.model.conditions import Conditions, DayConditions, PersonConditions
from transforms.policy.model.coverage import Repair, Reward, Start, WaitingRule
from transforms.policy.model.prices import Price
from transforms.policy.model.subsidies import Combination, Several
from transforms.policy.words.rules import ANYBODY, conditions_zh, rule_zh

LABELS = {"poor": "低保对象", "old": "老人"}
JANUARY, OCTOBER = date(2020, 1, 1), date(2019, 10, 1)


def name_of(field: str, code: str) -> str:
    """Return the label of a category."""
    assert field == "category"
    return LABELS[code]


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (DayConditions(), ANYBODY),
        (DayConditions(valid_from=OCTOBER, valid_to=JANUARY), "2019年10月1日至2020年1月1日"),
        (DayConditions(valid_to=JANUARY), "2020年1月1日止"),
        (DayConditions(with_any=("poor",)), "同时属于低保对象"),
        (DayConditions(with_any=("poor", "old")), "同时属于低保对象、老人之一"),
        (DayConditions(unless_any=("poor", "old")), "不属于低保对象、老人"),
        (Conditions(min_age=60), "60周岁及以上"),
        (Conditions(max_age=17, age_on=JANUARY), "17周岁及以下（2020年1月1日计算）"),
        (Conditions(min_age=18, max_age=18), "18周岁"),
        (Conditions(min_grade=1, max_grade=2, subclasses=("甲", "乙")), "1至2级，子类甲、乙"),
        (Conditions(recognised_from=OCTOBER, hukou_local=True), "本地户籍，2019年10月1日起认定"),
        (
            PersonConditions(phase="late", valid_from=JANUARY, hukou_local=False, continuing=False),
            "集中缴费期后，2020年1月1日起，非本地户籍，上年未参保",
        ),
        (PersonConditions(born_in_plan_year=True, within_days_of_birth=90), "当年出生，出生90日内"),
        (PersonConditions(born_in_plan_year=False, within_months_of_birth=3), "非当年出生，出生3个月内"),
    ],
)
def test_conditions_are_described_in_the_order_of_a_notice(when: DayConditions, text: str) -> None:
    assert conditions_zh(when, name_of) == text


@pytest.mark.parametrize(
    ("start", "text"),
    [
        ({"base": "payment"}, "缴费日"),
        ({"base": "payment", "add_months": 1, "month_start": True}, "缴费次月首日"),
        ({"base": "birth", "month_start": True}, "出生当月首日"),
        ({"base": "received", "add_days": 90}, "入库日加90日"),
        ({"base": "date", "start_on": JANUARY}, "2020年1月1日"),
        ({"base": "payment", "add_months": 3, "add_days": 2, "month_start": True}, "缴费日加3个月加2日，取当月首日"),
    ],
)
def test_a_first_day(start: dict[str, Any], text: str) -> None:
    assert rule_zh(Start(**start), name_of) == text


def test_waiting_months_with_their_persons_and_repair() -> None:
    rule = entry(
        WaitingRule,
        when={"continuing": False},
        min_missed_years=2,
        counts_from_year=2025,
        fixed_months=3,
        months_per_missed_year=1,
        first_missed_year_counts=False,
        repair=Repair(price_fen=40050, long_gap_years=4, floor_months=6),
    )
    assert rule_zh(rule, name_of) == (
        "上年未参保，断缴2年及以上，固定3个月，每断缴一年加1个月（首年不计），2025年以前不计断缴，"
        "补缴每年400.5元修复一年，断缴4年及以上的至少6个月"
    )
    plain = {"when": PersonConditions(), "min_missed_years": 0, "months_per_missed_year": 0, "repair": None}
    assert rule_zh(rule.model_copy(update=plain), name_of) == "固定3个月，2025年以前不计断缴"


def test_rewards_combinations_and_choices() -> None:
    assert rule_zh(entry(Reward, after_years=4, fen_per_year=100000), name_of) == "连续参保满4年后每多一年1000元"
    most = entry(Reward, after_years=4, fen_per_year=100000, most_fen=300000)
    assert rule_zh(most, name_of) == "连续参保满4年后每多一年1000元，至多3000元"
    assert rule_zh(entry(Combination, of=("poor", "old"), counts="old"), name_of) == "低保对象、老人并存的按老人"
    assert rule_zh(entry(Several, method="largest"), name_of) == "取资助最高的一项"
    assert rule_zh(entry(Several, method="order", order=("old", "poor")), name_of) == "按次序取第一项：老人、低保对象"


def test_a_model_without_a_phrase_of_its_own_has_none() -> None:
    assert rule_zh(entry(Price, plan_year=2020, price={"fen": 1}), name_of) is None
