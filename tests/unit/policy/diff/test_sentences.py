"""Sentences about differences: topics in their order, one sentence an entry, consequences of another price."""

from typing import Any

from tests.support.packs.entries import dongan, entry
from transforms.policy.diff.sentences import CITATION, OTHER, Comparison, compare_packs
from transforms.policy.model.base import Amount
from transforms.policy.model.subsidies import Payer, Subsidy

PACK = dongan()


def compared(**changed: Any) -> Comparison:
    """Compare Dong'an's pack with a copy that has other sections."""
    return compare_packs(PACK, PACK.model_copy(update=changed))


def test_equal_packs_have_nothing_to_say() -> None:
    assert compared() == Comparison((), ())


def test_topics_come_in_the_order_of_importance_and_citations_last() -> None:
    comparison = compared(
        household=PACK.household.model_copy(update={"whole": False}),
        decision_date=PACK.decision_date.model_copy(update={"quote": "依据缴费人当前身份"}),
        windows=(PACK.windows[0].model_copy(update={"window_id": "main2"}),),
        subsidies=PACK.subsidies[1:],
    )
    assert [part.topic for part in comparison.sentences] == ["资助", "缴费期", OTHER, CITATION]
    assert sum(len(part.changes) for part in comparison.sentences) == len(comparison.changes)


def test_a_new_subsidy_says_who_gets_it_what_is_given_and_what_the_person_pays() -> None:
    new = entry(
        Subsidy, category="registered_poor", kind="share", payer="fiscal", share_bp=5000, rounding="half_up",
        when={"min_age": 60}, on_top=True, rule_id="XX-01-old",
    )  # fmt: skip
    (sentence,) = compared(subsidies=(*PACK.subsidies, new)).sentences
    assert sentence.text == "新增资助：建档立卡贫困人口（60周岁及以上）（财政补助50%，与其他资助叠加）"
    assert sentence.rule_ids == ("", "XX-01-old")


def test_a_subsidy_that_is_gone_says_what_the_person_paid() -> None:
    index = next(i for i, rule in enumerate(PACK.subsidies) if rule.rule_id == "DA-08")
    (sentence,) = compared(subsidies=(*PACK.subsidies[:index], *PACK.subsidies[index + 1 :])).sentences
    assert sentence.text == "取消资助：建档立卡贫困人口（财政补助130元，个人缴纳120元）"
    assert sentence.rule_ids == ("DA-08", "")


def test_a_new_code_is_named_by_its_label() -> None:
    (sentence,) = compared(payers=(*PACK.payers, entry(Payer, payer="charity", label_zh="慈善总会"))).sentences
    assert sentence.text.startswith("新增出资方：慈善总会")
    assert "charity" not in sentence.text.replace("（代码charity）", "")


def test_a_cheaper_price_says_what_each_unchanged_subsidy_leaves_to_pay() -> None:
    prices = tuple(
        price.model_copy(update={"price": Amount(fen=24000)}) if price.price.fen == 25000 else price
        for price in PACK.prices
    )
    comparison = compared(prices=prices)
    consequences = [part for part in comparison.sentences if not part.changes]
    assert {part.topic for part in consequences} == {"资助"}
    assert "建档立卡贫困人口：财政补助130元不变，个人缴纳由120元改为110元" in [part.text for part in consequences]
    assert not any("全额" in part.text for part in consequences)
