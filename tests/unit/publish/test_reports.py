"""The registry: what packs may name is what the product makes, and a view shows no more than it lists."""

from __future__ import annotations

import pytest

from pipeline.publish import reports
from pipeline.publish.failures import Failures, PublishFailures
from pipeline.publish.inputs import PublishError
from transforms.policy.model.known_reports import KNOWN_REPORTS
from transforms.report.publication import View

ROWS = [
    {"unit_id": "a", "enrolled_persons": 1, "received_fen": 100},
    {"unit_id": "b", "enrolled_persons": 2, "received_fen": 200},
]


def test_the_pack_check_and_the_registry_know_the_same_reports() -> None:
    assert set(reports.REPORTS) == KNOWN_REPORTS and reports.REPORTS
    assert all(report.code == code for code, report in reports.REPORTS.items())


def test_an_unknown_report_is_refused_with_the_known_ones() -> None:
    with pytest.raises(PublishError, match=r"gossip.*progress"):
        reports.find("gossip")


@pytest.mark.parametrize(
    ("view", "visible"),
    [
        (View(), ROWS),
        (View("x", units=("b",)), ROWS[1:]),
        (
            View("x", fields=("enrolled_persons",)),
            [{"unit_id": u, "enrolled_persons": n} for u, n in (("a", 1), ("b", 2))],
        ),
        (View("x", units=(), fields=()), []),
    ],
)
def test_a_view_cuts_rows_and_fields(view: View, visible: list[dict[str, object]]) -> None:
    assert view.visible(ROWS) == visible


def test_columns_that_identify_a_row_stay() -> None:
    rows = [{"plan_year": 2020, "enrolled_persons": 1, "received_fen": 100}]
    assert View("x", ("a",), ("received_fen",)).visible(rows, keys=["plan_year"]) == [
        {"plan_year": 2020, "received_fen": 100}
    ]


def test_failures_name_each_report_and_state_each_reason_once() -> None:
    failures = Failures()
    failures.raise_if_any()
    for report in ("first", "second"):
        with failures.collect(report):
            raise PublishError(f"{report} is not assessed", "还没有核定")
    with failures.collect("third"):
        raise ValueError("a bug")
    with pytest.raises(PublishFailures) as raised:
        failures.raise_if_any()
    assert str(raised.value) == "first: first is not assessed; second: second is not assessed; third: a bug"
    assert raised.value.reason_zh == "还没有核定；a bug"
    assert isinstance(raised.value.__cause__, ExceptionGroup)


def test_an_interrupt_is_not_collected() -> None:
    failures = Failures()
    with pytest.raises(KeyboardInterrupt), failures.collect("first"):
        raise KeyboardInterrupt
    assert failures.collected == []
