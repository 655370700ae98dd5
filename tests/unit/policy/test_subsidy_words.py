"""What a subsidy gives in words, for one payer as today's packs have and for several."""

import pytest
from pydantic import BaseModel

from transforms.policy.words.phrases import Names
from transforms.policy.words.subsidies import grant_change_zh, grant_zh, personal_change_zh

NAMES = Names({("payer", "fiscal"): "财政", ("payer", "medical_aid"): "医疗救助资金"})


class Part(BaseModel):
    """One payer's part, in the order of paying; neither amount nor share: the rest."""

    payer: str
    amount_fen: int | None = None
    share_bp: int | None = None


class Given(BaseModel):
    """A subsidy with one payer of its own or with parts."""

    kind: str
    payer: str | None = None
    amount_fen: int | None = None
    share_bp: int | None = None
    rounding: str | None = None
    parts: tuple[Part, ...] = ()


AMOUNT = Given(kind="amount", payer="fiscal", amount_fen=13000)
FULL = Given(kind="full", payer="medical_aid")
SHARE = Given(kind="share", payer="medical_aid", share_bp=3333, rounding="up")
TWO = Given(
    kind="parts", rounding="half_up", parts=(Part(payer="fiscal", share_bp=5000), Part(payer="medical_aid"))
)  # fmt: skip
CAPPED = Given(kind="parts", parts=(Part(payer="fiscal", amount_fen=20000), Part(payer="medical_aid", amount_fen=9000)))


@pytest.mark.parametrize(
    ("subsidy", "words"),
    [
        (AMOUNT, "财政补助130元"),
        (FULL, "医疗救助资金全额补助"),
        (SHARE, "医疗救助资金补助33.33%"),
        (TWO, "财政补助50%，医疗救助资金补助其余部分"),
        (CAPPED, "财政补助200元，医疗救助资金补助90元"),
        (Given(kind="none"), "不资助"),
        (Given(kind="undefined"), "资助金额未定"),
    ],
)
def test_who_gives_what(subsidy: Given, words: str) -> None:
    assert grant_zh(subsidy, NAMES) == words


def test_from_what_to_what() -> None:
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
