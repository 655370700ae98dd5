"""Requests for correction: items in the towns' words, days in order, no value of a person."""

from __future__ import annotations

import datetime as dt

from tests.support.files.builders import LAYOUTS, FakeSource, context, passing
from tests.support.files.raw_tables import raw_table
from tests.support.files.small_deliveries import name, number
from transforms.intake.gate.gate import gate_table
from transforms.intake.gate.kinds.correction_request import KIND
from transforms.intake.values.context import GateResult

LAYOUT = LAYOUTS["correction_request"]
SOURCE = FakeSource("correction_request", "correction_request", "correction_request", "change", {})


def gated(rows: list[tuple[str, str, str]]) -> GateResult:
    """Gate rows of (item, day of the request, day of completion)."""
    table = {
        "name": [name(at) for at in range(len(rows))],
        "document_number": [number(at) for at in range(len(rows))],
        "item": [row[0] for row in rows],
        "requested_on": [row[1] for row in rows],
        "completed_on": [row[2] for row in rows],
    }
    result = gate_table(raw_table(table), SOURCE, LAYOUT, context(), passing)
    assert result.clean.schema == KIND.schema
    return result


def test_items_and_days_are_read() -> None:
    clean = gated([("姓名", "2019-10-08", ""), ("所属乡镇", "2019-10-08", "2019-10-09")]).clean
    assert clean["item"].to_pylist() == ["name", "unit"]
    assert clean["completed_on"].to_pylist() == [None, dt.date(2019, 10, 9)]


def test_an_unlisted_item_a_blank_day_and_a_completion_before_the_request_are_faults() -> None:
    good = [("其他", "2019-10-08", "")] * 9
    result = gated([*good, ("血型", "2019-10-08", ""), ("姓名", "", ""), ("姓名", "2019-10-08", "2019-10-07")])
    faults = sorted(row["reason_code"] for row in result.quarantine.to_pylist())
    assert faults == ["date_blank", "date_out_of_range", "item_unlisted"]
