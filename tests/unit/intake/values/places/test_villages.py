"""Names of villages: one spelling of one village, and no persons, houses or free text."""

import pytest

from transforms.intake.values.places.villages import is_surely_a_village, village_name

PLACES = {"东安县", "东安", "白牙市镇", "白牙市", "和平县", "和平"}


@pytest.mark.parametrize(
    "text",
    [
        "红星村", " 红星村 ", "红 星 村", "东安县白牙市镇红星村", "白牙市镇红星村", "白牙市红星村", "红星村村民委员会",
        "红星村村委会", "红星村委会", "红星村民委员会", "红星村3组", "红星村三组", "红星村第３村民小组", "红星村十二队",
    ],
)  # fmt: skip
def test_one_village_has_one_name(text: str) -> None:
    assert village_name(text, PLACES) == "红星村"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("龙井社区", "龙井社区"), ("龙井社区居委会", "龙井社区"), ("龙井社区居民委员会", "龙井社区"),
        ("龙井居委会", "龙井居委会"), ("龙井居民委员会", "龙井居委会"), ("红星", "红星"), ("八一村", "八一村"),
        ("三组村", "三组村"), ("村头村", "村头村"), ("和平村", "和平村"), ("和平县和平村", "和平村"),
        ("白牙市社区", "白牙市社区"), ("白牙市镇白牙市社区居委会", "白牙市社区"), ("东安新村", "东安新村"),
        ("新村（老街）", "新村(老街)"), ("", ""), ("　", ""), ("无", ""), ("－", ""), ("/", ""),
    ],
)  # fmt: skip
def test_other_names_stay_as_they_are(text: str, name: str) -> None:
    assert village_name(text, PLACES) == name


@pytest.mark.parametrize(
    "text",
    [
        "12",
        "红星村12号",
        "红星路三号",
        "阳光小区2栋301室",
        "#N/A",
        "*",
        "13800000000",
        "见备注，另附",
        "村",
        "A村",
        "红星村" * 9,
    ],
)
def test_what_is_no_village_is_none(text: str) -> None:
    assert village_name(text, PLACES) is None


def test_a_name_that_ends_as_villages_do_is_no_persons() -> None:
    assert is_surely_a_village("红星村") and is_surely_a_village("龙井居委会")
    assert not is_surely_a_village("红星")
