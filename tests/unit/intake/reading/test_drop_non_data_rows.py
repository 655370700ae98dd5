"""Blank rows, totals, footers and repeated headers are no data; a row that names a person always is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.support.files.builders import LAYOUTS, number
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.drop_non_data_rows import drop_non_data_rows
from transforms.intake.reading.header import Header

ROLL = LAYOUTS["roll"]
COLUMNS = {"name": 0, "document_number": 1, "unit": 2}
HEADER = Header(1, COLUMNS, [], 3, titles=frozenset({("花名册",)}))
ONE, TWO = ["甲", number(1), "甲镇"], ["乙", number(2), "甲镇"]


def kept(rows: Sequence[Sequence[str]], header: Header = HEADER, **facts: object) -> RawTable:
    columns = {name: [row[at] if at < len(row) else "" for row in rows] for name, at in COLUMNS.items()}
    if header.serial is not None:
        columns[f"label:{header.serial}"] = [row[3] for row in rows]
    return drop_non_data_rows(raw_table(columns, first_row=3, **facts), ROLL, header)


def rows_of(raw: RawTable) -> list[int]:
    return list(raw.table["row_no"].to_pylist())


def test_blank_rows_totals_and_footers_are_dropped_and_row_numbers_stay() -> None:
    raw = kept([ONE, ["", " ", "\u3000"], TWO, ["合 计：", "2", ""], ["制表人:王五"], ["填表说明"]])
    assert rows_of(raw) == [3, 5, 8]  # 填表说明 is no word of the layout
    assert raw.totals == [{"row_no": "6", "name": "合 计：", "document_number": "2", "unit": ""}]


@pytest.mark.parametrize("name", ["合计", "备注", "说明"])
def test_a_row_with_a_document_number_is_data_whatever_its_first_cell_contains(name: str) -> None:
    raw = kept([ONE, [name, number(2), "甲镇"]])
    assert rows_of(raw) == [3, 4] and raw.totals == []


def test_a_total_may_have_a_count_of_seven_digits_in_the_numbers_column() -> None:
    raw = kept([ONE, ["合计", "1234567", ""]])
    assert rows_of(raw) == [3] and len(raw.totals) == 1
    assert rows_of(kept([ONE, ["备注", "123456", ""]])) == [3, 4]  # a footer has no such figure


def test_a_repeated_header_and_its_title_are_dropped() -> None:
    raw = kept([ONE, ["花名册"], ["姓名", "证件号码", "乡镇"], TWO])
    assert rows_of(raw) == [3, 6]


def test_another_title_above_a_repeated_header_is_a_second_table() -> None:
    with pytest.raises(ReadRefused, match="tables_stacked") as refusal:
        kept([ONE, ["退费名单"], ["姓名", "证件号码", "乡镇"], TWO])
    assert refusal.value.reasons[0].row == 4


def test_headers_in_other_columns_are_a_second_table() -> None:
    with pytest.raises(ReadRefused, match="tables_stacked"):
        kept([ONE, ["乡镇", "姓名", "证件号码"], TWO])


@pytest.mark.parametrize(
    ("serials", "broken"),
    [("123", None), ("124", 5), ("113", 4), ("231", 3), ("1x3", 4), ("   ", None)],
)
def test_a_break_in_the_running_number_is_noted_at_its_first_row(serials: str, broken: int | None) -> None:
    rows = [[f"人{at}", number(at), "甲镇", serial] for at, serial in enumerate(serials, 1)]
    raw = kept(rows, Header(1, COLUMNS, [], 4, serial=3))
    assert raw.notes == ([] if broken is None else [(broken, "serial_broken", "")])
    assert "label:3" not in raw.table.column_names


def test_two_cells_with_their_own_header_repeat_it_and_one_does_not() -> None:
    assert rows_of(kept([ONE, ["姓名", number(2), "乡镇"], TWO])) == [3, 5]
    assert rows_of(kept([ONE, ["姓名", number(2), "甲镇"], TWO])) == [3, 4, 5]


def test_two_cells_with_headers_of_other_columns_begin_a_table_and_one_does_not() -> None:
    with pytest.raises(ReadRefused, match="tables_stacked") as refusal:
        kept([ONE, ["乡镇", number(2), "姓名"]])
    assert refusal.value.reasons[0].row == 4
    assert rows_of(kept([ONE, ["乡镇", number(2), "甲镇"]])) == [3, 4]


def test_numeric_marks_stay_with_their_rows() -> None:
    raw = kept(
        [ONE, ["", "", ""], TWO], numeric={"name": np.array([False, False, True]), "label:9": np.array([True] * 3)}
    )
    assert {name: marks.tolist() for name, marks in raw.numeric.items()} == {"name": [False, True]}
