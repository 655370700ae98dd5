"""Special populations by outcome: the order of the form, and both figures apart."""

from __future__ import annotations

from tests.support.sample_report import snapshot
from transforms.report.outcomes.content import OUTCOME_LABELS
from transforms.report.outcomes.table import outcome_table
from transforms.report.progress.rows import OutcomeRow
from transforms.text.labels import UNINSURED_REASON_LABELS
from transforms.text.ratio import percent

UNITS = snapshot().units


def rows(**persons: dict[str, int]) -> list[OutcomeRow]:
    return [
        OutcomeRow(unit_id=unit_id.strip("_"), outcome=outcome, persons=count)
        for unit_id, by_outcome in persons.items()
        for outcome, count in by_outcome.items()
    ]


def test_units_are_by_rate_and_the_enrolled_are_apart_from_the_explained() -> None:
    table = outcome_table(
        UNITS,
        rows(
            a={"enrolled": 5, "other": 3, "unanswered": 2},
            a1={"enrolled": 1, "soldier": 9},
            b={"enrolled": 1, "refuses": 1},
            d={"dead": 4},
            _={"enrolled": 1, "unanswered": 1},
        ),
    )
    assert table is not None
    shown = [(line.number, line.label, line.members, line.done, line.enrolled) for line in table.lines]
    assert shown == [(1, "乙镇", 2, 2, 1), (1, "丁乡", 4, 4, 0), (3, "甲镇", 20, 15, 6), (None, "丙乡", 0, 0, 0),
                     (None, "其他", 2, 1, 1)]  # fmt: skip
    assert [percent(line.done_rate) for line in table.lines] == ["100.00%", "100.00%", "75.00%", "—", "—"]
    assert percent(table.lines[2].enrolled_rate) == "30.00%"
    total = table.total
    assert (total.number, total.members, total.done, total.enrolled) == (None, 28, 22, 8)
    assert percent(total.done_rate) == "78.57%" and percent(total.enrolled_rate) == "28.57%"


def test_without_persons_there_is_no_table() -> None:
    assert outcome_table(UNITS, []) is None and outcome_table(UNITS, rows(a={"enrolled": 0})) is None


def test_the_form_has_a_column_for_each_reason_in_its_order() -> None:
    labels = list(OUTCOME_LABELS.values())
    assert labels == [*UNINSURED_REASON_LABELS.values(), "未反馈"]
