"""Sums along the units: villages count for their town, persons of no unit for none."""

from tests.support.sample_report import covered, money, progress, unit
from transforms.report.progress import rollup
from transforms.report.progress.content import Coverage, Money


def test_a_unit_counts_for_the_nearest_progress_unit_above_it() -> None:
    units = [
        unit("county", "县", 0, None, False), unit("a", "甲镇", 1), unit("a1", "甲村", 2, "a", False),
        unit("a11", "甲组", 3, "a1", False), unit("lost", "失村", 4, "gone", False),
    ]  # fmt: skip
    assert rollup.progress_units(units) == {"county": "", "a": "a", "a1": "a", "a11": "a", "lost": ""}


def test_a_loop_of_units_counts_for_none() -> None:
    assert rollup.progress_units([unit("x", "x", 1, "y", False), unit("y", "y", 2, "x", False)]) == {"x": "", "y": ""}


def test_progress_units_are_in_the_order_of_the_notice() -> None:
    units = [unit("b", "乙", 2), unit("c", "丙", 2), unit("a", "甲", 3), unit("v", "村", 1, "a", False)]
    assert [row["unit_id"] for row in rollup.in_notice_order(units)] == ["b", "c", "a"]
    assert [row["unit_id"] for row in rollup.in_notice_order(units[1::-1])] == ["b", "c"]


ROWS = [
    progress("a", 5, money(100, 20, 3, 4, 5), payer="fiscal"),
    progress("a", 2, money(10)),
    progress("b", 1, money(0, 7), payer="aid"),
]


def test_money_persons_and_funds_are_summed_by_a_key() -> None:
    def by_unit(row: object) -> str:
        return row["unit_id"]  # type: ignore[index]

    assert rollup.sum_money(ROWS, by_unit) == {"a": Money(110, 20, 118, 3, 4, 5), "b": Money(0, 7, 7)}
    assert rollup.sum_enrolled(ROWS, by_unit) == {"a": 7, "b": 1}
    assert rollup.sum_funds(ROWS, by_unit) == {"a": {"fiscal": 20}, "b": {"aid": 7}}
    assert rollup.sum_money([], by_unit) == rollup.sum_enrolled([], by_unit) == {}


def test_a_payer_that_owes_nothing_is_left_out() -> None:
    assert rollup.sum_funds([progress("a", 1, money(5), payer="fiscal")], lambda row: row["unit_id"]) == {}


def test_members_are_summed_by_a_key() -> None:
    rows = [covered("a", "poor", 5, 3, 2, 1), covered("b", "poor", 2, 2), covered("a", "old", 1, 0)]
    assert rollup.sum_coverage(rows, lambda row: row["category"]) == {
        "poor": Coverage(7, 5, 2, 1),
        "old": Coverage(1, 0),
    }


def test_accounts_of_a_row_in_the_order_of_printing() -> None:
    row = money(100, 20, 3, 4, 5)
    assert rollup.money_of(row) == Money(100, 20, 108, 3, 4, 5)
    assert list(rollup.waiting_fen(row).items()) == [
        ("refundable_fen", 3),
        ("reimbursable_fen", 4),
        ("suspense_fen", 5),
    ]
