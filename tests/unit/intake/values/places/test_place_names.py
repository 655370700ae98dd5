"""A text about a place gives its unit and village, or none: no name is found inside another, and nothing is guessed."""

from __future__ import annotations

import pytest

from transforms.intake.values.places.place_names import PlaceNames, find_place

TOWNS = ("白牙市镇", "横塘镇", "花桥镇", "川岩乡", "新城街道")
COUNTY = PlaceNames(
    {"东安县": "county", "东安": "county", "舜管局": "forest"}
    | {name: name for name in TOWNS}
    | {name.removesuffix("街道")[: -1 if len(name) < 5 and "街道" not in name else None]: name for name in TOWNS},
    ("东安县", "东安"),
    ("湖南省", "湖南", "永州市", "永州"),
    {"431122": "county", "431122100": "白牙市镇"},
)
CITY = PlaceNames(
    {"合肥市": "city", "合肥": "city", "瑶海区": "yaohai", "瑶海": "yaohai", "肥东县": "feidong", "肥东": "feidong",
     "巢湖市": "chaohu", "高新区": "gaoxin", "合肥高新区": "gaoxin", "新站区": "xinzhan", "新站高新区": "xinzhan"},
    ("合肥市", "合肥"),
    ("安徽省", "安徽"),
    {"340100": "city", "340102": "yaohai", "340122": "feidong"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit_id", "village"),
    [
        ("白牙市镇", "白牙市镇", ""),
        (" 白牙市　镇 ", "白牙市镇", ""),
        ("东安县白牙市镇", "白牙市镇", ""),
        ("湖南省永州市东安县白牙市镇", "白牙市镇", ""),
        ("湖南永州东安白牙市镇", "白牙市镇", ""),
        ("永州市-东安县-白牙市镇", "白牙市镇", ""),
        ("湖南省/永州市/东安县/花桥镇/红星村", "花桥镇", "红星村"),
        ("东安县东安县花桥镇", "花桥镇", ""),
        ("舜管局", "forest", ""),
        ("东安县舜管局", "forest", ""),
        ("花桥镇人民政府", "花桥镇", ""),
        ("花桥镇政府", "花桥镇", ""),
        ("新城街道办事处", "新城街道", ""),
        ("新城街道办", "新城街道", ""),
        ("花桥镇红星村", "花桥镇", "红星村"),
        ("花桥镇花桥村", "花桥镇", "花桥村"),
        ("花桥镇花桥镇红星村", "花桥镇", "红星村"),
        ("白牙市镇红星村3组12号", "白牙市镇", "红星村"),
        ("白牙市镇红星村村民委员会", "白牙市镇", "红星村"),
        ("白牙市镇古镇村", "白牙市镇", "古镇村"),
        ("白牙市镇新村社区", "白牙市镇", "新村社区"),
        ("白牙市镇新华街23号", "白牙市镇", ""),
        ("永州市-东安县-白牙市-镇南村", "白牙市镇", "镇南村"),
        ("湖南省-永州市-东安县-花桥镇-红星", "花桥镇", ""),
        ("431122100", "白牙市镇", ""),
        ("431122100201", "白牙市镇", ""),
        ("431122100白牙市镇", "白牙市镇", ""),
        ("431122101 花桥镇", "花桥镇", ""),
        ("431122", "county", ""),
        ("431122000000", "county", ""),
        ("湖南省永州市东安县", "county", ""),
        ("东安县本级", "county", ""),
    ],
)  # fmt: skip
def test_a_text_gives_the_unit_and_the_village_below_it(text: str, unit_id: str, village: str) -> None:
    place = find_place(text, COUNTY)
    assert (place.unit_id, place.village) == (unit_id, village)
    assert place.unit in COUNTY.units


@pytest.mark.parametrize(
    "text",
    [
        "",
        "湖南省永州市祁阳县白牙市镇",  # a town of the same name in another county
        "祁阳县-白牙市镇",
        "四川省达州市东安县白牙市镇",
        "大横塘镇",  # a unit's name within a longer one
        "花桥村",  # a village named like a town
        "花桥社区",
        "花桥乡",
        "白牙市红星村",  # behind the short form it may be the village 白牙市红星
        "白牙市镇花桥镇",
        "白牙市镇/花桥镇",
        "白牙市镇、花桥镇",
        "白牙市镇新城镇红星村",
        "白牙市镇迁往花桥村",
        "白牙市镇原花桥镇红星村",
        "白牙市镇合计",
        "白牙市镇镇",
        "东安县红星村",
        "永州市",
        "431122102",
        "431121",
        "431121100白牙市镇",
        "431122100花桥镇",
    ],
)
def test_no_unit_is_guessed(text: str) -> None:
    assert find_place(text, COUNTY).unit_id is None


@pytest.mark.parametrize(
    ("text", "unit_id", "village"),
    [
        ("合肥市瑶海区红星街道新民社区", "yaohai", "新民社区"),
        ("安徽省合肥市肥东县店埠镇新民村", "feidong", "新民村"),
        ("肥东县店埠镇", "feidong", ""),
        ("安徽省-合肥市-肥东县-店埠", "feidong", ""),
        ("巢湖市柘皋镇红星村", "chaohu", "红星村"),
        ("合肥市高新区", "gaoxin", ""),
        ("高新区管委会", "gaoxin", ""),
        ("合肥新站高新区三十头社区", "xinzhan", "三十头社区"),
        ("瑶海区肥东路社区", "yaohai", "肥东路社区"),
        ("340102001", "yaohai", ""),
        ("340102001000", "yaohai", ""),
        ("340100", "city", ""),
        ("芜湖市高新区", None, ""),
        ("瑶海区包河区", "none", ""),
        ("瑶海区医保局", None, ""),
        ("合肥市红星街道", None, ""),
        ("340103", None, ""),
    ],
)
def test_the_units_of_a_city_are_counties_with_townships_below(text: str, unit_id: str | None, village: str) -> None:
    place = find_place(text, CITY)
    assert (place.unit_id, place.village) == (None if unit_id == "none" else unit_id, village)


def test_a_code_may_be_in_a_campaign_without_codes() -> None:
    names = PlaceNames({"甲镇": "u1"}, ())
    assert names.may_contain("431122100") and names.unit_of_code("431122100") is None
    assert find_place("431122100甲镇", names).unit_id == "u1"
    assert not COUNTY.may_contain("431121100")
    assert CITY.may_contain("340111") and not CITY.may_contain("350100")
