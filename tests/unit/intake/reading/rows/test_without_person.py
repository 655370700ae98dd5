"""Rows that a form fills in beforehand name nobody; a row with a name or a number is data."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tests.support.files.builders import LAYOUTS, number
from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.intake.reading.rows.without_person import (
    facts_of_persons,
    named_otherwise,
    naming_columns,
    rows_without_person,
)
from transforms.intake.reading.sheet_facts import SheetFacts


def _raw(**columns: list[str]) -> RawTable:
    size = len(next(iter(columns.values())))
    table = pa.table(
        {ROW_NO: pa.array(range(2, size + 2), pa.int32()), **{k: pa.chunked_array([v]) for k, v in columns.items()}}
    )
    return RawTable(table, "xlsx", 1, dict.fromkeys(columns, "A"))


def _list(*rows: tuple[str, str], **more: list[str]) -> RawTable:
    names, numbers = zip(*rows, strict=True)
    return _raw(
        name=list(names),
        document_number=list(numbers),
        category=["低保对象"] * len(rows),
        unit=["甲镇"] * len(rows),
        **more,
    )


def _named(raw: RawTable, **how: Any) -> list[int]:
    nobody = rows_without_person(raw, LAYOUTS["civil_affairs"], **how)
    return [int(row) for row in raw.table[ROW_NO].to_numpy()[~nobody]]


PERSON = ("王明", number(1))
NOBODY = ("", " ")


def test_rows_between_persons_and_below_them() -> None:
    assert _named(_list(PERSON, NOBODY, NOBODY, PERSON, NOBODY, NOBODY)) == [2, 5]


def test_a_row_with_a_name_or_a_number_stays() -> None:
    raw = _list(PERSON, ("李芳", ""), ("", number(2)), ("无", ""), ("", "x"))
    assert _named(raw) == [2, 3, 4, 5, 6]
    assert _named(_list(PERSON, NOBODY, birth_certificate_no=["", "Q190000001"])) == [2, 3]


def test_a_further_person_of_the_row_counts() -> None:
    raw = _list(PERSON, NOBODY, NOBODY)
    raw.table = raw.table.append_column("name:2", pa.chunked_array([["", "张伟", ""]]))
    assert _named(raw) == [2, 3]


def test_merged_and_broken_cells_are_no_blanks() -> None:
    raw = _list(PERSON, *[NOBODY] * 5)
    assert _named(raw, named_cells=lambda: [(3, 4), (6, 6), (90, 99)]) == [2, 3, 4, 6]


def test_a_payment_without_a_person_stays() -> None:
    rows = {"name": ["", ""], "document_number": ["", ""], "receipt_no": ["PZ1", ""], "amount_fen": ["", ""]}
    raw = _raw(**rows, plan_year=["2020", "2020"])
    assert naming_columns(raw, LAYOUTS["tax"]) == list(rows)
    assert rows_without_person(raw, LAYOUTS["tax"]).tolist() == [False, True]


def test_a_table_of_units_has_no_persons() -> None:
    raw = _raw(unit=["甲镇", "乙乡"], measure=["参保任务数"] * 2, persons=["", ""])
    assert not rows_without_person(raw, LAYOUTS["targets"]).any()


def test_cells_without_a_result_name_a_person_if_they_are_naming_cells() -> None:
    raw = _list(PERSON, *[NOBODY] * 6)
    raw.letters = {"name": "B", "document_number": "C", "category": "D", "unit": "E"}
    facts = SheetFacts(errors=[(3, "B"), (4, "E")], without_value=[(5, "C")], stand_ins=[(6, "D")])
    spans = named_otherwise(
        raw, LAYOUTS["civil_affairs"], facts, [((6, 1), (7, 2)), ((1, 4), (7, 4)), ((0, 1), (0, 2))]
    )
    assert sorted(spans) == [(3, 3), (5, 5), (8, 8)]


def test_uncalculated_formulas_of_nobody_are_no_facts() -> None:
    raw = _list(PERSON, *[NOBODY] * 4)
    raw.letters = {"name": "B", "document_number": "C", "category": "D", "unit": "E"}
    facts = SheetFacts(without_value=[(2, "E"), (3, "E"), (4, "B")], stand_ins=[(5, "D"), (6, "E"), (1, "B")])
    data = _list(PERSON)
    data.totals = [{ROW_NO: "6"}]
    left = facts_of_persons(facts, raw, data, LAYOUTS["civil_affairs"])
    assert (left.without_value, left.stand_ins) == ([(2, "E"), (4, "B")], [(6, "E"), (1, "B")])
