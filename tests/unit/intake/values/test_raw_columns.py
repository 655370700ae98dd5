"""The raw texts of a table: marks are removed, blanks recognised, and bad cells are faults from the start."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tests.support.files.builders import LAYOUTS, context
from tests.support.files.raw_tables import raw_table
from transforms.intake.values.raw_columns import RawColumns, without_text_mark


def columns_of(texts: list[str], **facts: object) -> RawColumns:
    return RawColumns(raw_table({"name": texts}, **facts), LAYOUTS["roll"], context())


def test_only_the_first_apostrophe_is_a_mark() -> None:
    values = pa.chunked_array([["'123", "''1", "O'Neil", "", "'"]])
    assert without_text_mark(values).to_pylist() == ["123", "'1", "O'Neil", "", ""]


def test_a_missing_column_is_blank_in_every_row() -> None:
    columns = columns_of(["甲", "乙"])
    assert columns.text("unit").to_pylist() == ["", ""] and not columns.has("unit")
    assert columns.blank("unit").all() and not columns.numeric("unit").any()


def test_white_space_of_every_kind_is_blank() -> None:
    assert columns_of([" ", "\u3000", "\t\n", "'", "0", "."]).blank("name").tolist() == [True] * 4 + [False] * 2


def test_an_error_value_is_a_fault_only_if_it_is_the_whole_cell() -> None:
    findings = columns_of(["#N/A", " #REF! ", "#DIV/0!", "x#N/A", "#", "3#楼"]).findings
    assert findings.faults["cell_error", "name"].tolist() == [True] * 3 + [False] * 3


def test_faults_found_while_reading_are_at_their_rows() -> None:
    columns = columns_of(["甲", "乙", "丙"], faults=[(3, "cell_merged", "name"), (4, "cell_merged", "name")])
    assert columns.findings.bad().tolist() == [False, True, True]


def test_words_are_looked_up_folded_and_others_are_null() -> None:
    columns = columns_of(["是", " 是 ", "否", "也许", ""])
    assert columns.looked_up("name", {"是": 1, "否": 0}, pa.int8()).to_pylist() == [1, 1, 0, None, None]
    assert not columns.findings.bad().any()


def test_a_sex_is_read_by_the_layouts_words() -> None:
    raw = raw_table({"sex": ["男", "女性", "M", ""]})
    assert RawColumns(raw, LAYOUTS["roll"], context()).sexes().to_pylist() == ["M", "F", None, None]


def test_cells_with_numbers_are_known_by_column() -> None:
    columns = columns_of(["1", "2"], numeric={"name": np.array([True, False])})
    assert columns.numeric("name").tolist() == [True, False]
