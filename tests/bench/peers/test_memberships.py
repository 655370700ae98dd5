"""Intervals of the pandas peer on rows with a known answer: ends, corrected ends, gaps, overruled insurance."""

from __future__ import annotations

import pandas as pd

from tests.bench.peers import memberships
from tests.bench.peers.frames import days

NUMBER = "199999198001010011"


def _listed(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Rows of (source, op, effective_on, cut_off_on) of one person in one category."""
    frame = pd.DataFrame(rows, columns=["source", "op", "effective_on", "cut_off_on"]).astype("str")
    for column in ("effective_on", "cut_off_on"):
        frame[column] = days(frame[column])
    return frame.assign(
        number=NUMBER,
        category="minimum_living",
        unit="A",
        grade=pd.array([None] * len(frame), dtype="Int64"),
        is_local=pd.array([True] * len(frame), dtype="boolean"),
    )


def _intervals(*rows: tuple[str, str, str, str]) -> list[tuple[str, str]]:
    roll = pd.DataFrame({"number": pd.Series([], dtype="str"), "is_local": pd.array([], dtype="boolean")})
    members = memberships.memberships(_listed(*rows), roll).sort_values("from_on")
    assert set(members["age_years"]) == {39}
    ends = ["" if pd.isna(day) else f"{day:%m-%d}" for day in members["to_on"]]
    return list(zip((f"{day:%m-%d}" for day in members["from_on"]), ends, strict=True))


def test_an_end_ends_and_a_later_recognition_begins_again() -> None:
    rows = (("a", "add", "2019-08-01", "2019-08-10"), ("a", "end", "2019-09-01", "2019-09-10"))
    assert _intervals(*rows) == [("08-01", "09-01")]
    assert _intervals(*rows, ("a", "add", "2019-10-05", "2019-10-10")) == [("08-01", "09-01"), ("10-05", "")]


def test_a_later_list_moves_an_end_of_its_own_source_alone() -> None:
    rows = (("a", "add", "2019-08-01", "2019-08-10"), ("a", "end", "2019-09-01", "2019-09-10"))
    assert _intervals(*rows, ("a", "end", "2019-10-01", "2019-10-10")) == [("08-01", "10-01")]
    assert _intervals(*rows, ("b", "end", "2019-10-01", "2019-10-10")) == [("08-01", "09-01")]


def test_two_sources_that_overlap_are_one_interval() -> None:
    rows = (("a", "add", "2019-08-01", "2019-08-10"), ("b", "add", "2019-08-20", "2019-08-30"))
    assert _intervals(*rows) == [("08-01", "")]


def test_a_day_on_which_a_person_is_added_and_ended_is_no_membership() -> None:
    rows = (("a", "add", "2019-08-01", "2019-08-10"), ("a", "add", "2019-09-01", "2019-09-10"))
    assert _intervals(*rows, ("b", "end", "2019-09-01", "2019-09-10")) == [("08-01", "09-01")]


def test_a_later_comparison_overrules_insurance_of_the_region() -> None:
    employee = pd.DataFrame(
        [
            ("1", "here", "2019-01-01", None, "2019-08-01"),
            ("1", "here", "2019-01-01", "2019-06-30", "2019-12-01"),
            ("2", "elsewhere", "2019-01-01", None, "2019-08-01"),
            ("3", "here", "2018-01-01", "2018-12-31", "2019-08-01"),
            ("3", "here", "2019-05-01", None, "2019-12-01"),
        ],
        columns=["number", "region", "insured_from", "insured_to", "cut_off_on"],
    ).astype("str")
    for column in ("insured_from", "insured_to", "cut_off_on"):
        employee[column] = days(employee[column].where(employee[column] != "None"))
    counted = memberships.employee_insurance(employee, pd.Series({"employee_region": "here"}))
    assert list(counted.index) == [1, 3, 4]
    assert list(memberships.employee_insurance(employee, pd.Series({"employee_region": None})).index) == [1, 2, 3, 4]


def test_what_a_membership_gives() -> None:
    members = pd.DataFrame(
        {
            "number": list("abcde"),
            "category": ["disabled", "disabled", "disabled", "elderly", "foreign"],
            "from_on": days(
                pd.Series(["2019-08-01", "2019-08-01", "2020-01-05", "2019-08-01", "2019-08-01"], dtype="str")
            ),
            "to_on": days(pd.Series([None] * 5, dtype="str")),
            "age_years": [39, 39, 39, 39, 39],
            "grade": pd.array([1, None, 2, None, None], dtype="Int64"),
            "is_local": pd.array([None] * 5, dtype="boolean"),
        }
    )
    subsidy = pd.DataFrame(
        {
            "category": ["disabled", "elderly"],
            "kind": ["full", "amount"],
            "amount_fen": [25000, 100],
            "min_age": [None, 60],
            "max_age": [float("nan")] * 2,
            "min_grade": [1, None],
            "max_grade": [2, None],
            "unless_category": None,
            "is_local": pd.array([None, None], dtype="boolean"),
            "tie_order": [0, 1],
        }
    )
    claims = memberships.claims(members, subsidy, pd.Timestamp("2019-12-31"))
    kinds = dict(zip(claims["number"], claims["kind"], strict=True))
    assert kinds == dict(zip("abcde", ["full", *["undefined"] * 4], strict=True)), "grade, blank, late, age, unknown"
