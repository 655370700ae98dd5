"""Which texts are a period: times in the usual spellings, and nothing that could name a person."""

from __future__ import annotations

import pytest

from pipeline.landing.deliver import is_period, place_names
from pipeline.runtime.settings import REPOSITORY
from transforms.policy import load_pack


@pytest.mark.parametrize(
    "period",
    ["2019-10", "2019-10-08", "201910", "2019年10月", "2019年10月上旬", "2020年度", "2019年第三季度",
     "2019年第2批", "二〇一九年十月", "2019年9月（补报）", "第十二期",
     "2032,2031,2030", "2019-10至2019-12", "2019/10", "2019年10月底"],
)  # fmt: skip
def test_a_time_is_a_period(period: str) -> None:
    assert is_period(period)


@pytest.mark.parametrize(
    "period",
    ["", " ", "张三", "2019年张三", "2019-10 李四", "123456789", "2019-10\nBcc: x", "2019-10\u2028",
     "第1批" * 17, "12345678901", "list2019"],
)  # fmt: skip
def test_any_other_text_is_none(period: str) -> None:
    assert not is_period(period)


def test_a_period_may_name_a_unit_of_the_pack_and_no_other() -> None:
    places = place_names(load_pack(REPOSITORY / "policies" / "heyuan-2020" / "pack.yaml"))
    assert is_period("2019-07/源城区", places) and is_period("2019-07 江东新区", places)
    assert not is_period("2019-07/源城区") and not is_period("2019-07/源城区张三", places)
    assert not is_period("源城区", places)
