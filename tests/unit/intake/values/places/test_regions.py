"""The region of insurance is the pack's, whatever spelling a system has for it; other places stay outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.intake.layouts.divisions import FILE_NAME, NO_DIVISIONS, read_divisions
from transforms.intake.values.places.regions import region_of

DIVISIONS = read_divisions((Path("policies") / FILE_NAME).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "永州市", " 永州市 ", "永州", "湖南省永州市", "湖南-永州", "永州市本级", "永州市市本级", "永州市（本级）",
        "永州市直",
        "431100", "4311", "431199", "431122", "431122000000", "东安县", "冷水滩区", "湖南省永州市东安县",
        "永州市医疗保障局", "永州市经济技术开发区",
    ],
)  # fmt: skip
def test_a_place_in_the_region_is_the_region(text: str) -> None:
    assert region_of(text, "永州市", DIVISIONS) == ("永州市", True)


@pytest.mark.parametrize(
    "text",
    [
        "长沙市",
        "长沙市本级",
        "湖南省",
        "湖南省本级",
        "439900",
        "440300",
        "广东省东莞市",
        "东莞市医保中心",
        "芝罘区",
        "鼓楼区",
        "恩施州",
    ],
)
def test_another_place_is_known_to_be_elsewhere(text: str) -> None:
    assert region_of(text, "永州市", DIVISIONS) == (text, True)


@pytest.mark.parametrize("text", ["本级", "市本级", "外地", "某公司", "永州市外", "大永州市", "999999", "123", "43112"])
def test_a_text_that_is_no_place_is_not_known(text: str) -> None:
    assert region_of(text, "永州市", DIVISIONS) == (text, False)


def test_a_county_with_a_common_name_is_that_of_the_region() -> None:
    assert region_of("鼓楼区", "福州市", DIVISIONS) == ("福州市", True)
    assert region_of("江苏省南京市鼓楼区", "福州市", DIVISIONS) == ("江苏省南京市鼓楼区", True)


def test_without_a_table_of_places_only_the_pool_is_understood() -> None:
    assert region_of("永州市本级", "永州市", NO_DIVISIONS) == ("永州市", True)
    assert region_of("431122", "永州市", NO_DIVISIONS) == ("431122", False)
