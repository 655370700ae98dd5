"""A date cell is what its sheet shows: a month, a year, or a fault in a column of texts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import RawTable
from transforms.intake.reading.date_cells import show_dates, show_numbers
from transforms.intake.reading.sheet_facts import SheetFacts

DAYS = ["2019-08-01", "2019-08-01", "2019-08-01 12:00:00", "2019-08-01"]


def shown(name: str, facts: SheetFacts, dates: list[bool], values: list[str] | None = None) -> RawTable:
    raw = raw_table({name: values or DAYS}, form="xlsx")
    return show_dates(raw, facts, {name: np.array(dates)})


def test_a_cell_that_shows_a_month_or_a_year_is_written_as_such() -> None:
    raw = shown("effective_on", SheetFacts(months={"A": [2, 4, 5]}, years={"A": [3]}), [True, True, True, False])
    assert raw.table["effective_on"].to_pylist() == ["2019年08月", "2019年", "2019年08月", "2019-08-01"]
    assert raw.faults == []


def test_other_columns_and_days_stay() -> None:
    raw = shown("effective_on", SheetFacts(months={"B": [2]}), [True] * 4)
    assert raw.table["effective_on"].to_pylist() == DAYS


@pytest.mark.parametrize(("date1904", "written"), [(False, "2019年08月"), (True, "2023年08月")])
def test_a_number_in_a_cell_that_shows_a_month_is_a_date(date1904: bool, written: str) -> None:
    raw = raw_table({"effective_on": ["43678", "43678", "x", ""]}, form="xls", date1904=date1904)
    raw.numeric = {"effective_on": np.array([True, True, False, False])}
    show_dates(raw, SheetFacts(months={"A": [2, 4]}), {})
    assert raw.table["effective_on"].to_pylist() == [written, "43678", "x", ""]
    assert raw.numeric["effective_on"].tolist() == [False, True, False, False]


@pytest.mark.parametrize("name", ["household_no", "receipt_no", "channel"])
def test_a_date_in_a_column_of_texts_is_a_fault(name: str) -> None:
    raw = shown(name, SheetFacts(), [True, False, False, True])
    assert raw.faults == [(2, "cell_date", name), (5, "cell_date", name)]


def test_a_date_in_a_column_of_dates_is_none() -> None:
    assert shown("effective_on", SheetFacts(), [True] * 4).faults == []


def test_a_household_number_is_written_with_the_zeros_that_its_cell_shows() -> None:
    raw = raw_table({"household_no": ["12", "7", "1.5", "00012"], "unit": ["1"] * 4}, form="xlsx")
    raw.numeric = {"household_no": np.array([True, True, True, False]), "unit": np.array([True] * 4)}
    show_numbers(raw, SheetFacts(written={("A", "00000"): [2, 4], ("B", "00000"): [2]}))
    assert raw.table["household_no"].to_pylist() == ["00012", "7", "1.5", "00012"]
    assert raw.numeric["household_no"].tolist() == [False, True, True, False]
    assert raw.faults == [(4, "cell_number_format", "household_no")]
    assert raw.table["unit"].to_pylist() == ["1"] * 4
