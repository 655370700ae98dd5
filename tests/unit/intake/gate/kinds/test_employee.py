"""Employee insurance: a period with a start; without an end the person is still insured."""

from __future__ import annotations

import datetime as dt

from tests.support.files.builders import FakeSource, number
from tests.support.files.raw_tables import faults, parser
from transforms.intake.gate.kinds.employee import KIND

SOURCE = FakeSource("employee", "employee", "employee", "full", {})


def read(starts: list[str], ends: list[str]) -> tuple[list[dt.date | None], list[tuple[int, str, str]]]:
    size = len(starts)
    columns = {
        "name": ["周八"] * size,
        "document_number": [number(at + 1) for at in range(size)],
        "region": ["某市"] * size,
        "insured_from": starts,
        "insured_to": ends,
    }
    parsed = parser(columns, "employee")
    values = KIND.parse(parsed, SOURCE)
    assert ["row_no", *values] == KIND.schema.names
    return values["insured_to"].to_pylist(), faults(parsed)


def test_a_blank_or_open_end_means_still_insured() -> None:
    assert read(["2018-01-01"] * 3, ["", "至今", "2019-06-30"]) == ([None, None, dt.date(2019, 6, 30)], [])


def test_a_period_may_be_one_day_and_not_end_before_it_starts() -> None:
    _, found = read(["2019-01-01"] * 2, ["2019-01-01", "2018-12-31"])
    assert found == [(3, "date_order", "insured_to")]


def test_a_start_is_required() -> None:
    assert read([""], ["2019-01-01"])[1] == [(2, "date_blank", "insured_from")]


def test_an_end_in_the_future_is_no_fault() -> None:
    assert read(["2019-01-01"], ["2020-12-31"]) == ([dt.date(2020, 12, 31)], [])


def test_no_identity_is_staged() -> None:
    assert KIND.name == "employee"
    assert KIND.staged == ("row_no", "region", "insured_from", "insured_to")
