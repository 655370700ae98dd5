"""Columns of numbers with one heading belong to the names in their order."""

from __future__ import annotations

import pytest

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.forms.pair_numbers import pair_numbers

COUPLES = LAYOUTS["health_special_families"]


@pytest.mark.parametrize(
    ("columns", "own", "spouse"),
    [
        (("name", "document_number", "name:2", "document_number:2"), "document_number", "document_number:2"),
        (("document_number", "name", "document_number:2", "name:2"), "document_number", "document_number:2"),
        (("name", "name:2", "document_number", "document_number:2"), "document_number", "document_number:2"),
        (("document_number", "name:2", "document_number:2", "name"), "document_number:2", "document_number"),
        (("name:2", "document_number", "name", "document_number:2"), "document_number:2", "document_number"),
        (("name:2", "name", "document_number", "document_number:2"), "document_number:2", "document_number"),
    ],
)
def test_numbers_follow_the_order_of_the_names(columns: tuple[str, ...], own: str, spouse: str) -> None:
    raw = raw_table({name: [name] for name in columns}, faults=[(2, "cell_error", own)])
    paired = pair_numbers(raw, COUPLES)
    assert paired.table["document_number"].to_pylist() == [own]
    assert paired.table["document_number:2"].to_pylist() == [spouse]
    assert paired.letters["document_number"] == raw.letters[own]
    assert paired.faults == [(2, "cell_error", "document_number")]


@pytest.mark.parametrize(
    "columns", [("name", "document_number", "document_number:2"), ("name", "name:2", "document_number")]
)
def test_a_name_or_number_too_many_needs_a_person(columns: tuple[str, ...]) -> None:
    with pytest.raises(ReadRefused) as refused:
        pair_numbers(raw_table({name: ["1"] for name in columns}), COUPLES)
    assert refused.value.hold and [one.code for one in refused.value.reasons] == ["persons_unpaired"]


def test_other_layouts_keep_their_columns() -> None:
    raw = raw_table({"name": ["甲"], "document_number": ["1"]})
    assert pair_numbers(raw, LAYOUTS["roll"]) is raw
