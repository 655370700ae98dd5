"""The column with the pack's units is the unit; a row of another county has none."""

from __future__ import annotations

import pytest

from tests.support.files.builders import context
from tests.support.files.raw_tables import faults, parser, raw_table
from transforms.intake.values.places.units import choose_unit_column, place_names, rows_of_other_counties

PLACE = context(unit_area=("湖南省", "东安县"), units={"甲镇": "u1", "乙乡": "u2"})


def test_the_names_of_a_campaign_are_those_of_its_units_and_of_the_places_above() -> None:
    names = place_names(context(unit_area=("某县",), higher_places=("某省",), unit_codes={"999999": "u1"}))
    assert names.above == ("某县", "某省")
    assert (names.units["甲镇"], names.codes) == ("u1", {"999999": "u1"})


def test_the_township_is_the_unit_where_it_is_known() -> None:
    raw = raw_table({"county": ["东安县"], "unit": ["甲镇"]})
    assert choose_unit_column(raw, PLACE) is raw
    assert choose_unit_column(alone := raw_table({"unit": ["甲镇"]}), PLACE) is alone


def test_the_county_is_the_unit_where_the_pack_counts_counties() -> None:
    city = context(unit_area=("某市",), units={"东安县": "u1"})
    raw = raw_table({"county": ["某市东安县", "东安县"], "unit": ["甲镇", "乙乡"]}, faults=[(2, "cell_error", "unit")])
    chosen = choose_unit_column(raw, city)
    assert chosen.table.to_pydict() == {"row_no": [2, 3], "unit": ["某市东安县", "东安县"]}
    assert (chosen.letters, chosen.extra, chosen.faults) == ({"unit": "A"}, ["B"], [])


@pytest.mark.parametrize(
    ("county", "is_foreign"),
    [
        ("东安县", False),
        ("东安", False),
        ("湖南省永州市东安县", False),
        ("东安经济开发区", False),
        ("甲镇", False),
        ("431122", False),
        ("", False),
        ("双牌县", True),
    ],
)
def test_a_row_of_another_county_has_no_unit(county: str, is_foreign: bool) -> None:
    raw = raw_table({"county": [county], "unit": ["甲镇"]})
    assert rows_of_other_counties(raw, PLACE).tolist() == [is_foreign]
    assert not rows_of_other_counties(raw, context(unit_area=())).any()
    parsed = parser({"county": [county], "unit": ["甲镇"]}, unit_area=PLACE.unit_area, units=PLACE.units)
    parsed.unit(required=True)
    assert faults(parsed) == ([(2, "unit_unknown", "unit")] if is_foreign else [])


def test_one_misspelt_township_does_not_make_the_own_county_the_unit_of_all() -> None:
    """The county of the campaign is a unit of the pack too, and it is known in every row."""
    place = context(unit_area=("湖南省", "东安县"), units={"东安县": "root", "甲镇": "u1", "乙乡": "u2"})
    raw = raw_table({"county": ["东安县", "湖南省东安县", "东安县"], "unit": ["甲镇", "乙乡", "无名镇"]})
    assert choose_unit_column(raw, place) is raw
    assert choose_unit_column(wrong := raw_table({"county": ["东安县"], "unit": ["无名镇"]}), place) is wrong
