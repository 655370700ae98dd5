"""Ways of payment: words of the trade are known, a name or any other text in that cell is not."""

from __future__ import annotations

import pytest

from simulation.localities import PLACES
from transforms.text.channels import is_known_channel

KNOWN = [
    "微信",
    "支付宝",
    "现金",
    "POS机",
    "银行POS机、自助终端",
    "电子税务局",
    "天府e税",
    "湘税社保APP",
    "村(社区)现金代收",
    "ＰＯＳ机",
]


@pytest.mark.parametrize("text", [*KNOWN, *sorted({name for place in PLACES.values() for name in place.channels})])
def test_words_of_the_trade_are_known(text: str) -> None:
    assert is_known_channel(text)


@pytest.mark.parametrize("text", ["漏查甲乙", "微信漏查甲乙", "现金13", "备注：见附表", "ABCD", ""])
def test_any_other_text_is_not(text: str) -> None:
    assert not is_known_channel(text)
