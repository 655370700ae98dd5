"""The workbooks of a list: equal bytes, and a long list in several."""

import pytest

from tests.support.reports.sample_person_list import sample
from transforms.report.lists import files as module
from transforms.report.lists.files import files
from transforms.report.publication import View

STEM = "madeup-2032_missing_persons_once_20190901_20191130"


def test_equal_lists_give_equal_bytes() -> None:
    assert files(sample()) == files(sample())
    assert [(file.name, file.rows) for file in files(sample())] == [(f"{STEM}.xlsx", 5)]


def test_a_long_list_goes_on_in_further_workbooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    made = files(sample())
    assert [(file.name, file.rows) for file in made] == [
        (f"{STEM}.xlsx", 2),
        (f"{STEM}.2.xlsx", 2),
        (f"{STEM}.3.xlsx", 1),
    ]


def test_an_empty_list_is_a_workbook_as_well() -> None:
    assert [file.rows for file in files(sample(View("x", units=())))] == [0]
