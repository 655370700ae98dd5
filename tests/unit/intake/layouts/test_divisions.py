"""Provinces, cities and counties by code and by name, as senders write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.intake.layouts.divisions import FILE_NAME, NO_DIVISIONS, Divisions, read_divisions, short_forms
from transforms.intake.layouts.files import LayoutError

TEXT = (
    "code,name\n430000,湖南省\n431100,永州市\n431103,冷水滩区\n431122,东安县\n320106,鼓楼区\n350102,鼓楼区\n"
    "220000,吉林省\n220200,吉林市\n"
)
DIVISIONS = read_divisions(TEXT)


def test_the_file_of_the_installation_has_all_provinces() -> None:
    divisions = read_divisions((Path("policies") / FILE_NAME).read_text(encoding="utf-8"))
    assert sum(code.endswith("0000") for code in divisions.names) == 34
    assert divisions.names["431122"] == "东安县"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "divisions.csv 第1行：应为 code,name"),
        ("430000,湖南省\n", "divisions.csv 第1行：应为 code,name"),
        ("code,name\n43,湖南省\n", "divisions.csv 第2行：应为六位代码、逗号和中文名称，如 431100,永州市"),
        ("code,name\n430000,湖南省\n430000,湖北省\n", "divisions.csv 第3行：代码 430000 已经有另一个名称"),
    ],
)
def test_a_wrong_line_is_named(text: str, message: str) -> None:
    with pytest.raises(LayoutError) as error:
        read_divisions(text)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("431122", ("湖南省", "湖南", "永州市", "永州")),
        ("431100", ("湖南省", "湖南")),
        ("430000", ()),
        ("519999", ()),
        ("", ()),
    ],
)
def test_the_names_above_a_place_are_those_of_its_city_and_province(code: str, names: tuple[str, ...]) -> None:
    assert DIVISIONS.names_above(code) == names
    assert NO_DIVISIONS.names_above(code) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("永州市", {"4311"}),
        ("湖南省永州市东安县", {"431122"}),
        ("湖南东安", {"431122"}),
        ("鼓楼区", {"320106", "350102"}),
        ("吉林市", {"2202"}),
        ("吉林", {"22", "2202"}),
        ("永州市湖南省", set()),
        ("吉林省东安县", set()),
        ("某地", set()),
    ],
)
def test_a_name_or_a_chain_of_names_gives_the_codes_that_it_may_mean(text: str, codes: set[str]) -> None:
    assert set(DIVISIONS.find(text)) == codes


def test_nothing_is_found_without_a_file() -> None:
    assert Divisions({}).find("永州市") == ()


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("湖南省", ("湖南省", "湖南")),
        ("道县", ("道县",)),
        ("阿克苏地区", ("阿克苏地区", "阿克苏")),
        ("恩施土家族苗族自治州", ("恩施土家族苗族自治州", "恩施", "恩施州")),
        ("内蒙古自治区", ("内蒙古自治区", "内蒙古")),
        ("广西壮族自治区", ("广西壮族自治区", "广西")),
        ("江华瑶族自治县", ("江华瑶族自治县", "江华", "江华县")),
    ],
)
def test_short_forms_are_those_that_senders_write(name: str, forms: tuple[str, ...]) -> None:
    assert short_forms(name) == forms
