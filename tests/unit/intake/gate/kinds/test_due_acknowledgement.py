"""Acknowledgements of due lists: a list, its lines, their sum, a checksum and a day; no person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.support.files.builders import LAYOUTS, FakeSource, context, passing
from tests.support.files.raw_tables import faults, parser, raw_table
from transforms.intake.gate.gate import gate_table
from transforms.intake.gate.kinds.due_acknowledgement import KIND

SOURCE = FakeSource("due_acknowledgement", "due_acknowledgement", "due_acknowledgement", "change", {})
SHA = "0123456789abcdef" * 4
ROW = {"list_no": "第3号", "persons": "1,200", "amount_fen": "370.05", "sha256": SHA, "acknowledged_on": "2019-10-08"}


def read(**changes: str) -> tuple[dict[str, Any], list[tuple[int, str, str]]]:
    rows = {name: [text] for name, text in {**ROW, **changes}.items()}
    parsed = parser(rows, "due_acknowledgement", "change")
    values = KIND.parse(parsed, SOURCE)
    assert ["row_no", *values] == KIND.schema.names
    return {name: column.to_pylist()[0] for name, column in values.items()}, faults(parsed)


def test_a_good_row_has_a_list_its_lines_their_sum_a_checksum_and_a_day() -> None:
    values = {
        "list_no": 3, "persons": 1_200, "amount_fen": 37_005, "sha256": SHA, "acknowledged_on": dt.date(2019, 10, 8)
    }  # fmt: skip
    assert read() == (values, [])
    assert read(list_no="003", persons="0", amount_fen="0", sha256=SHA.upper()) == (
        {**values, "persons": 0, "amount_fen": 0}, []
    )  # fmt: skip


def test_every_unreadable_value_is_a_fault() -> None:
    for number in ("", "0", "第三号", "1.5", "-1", "2020年第1号"):
        assert read(list_no=number)[1] == [(2, "list_no_format", "list_no")], number
    assert read(persons="")[1] == [(2, "persons_blank", "persons")]
    assert read(persons="1.5")[1] == [(2, "persons_format", "persons")]
    assert read(amount_fen="")[1] == [(2, "amount_blank", "amount_fen")]
    assert read(amount_fen="0.001")[1] == [(2, "amount_format", "amount_fen")]
    assert read(amount_fen="-1")[1] == [(2, "amount_negative", "amount_fen")]
    for checksum in ("", SHA[1:], SHA[1:] + "g"):
        assert read(sha256=checksum)[1] == [(2, "checksum_format", "sha256")], checksum
    assert read(acknowledged_on="")[1] == [(2, "date_blank", "acknowledged_on")]
    assert read(acknowledged_on="2033-01-01")[1] == [(2, "date_out_of_range", "acknowledged_on")]


def test_an_equal_row_is_a_duplicate_and_another_sum_of_the_day_contradicts() -> None:
    def gate(sums: list[str], days: list[str]) -> tuple[int, int, list[str]]:
        rows = {name: [text] * len(sums) for name, text in ROW.items()} | {"amount_fen": sums, "acknowledged_on": days}
        result = gate_table(raw_table(rows), SOURCE, LAYOUTS["due_acknowledgement"], context("change"), passing)
        return result.clean_count, result.duplicate_count, result.quarantine.column("reason_code").to_pylist()

    day, later = "2019-10-08", "2019-10-09"
    assert gate(["370.05"] * 3, [day] * 3) == (1, 2, [])
    assert gate(["370.05", "1"], [day, later]) == (2, 0, [])
    assert gate(["370.05", "1"], [day, day]) == (0, 0, ["acknowledgement_conflict"] * 2)


def test_it_names_no_person() -> None:
    assert not KIND.names_persons and KIND.sealed == ()
