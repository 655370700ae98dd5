"""Rows of one household, the number of a household, and its count against the persons named."""

from __future__ import annotations

import pytest

from tests.support.files.builders import LAYOUTS, number
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import PERSON_STRIDE, RawTable
from transforms.intake.reading.forms.households import compare_counts, household_keys, number_households

HEADS, FAMILIES, PERSONS = (LAYOUTS[f"civil_affairs_{form}"] for form in ("heads", "families", "persons"))
ROLL = LAYOUTS["roll_village"]
A, B, C, D = (number(at) for at in range(1, 5))


def codes(raw: RawTable) -> list[str]:
    return [code for code, _, _ in raw.hold_reasons] + [code for _, code, _ in raw.notes]


def heads(*covered: str) -> RawTable:
    size = len(covered)
    return raw_table({"name": ["甲"] * size, "document_number": [A, B, C, D][:size], "covered_persons": list(covered)})


@pytest.mark.parametrize("covered", ["3", "3人", "２", "3.0", "4口"])
def test_a_list_that_names_only_heads_is_held(covered: str) -> None:
    found = compare_counts(heads("1", covered), HEADS)
    assert found.hold_reasons == [("household_persons_missing", 3, "C")]


@pytest.mark.parametrize("covered", ["", "三口", "-", "若干", "2或3"])
def test_a_count_that_says_nothing_is_held(covered: str) -> None:
    assert codes(compare_counts(heads("1", covered), HEADS)) == ["household_count_unknown"]


def test_households_of_one_person_are_complete() -> None:
    assert codes(compare_counts(heads("1", "1人", "１"), HEADS)) == []


def test_members_of_one_row_are_counted_together() -> None:
    raw = raw_table({"name": ["甲", "乙", "丙"], "document_number": [A, B, C], "covered_persons": ["2", "2", "1"]})
    rows = raw.table.set_column(0, "row_no", [[2, 2 + PERSON_STRIDE, 3]])
    assert codes(compare_counts(RawTable(rows, "csv", 1, raw.letters), FAMILIES)) == []
    rows = raw.table.set_column(0, "row_no", [[2, 3, 3 + PERSON_STRIDE]])
    found = compare_counts(RawTable(rows, "csv", 1, raw.letters), FAMILIES)
    assert codes(found) == ["household_persons_missing"]


def test_more_persons_than_covered_are_loaded_with_a_warning() -> None:
    raw = raw_table(
        {"name": ["甲", "乙"], "household_head_number": [A, A], "covered_persons": ["1", ""], "document_number": [A, B]}
    )
    assert codes(compare_counts(raw, PERSONS)) == ["household_persons_more"]


def test_persons_are_counted_by_the_number_of_their_head() -> None:
    raw = raw_table(
        {
            "name": ["甲", "丙", "乙"],
            "document_number": [A, C, B],
            "household_head_number": [A, C, A],
            "covered_persons": ["2", "1", "2"],
        }
    )
    assert codes(compare_counts(raw, PERSONS)) == []
    assert codes(compare_counts(raw_table({"name": ["甲"], "document_number": [A]}), PERSONS)) == []


def roll(head: list[str], relation: list[str], size: list[str]) -> RawTable:
    names = ["甲", "乙", "丙", "丁"][: len(head)]
    numbers = [A, B, C, D][: len(head)]
    columns = {
        "household_head": head,
        "relation": relation,
        "name": names,
        "document_number": numbers,
        "household_size": size,
    }
    return raw_table(columns)


def test_a_household_begins_with_its_head() -> None:
    filled = roll(["甲", "甲", "丙", "丙"], ["户主", "妻", "户主", "子"], ["2", "2", "2", "2"])
    merged = roll(["甲", "", "丙", ""], ["户主", "妻", "户主", "子"], ["2", "", "2", ""])
    namesakes = roll(["甲", "甲", "甲", "甲"], ["户主", "妻", "本人/户主", "子"], ["2", "2", "2", "2"])
    without_relations = roll(["甲", "", "丙", ""], ["", "", "", ""], ["2", "", "2", ""])
    for raw in (filled, merged, namesakes, without_relations):
        keys = household_keys(raw, ROLL)
        assert keys[0] == keys[1] != keys[2] == keys[3]
        assert codes(compare_counts(raw, ROLL)) == []


def test_the_number_of_the_head_is_that_of_the_household() -> None:
    by_relation = roll(["甲", "", "丙", ""], ["户主", "妻", "户主", "子"], ["2", "", "2", ""])
    by_name = roll(["甲", "甲", "丙", "丙"], ["", "", "", ""], ["2", "", "2", ""])
    for raw in (by_relation, by_name):
        assert number_households(raw, ROLL).table["household_no"].to_pylist() == [A, A, C, C]
    stated = raw_table({"name": ["甲", "乙"], "document_number": [A, B], "household_head_number": [f"{A} ", A]})
    assert number_households(stated, ROLL).table["household_no"].to_pylist() == [A, A]


def test_a_household_without_its_head_has_no_number() -> None:
    raw = roll(["戊", "戊"], ["妻", "子"], ["3", "3"])
    assert number_households(raw, ROLL).table["household_no"].to_pylist() == ["", ""]


def test_a_roll_is_held_only_if_many_persons_are_missing() -> None:
    few = roll(["甲", "", "", "丁"], ["户主", "妻", "子", "户主"], ["3", "", "", "2"])
    assert codes(compare_counts(few, ROLL)) == ["household_size_differs"]
    only_heads = roll(["甲", "乙"], ["户主", "户主"], ["3", "2"])
    assert codes(compare_counts(only_heads, ROLL))[0] == "household_persons_missing"


def test_a_file_with_household_numbers_keeps_them() -> None:
    raw = raw_table({"name": ["甲"], "document_number": [A], "household_no": ["17"], "relation": ["户主"]})
    assert number_households(raw, ROLL) is raw
    assert number_households(raw_table({"name": ["甲"], "document_number": [A]}), ROLL).table.num_columns == 3
