"""The unit of a sheet is that of its title, its name or the file's name; none is guessed, and none is overruled."""

from __future__ import annotations

import pytest

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import PERSON_STRIDE, SHEET_STRIDE, RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.values.places.place_names import PlaceNames
from transforms.intake.values.places.stated_units import StatedUnits, place_of_title, stated_units

NAMES = PlaceNames(
    {"某县": "root", "白牙市镇": "u1", "白牙市": "u1", "花桥镇": "u2", "花桥": "u2", "横塘镇": "u3"},
    ("某县",),
    ("某省", "某市"),
)
ALL = ["title", "sheet", "file_name"]


def described(unit_from: list[str]) -> Layout:
    content = LAYOUTS["roll"].model_dump()
    content["columns"].pop("unit")
    return Layout.model_validate({**content, "unit_from": unit_from})


@pytest.mark.parametrize(
    ("text", "unit_id", "village"),
    [
        ("白牙市镇红星村2020年度城乡居民医保参保缴费花名册", "u1", "红星村"),
        ("某县白牙市镇农村低保名册", "u1", ""),
        ("某省某市某县花桥镇低保名单", "u2", ""),
        ("花桥镇贫困村名单", "u2", ""),
        ("白牙市", "u1", ""),
        ("花桥", "u2", ""),
        ("填报单位：花桥镇人民政府", "u2", ""),
        ("某县民政局低保名册（白牙市镇）", "u1", ""),
        ("附件3-花桥镇2019(1)", "u2", ""),
        ("6月特困名单", None, ""),
        ("某县低保对象名单", None, ""),
        ("关于白牙市镇低保名单", None, ""),  # not at the left: whose list it is, is not clear
        ("白牙市镇、花桥镇低保名单", None, ""),
        ("外县白牙市镇低保名单", None, ""),
        ("大横塘镇低保名单", None, ""),
        ("白牙市镇低保名单（不含花桥镇）", None, ""),
        ("红星村", None, ""),
        ("", None, ""),
    ],
)
def test_a_title_names_a_unit_or_none(text: str, unit_id: str | None, village: str) -> None:
    place = place_of_title([text], NAMES)
    assert (place.unit_id, place.village) == (unit_id, village) if place else unit_id is None


def stated(file_name: str = "名册.xlsx", unit_from: list[str] = ALL, **texts: str) -> StatedUnits:
    raw = raw_table({"name": ["甲", "乙"]}, place_texts=[(0, source, text) for source, text in texts.items()])
    return stated_units(raw, described(unit_from), file_name, NAMES)


def test_title_sheet_and_file_name_each_state_the_unit() -> None:
    for found in (
        stated(title="花桥镇花名册", sheet="Sheet1"),
        stated(title="花名册", sheet="花桥"),
        stated("花桥镇_32.xlsx", sheet="Sheet1"),
        stated("花桥镇.xlsx", title="花桥镇花名册", sheet="花桥"),
    ):
        assert ([found.places[at].unit_id for at in found.indices], found.problems) == (["u2", "u2"], [])


def test_the_text_with_the_village_counts() -> None:
    assert stated("白牙市镇.xlsx", title="白牙市镇红星村花名册").places[0].village == "红星村"


def test_different_units_and_no_unit_are_for_a_person_to_decide() -> None:
    assert stated(title="花桥镇花名册", sheet="白牙市").problems == [("unit_contradicted", 0)]
    nothing = stated(title="花名册", sheet="Sheet1")
    assert (nothing.problems, nothing.places[0].unit_id) == ([("unit_not_stated", 0)], None)


def test_only_what_the_layout_names_counts() -> None:
    assert stated(unit_from=["title"], sheet="花桥").problems == [("unit_not_stated", 0)]
    assert stated("白牙市镇.xlsx", ["sheet"], sheet="花桥").places[0].unit_id == "u2"


def test_each_sheet_has_its_own_unit() -> None:
    rows = [2, 3, SHEET_STRIDE + 2, SHEET_STRIDE + 3 + PERSON_STRIDE, 2 * SHEET_STRIDE + 2]
    raw: RawTable = raw_table({"name": ["甲"] * len(rows)})
    raw.table = raw.table.set_column(0, "row_no", [rows])
    raw.place_texts = [(0, "sheet", "花桥"), (1, "sheet", "白牙市"), (2, "sheet", "其他")]
    found = stated_units(raw, described(ALL), "某县.xlsx", NAMES)
    assert [found.places[at].unit_id for at in found.indices] == ["u2", "u2", "u1", "u1", None]
    assert found.problems == [("unit_not_stated", 2)]


def test_a_title_of_another_unit_between_the_rows_is_for_a_person_to_decide() -> None:
    assert stated(title="花桥镇花名册", inside="花桥镇花名册").problems == []
    assert stated(title="花桥镇花名册", inside="第二页").problems == []
    assert stated(title="花桥镇花名册", inside="横塘镇花名册").problems == [("unit_contradicted", 0)]
    assert stated(title="花名册", inside="横塘镇花名册").problems == [("unit_not_stated", 0)]
