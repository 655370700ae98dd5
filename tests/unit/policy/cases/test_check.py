"""Names of a case: each is one of its pack, and the finding leads to the place where it is written."""

from typing import Any

import pytest

from tests.support.packs.entries import dongan, entry
from transforms.policy.cases.check import Known, find_unknown_names
from transforms.policy.cases.model import Case, CaseText, ExpectationText

KNOWN = Known.of(dongan())
LISTED = {"category": "destitute", "cut_off_on": dongan().starts_on}


def case(expect: Any = ({"due_yuan": 250},), **values: Any) -> Case:
    """Make a case that names nothing but a requirement."""
    ordinary = {"sentence": "普通居民缴费参保", "requirements": ("DA-02",), "as_of": dongan().ends_on}
    expectations = tuple(entry(ExpectationText, **expected) for expected in expect)
    return Case(entry(CaseText, **ordinary | values), expectations, "one.yaml", 1)


def test_the_names_of_a_pack() -> None:
    assert {"DA-01", "DA-26"} <= KNOWN.requirements and "DA-27" not in KNOWN.requirements
    assert {"白牙市镇", "白牙市", "东安"} <= KNOWN.units and "da-baiyashi" not in KNOWN.units
    assert KNOWN.payers == {"fiscal", "medical_aid"} and KNOWN.tiers == ("standard",)


@pytest.mark.parametrize(
    ("values", "path", "name"),
    [
        ({"requirements": ("DA-02", "DA-27")}, ("requirements", 1), "DA-27"),
        ({"person": {"unit": "北京"}}, ("person", "unit"), "北京"),
        ({"lists": (LISTED | {"unit": "北京"},)}, ("lists", 0, "unit"), "北京"),
        ({"payments": ({"yuan": 1, "paid_on": dongan().starts_on, "unit": "北京"},)}, ("payments", 0, "unit"), "北京"),
        ({"lists": (LISTED | {"category": "rich"},)}, ("lists", 0, "category"), "rich"),
        ({"lists": (LISTED | {"source": "veterans"},)}, ("lists", 0, "source"), "veterans"),
        (
            {"household": ({"who": "妻子", "lists": (LISTED | {"category": "rich"},)},)},
            ("household", 0, "lists", 0, "category"),
            "rich",
        ),
        ({"expect": ({"category": "rich"},)}, ("expect", 0, "category"), "rich"),
        ({"expect": ({"payers": {"lottery": 1}},)}, ("expect", 0, "payers", "lottery"), "lottery"),
        ({"expect": ({"rule": "DA-99"},)}, ("expect", 0, "rule"), "DA-99"),
        ({"expect": ({"waiting_rule": "DA-99"},)}, ("expect", 0, "waiting_rule"), "DA-99"),
        ({"expect": ({"tier_enjoyed": "high"},)}, ("expect", 0, "tier_enjoyed"), "high"),
        ({"expect": ({"unit": "北京"},)}, ("expect", 0, "unit"), "北京"),
    ],
)
def test_an_unknown_name_is_found_at_its_place(values: dict[str, Any], path: tuple[str | int, ...], name: str) -> None:
    (unknown,) = find_unknown_names(KNOWN, case(**values))
    assert (unknown.path, unknown.code) == (path, "cases.unknown") and unknown.expected_zh.endswith(f" {name}")


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"lists": (LISTED | {"source": "civil_affairs", "unit": "白牙市"},)},
        {"lists": (LISTED | {"category": "unknown:贫困人口"},)},
        {"expect": ({"category": "ordinary", "rule": "DA-02"},)},
        {"expect": ({"category": "unknown:贫困人口"},)},
        {"expect": ({"household_incomplete": True},), "household": ({"who": "妻子"},)},
        {"expect": ({"due_yuan": 1, "plan_year": 2019}, {"due_yuan": 1})},
    ],
)
def test_known_names_and_unknown_words_of_a_list_are_right(values: dict[str, Any]) -> None:
    assert find_unknown_names(KNOWN, case(**values)) == []


def test_a_household_that_is_not_written_cannot_be_judged() -> None:
    (unknown,) = find_unknown_names(KNOWN, case(expect=({"household_incomplete": False},)))
    assert (unknown.path, unknown.code) == (("expect", 0, "household_incomplete"), "cases.meaning")


def test_each_plan_year_has_one_expectation() -> None:
    (unknown,) = find_unknown_names(KNOWN, case(expect=({"due_yuan": 1}, {"paid_yuan": 1})))
    assert (unknown.path, unknown.expected_zh) == (("expect",), "每个参保年度只写一组结果")
