"""Constants of a form become columns, unless the file has the column."""

from __future__ import annotations

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.reading.forms.constants import add_constant_columns

DEATHS = LAYOUTS["civil_affairs_deaths"]


def test_a_constant_is_the_cell_of_every_row() -> None:
    raw = raw_table({"name": ["甲", "乙"]})
    found = add_constant_columns(raw, DEATHS)
    assert found.table["op"].to_pylist() == ["死亡", "死亡"] and "op" not in found.letters
    assert raw.table.column_names == ["row_no", "name"]


def test_the_column_of_a_file_comes_first() -> None:
    raw = raw_table({"name": ["甲"], "op": ["减少"]})
    assert add_constant_columns(raw, DEATHS) is raw
    without = raw_table({"name": ["甲"]})
    assert add_constant_columns(without, LAYOUTS["roll"]) is without
