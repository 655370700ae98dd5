"""The suite's input: parsed values with the day of delivery, and limits that can be compared."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from tests.support.files.builders import AS_OF, LAYOUTS, TAX_SOURCE, context, number
from tests.support.files.raw_tables import parser
from transforms.intake.gate.kinds.registry import KINDS
from transforms.intake.gate.suite_input import suite_limits, suite_table

EPOCH = dt.date(1970, 1, 1)
FEED = {
    "receipt_no": ["P1", "P2"],
    "name": ["甲", ""],
    "document_number": [number(1), "坏的"],
    "plan_year": ["2020", "x"],
    "amount_fen": ["250", "x"],
    "collected_on": ["2019-11-02", "x"],
    "received_on": ["2019-11-03", ""],
    "unit": ["甲 镇", "别处镇"],
}


def test_faults_are_in_the_table_so_that_the_suite_can_count_them() -> None:
    parsed = parser(FEED, "tax", "feed")
    KINDS["tax_feed"].parse(parsed, TAX_SOURCE)
    rows = suite_table(parsed, AS_OF).to_pylist()
    assert rows[0]["received_on"] == (dt.date(2019, 11, 3) - EPOCH).days
    assert [rows[0][name] for name in ("amount_fen", "plan_year", "unit")] == [25_000, 2020, "甲镇"]
    assert [rows[1][name] for name in ("name", "amount_fen", "plan_year", "received_on")] == [None] * 4
    assert (rows[1]["document_number"], rows[1]["unit"]) == ("坏的", "别处镇")


def test_every_row_has_the_day_of_delivery() -> None:
    parsed = parser(FEED, "tax", "feed")
    assert suite_table(parsed, AS_OF)["as_of"].to_pylist() == [(AS_OF - EPOCH).days] * 2


def test_days_and_whole_numbers_have_64_bits_and_texts_stay_texts() -> None:
    parsed = parser(FEED, "tax", "feed")
    parsed.frame = {
        "day": pa.array([EPOCH, None], pa.date32()),
        "year": pa.array([2020, 1], pa.int32()),
        "flag": pa.array([True, None]),
        "text": pa.array(["a", None]),
    }
    assert suite_table(parsed, AS_OF).schema.types == [pa.int64(), pa.int64(), pa.bool_(), pa.string(), pa.int64()]


def test_equal_limits_are_equal_and_hash_alike_whatever_the_order() -> None:
    layout = LAYOUTS["targets"]
    first = suite_limits(layout, context(units={"甲镇": "u1", "乙乡": "u2"}, plan_years=[2020, 2019]))
    second = suite_limits(layout, context(units={"乙 乡": "u9", "甲镇": "u1"}, plan_years=[2019, 2020]))
    assert first == second and len({first, second}) == 1
    assert dict(first)["units"] == ("乙乡", "甲镇") and dict(first)["plan_years"] == (2019, 2020)


def test_limits_are_those_of_the_layout() -> None:
    limits = dict(suite_limits(LAYOUTS["targets"], context()))
    assert limits["statuses"] == ("草案", "预下达", "正式")
    assert limits["earliest_on"] == dt.date(1900, 1, 1) and limits["name_characters"] == 50
