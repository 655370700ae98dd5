"""Columns of places: the village behind a unit's name, chains without a unit, and the region of insurance."""

from __future__ import annotations

from tests.support.files.builders import LAYOUTS, context
from tests.support.files.raw_tables import faults, parser, raw_table, warnings
from transforms.intake.layouts.divisions import Divisions
from transforms.intake.layouts.model import Layout
from transforms.intake.values.parser import Parser
from transforms.intake.values.places.place_columns import PlaceColumns


def test_the_parser_reads_places() -> None:
    assert issubclass(Parser, PlaceColumns)


def test_a_village_behind_the_unit_counts_where_the_column_of_villages_is_blank() -> None:
    parsed = parser({"unit": ["某县甲镇红星村", "乙乡新民村", "丙街道"], "village": ["", "大湾村", ""]})
    assert parsed.unit(required=True).to_pylist() == ["u1", "u2", "u3"]
    assert parsed.village().to_pylist() == ["红星村", "大湾村", None]
    assert faults(parsed) == warnings(parsed) == []


def test_a_village_behind_the_unit_counts_without_a_column_of_villages() -> None:
    parsed = parser({"unit": ["甲镇红星村2组", "乙乡"]})
    assert parsed.unit(required=False).to_pylist() == ["u1", "u2"]
    assert parsed.village().to_pylist() == ["红星村", None]


def test_the_suites_see_the_printed_name_of_the_unit() -> None:
    parsed = parser({"unit": ["甲镇红星村", "外镇", ""]})
    parsed.unit(required=True)
    assert parsed.frame["unit"].to_pylist() == ["甲镇", "外镇", None]
    assert faults(parsed) == [(3, "unit_unknown", "unit"), (4, "unit_blank", "unit")]


def test_a_region_is_the_packs_region_if_the_place_is_in_it() -> None:
    divisions = Divisions({"990000": "某省", "990100": "甲市", "990101": "乙县", "990200": "丙市"})
    regions = ["甲市本级", "990101", "乙县", "丙市", "别处", ""]
    parsed = parser({"region": regions}, "employee", region="甲市", divisions=divisions)
    assert parsed.region().to_pylist() == ["甲市", "甲市", "甲市", "丙市", "未识别的统筹区", None]
    assert warnings(parsed) == [(6, "region_unknown", "region")]
    assert faults(parsed) == [(7, "region_blank", "region")]


def test_a_region_is_as_written_if_the_pack_names_none() -> None:
    parsed = parser({"region": [" 甲市本级 ", ""]}, "employee")
    assert parsed.region().to_pylist() == ["甲市本级", None] and faults(parsed) == []
    assert warnings(parsed) == []


def test_a_chain_that_ends_above_the_units_names_none() -> None:
    content = LAYOUTS["civil_affairs"].model_dump()
    content["columns"].pop("unit")
    layout = Layout.model_validate({**content, "place_columns": [["县"], ["乡"]]})
    names = {"units": {"某县": "root", "甲镇": "u1"}, "unit_area": ("某县",), "higher_places": ("某省",)}
    parsed = Parser(raw_table({"unit": ["某省-某县", "某县-甲镇", "某县-甲镇-红星村", ""]}), layout, context(**names))
    assert parsed.unit(required=False).to_pylist() == [None, "u1", "u1", None]
    assert warnings(parsed) == [(2, "unit_blank", "unit"), (5, "unit_blank", "unit")]
    assert parsed.village().to_pylist() == [None, None, "红星村", None]
