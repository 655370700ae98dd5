"""A row that names several persons is a row for each of them; what is shared is repeated."""

from __future__ import annotations

import numpy as np

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import PERSON_STRIDE, RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.split_persons import one_row_per_person

SECOND, THIRD = PERSON_STRIDE, 2 * PERSON_STRIDE


def person(ordinal: int) -> dict[str, list[str]]:
    return {"name": [f"姓名{ordinal}"], "document_number": [f"证件号码{ordinal}"]}


def layout(further: int) -> Layout:
    persons = [person(at + 2) for at in range(further)]
    return Layout.model_validate({**LAYOUTS["roll"].model_dump(), "further_persons": persons})


def split(rows: list[list[str]], further: int = 1, **facts: object) -> RawTable:
    names = ["name", "document_number", "unit"]
    names += [f"{name}:{at + 2}" for at in range(further) for name in ("name", "document_number")]
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return one_row_per_person(raw_table(columns, **facts), layout(further))


def rows_of(raw: RawTable) -> list[tuple[int, str, str, str]]:
    return [(row["row_no"], row["name"], row["document_number"], row["unit"]) for row in raw.table.to_pylist()]


def test_every_named_person_is_a_row_in_the_senders_order() -> None:
    raw = split([["甲", "1", "甲镇", "乙", "2", "丙", "3"], ["丁", "4", "乙乡", "", "", "", ""]], further=2)
    assert rows_of(raw) == [
        (2, "甲", "1", "甲镇"),
        (2 + SECOND, "乙", "2", "甲镇"),
        (2 + THIRD, "丙", "3", "甲镇"),
        (3, "丁", "4", "乙乡"),
    ]
    assert set(raw.letters) == {"name", "document_number", "unit"}


def test_words_for_nobody_name_no_further_person_but_half_a_person_is_one() -> None:
    rows = [["甲", "1", "甲镇", mark, mark] for mark in ("无", "/", "－", "0", " ", "——")]
    assert len(rows_of(split(rows))) == len(rows)
    assert rows_of(split([["甲", "1", "甲镇", "乙", "无"]]))[1] == (2 + SECOND, "乙", "无", "甲镇")


def test_a_first_person_is_missing_only_if_blank_and_somebody_else_is_named() -> None:
    assert rows_of(split([["", "", "甲镇", "乙", "2"]])) == [(2 + SECOND, "乙", "2", "甲镇")]
    assert rows_of(split([["无", "", "甲镇", "乙", "2"]]))[0] == (2, "无", "", "甲镇")
    assert rows_of(split([["", "", "甲镇", "", ""]])) == [(2, "", "", "甲镇")]  # kept, and a fault later


def test_faults_and_numeric_cells_follow_their_person() -> None:
    raw = split(
        [["甲", "1", "甲镇", "乙", "2"]],
        faults=[(2, "cell_error", "name:2"), (2, "cell_merged", "unit")],
        numeric={"document_number:2": np.array([True])},
    )
    assert sorted(raw.faults) == [
        (2, "cell_merged", "unit"),
        (2 + SECOND, "cell_error", "name"),
        (2 + SECOND, "cell_merged", "unit"),
    ]
    assert raw.numeric["document_number"].tolist() == [False, True]


def test_a_file_without_columns_of_further_persons_is_left_as_it_is() -> None:
    raw = raw_table({"name": ["甲"], "document_number": ["1"], "unit": ["甲镇"]})
    assert one_row_per_person(raw, layout(1)) is raw
