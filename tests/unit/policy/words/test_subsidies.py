"""Descriptions of subsidies in Chinese, for one payer as in today's packs and for several."""

from typing import Any

import pytest

from transforms.policy.model.subsidies import Part, Subsidy
from transforms.policy.words.phrases import Names
from transforms.policy.words.subsidies import grant_change_zh, grant_zh, personal_change_zh, special_terms_zh

NAMES = Names({("payer", "fiscal"): "财政", ("payer", "medical_aid"): "医疗救助资金"})


def subsidy(**values: Any) -> Subsidy:
    """Make a rule of one category with these values."""
    source = {"rule_id": "XX-01", "requirement_ids": ("XX-01",), "clause": "一、资助", "quote": "按规定资助"}
    return Subsidy.model_validate(source | {"category": "destitute"} | values)


AMOUNT = subsidy(kind="amount", payer="fiscal", amount_fen=13000)
FULL = subsidy(kind="full", payer="medical_aid")
SHARE = subsidy(kind="share", payer="medical_aid", share_bp=3333, rounding="up")
TWO = subsidy(
    kind="parts",
    parts=(Part(payer="fiscal", share_bp=5000, rounding="half_up"), Part(payer="medical_aid", rest=True)),
)
CAPPED = subsidy(
    kind="parts", parts=(Part(payer="fiscal", amount_fen=20000), Part(payer="medical_aid", amount_fen=9000))
)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (AMOUNT, "财政补助130元"),
        (FULL, "医疗救助资金全额补助"),
        (SHARE, "医疗救助资金补助33.33%"),
        (TWO, "财政补助50%，医疗救助资金补助其余部分"),
        (CAPPED, "财政补助200元，医疗救助资金补助90元"),
        (subsidy(kind="none", reason="只登记"), "不资助"),
        (subsidy(kind="undefined", reason="未给出"), "资助金额未定"),
    ],
)
def test_a_grant_names_payers_and_amounts(given: Subsidy, text: str) -> None:
    assert grant_zh(given, NAMES) == text


def test_a_change_names_both_amounts_or_both_grants() -> None:
    more = AMOUNT.model_copy(update={"amount_fen": 14050})
    assert grant_change_zh(AMOUNT, more, (NAMES, NAMES)) == "财政补助由130元改为140.5元"
    assert grant_change_zh(AMOUNT, FULL, (NAMES, NAMES)) == "由财政补助130元改为医疗救助资金全额补助"
    assert (
        grant_change_zh(FULL, TWO, (NAMES, NAMES)) == "由医疗救助资金全额补助改为财政补助50%，医疗救助资金补助其余部分"
    )
    assert grant_change_zh(AMOUNT, AMOUNT, (NAMES, NAMES)) == "财政补助130元不变"
    assert personal_change_zh(12000, 11000) == "个人缴纳由120元改为110元"
    assert personal_change_zh(None, 0) == "个人缴纳由未定改为0元"
    assert personal_change_zh(5, 5) == ""


def test_special_terms_are_listed_and_an_ordinary_subsidy_has_none() -> None:
    assert special_terms_zh(AMOUNT, NAMES) == ""
    special = subsidy(
        kind="full", payer="fiscal", on_top=True, paid="reimbursed", gained="kept", despite_employee_insurance=True,
        enjoys_tier="high",
    )  # fmt: skip
    names = Names({("tier", "high"): "二档"})
    assert special_terms_zh(special, names) == (
        "与其他资助叠加，先缴后补，缴费后取得身份的不再补退，参加职工医保的也资助，享受二档待遇"
    )
