"""Row numbers state sheet and person; a table survives its way out of the worker."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import (
    MOST_PERSONS,
    PERSON_STRIDE,
    SHEET_STRIDE,
    RawTable,
    file_order,
    person_column,
    row_words,
    sheet_place,
    split_person_column,
)


@pytest.mark.parametrize(("person", "column"), [(0, "name"), (1, "name:2"), (9, "name:10")])
def test_a_column_of_a_further_person_has_that_persons_number(person: int, column: str) -> None:
    assert person_column("name", person) == column
    assert split_person_column(column) == ("name", person)


def test_other_colons_name_no_person() -> None:
    assert split_person_column("label:x") == ("label:x", 0)
    assert split_person_column("unit") == ("unit", 0)


@pytest.mark.parametrize(
    ("row_no", "words"),
    [
        (7, "第7行"),
        (7 + PERSON_STRIDE, "第7行第2人"),
        (7 + 2 * SHEET_STRIDE, "第3个工作表第7行"),
        (7 + SHEET_STRIDE + 3 * PERSON_STRIDE, "第2个工作表第7行第4人"),
    ],
)
def test_a_row_number_is_put_in_words(row_no: int, words: str) -> None:
    assert row_words(row_no) == words


def test_persons_of_a_row_stay_together_in_the_senders_order() -> None:
    rows = [3 + PERSON_STRIDE, 2, 3, 2 + SHEET_STRIDE, 2 + PERSON_STRIDE]
    assert sorted(rows, key=file_order) == [2, 2 + PERSON_STRIDE, 3, 3 + PERSON_STRIDE, 2 + SHEET_STRIDE]


def test_every_row_of_every_sheet_and_person_fits_into_32_bits() -> None:
    last = (MOST_PERSONS - 1) * PERSON_STRIDE + 63 * SHEET_STRIDE + 1_048_576
    assert last < 2**31 and 64 * SHEET_STRIDE < PERSON_STRIDE and SHEET_STRIDE > 1_048_576


def test_a_place_is_the_senders_own() -> None:
    book = raw_table({"name": ["甲"]}, form="xlsx", sheet="第1个工作表")
    assert book.sender_place(5) == ("第1个工作表", 5)
    assert book.sender_place(5 + SHEET_STRIDE + PERSON_STRIDE) == (sheet_place(1), 5)
    assert raw_table({"name": ["甲"]}).sender_place(SHEET_STRIDE + 5) == (None, SHEET_STRIDE + 5)  # a csv has no sheets


def test_malformed_rows_are_rows() -> None:
    assert raw_table({"name": ["甲", "乙"]}, malformed=[4]).row_count == 3


def test_table_and_facts_survive_the_pipe() -> None:
    raw = raw_table(
        {"name": ["甲", "乙"], "amount_fen": ["1", "2"]},
        numeric={"amount_fen": np.array([True, False])},
        malformed=[9],
        totals=[{"row_no": "9", "name": "合计"}],
        faults=[(2, "cell_error", "name")],
        hold_reasons=[("colour_meaning", None, None)],
        fen_per_unit=1,
        date1904=True,
        modified_on="2019-12-01",
        sheet="第1个工作表",
        left_out_receipts=[(7, "A1")],
    )
    back = RawTable.from_ipc(raw.to_ipc())
    assert back.table.equals(raw.table) and back.numeric["amount_fen"].tolist() == [True, False]
    assert (back.malformed, back.totals, back.fen_per_unit, back.date1904) == ([9], raw.totals, 1, True)
    assert [tuple(entry) for entry in back.left_out_receipts] == [(7, "A1")]
    assert [tuple(fault) for fault in back.faults] == raw.faults and back.modified_on == "2019-12-01"
    assert (back.letters, back.header_row, back.form, back.sheet) == (raw.letters, 1, "csv", "第1个工作表")
