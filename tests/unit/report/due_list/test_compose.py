"""A due list is composed only if the lines of all lists are what persons owe."""

from __future__ import annotations

import pytest

from tests.unit.report.due_list.examples import composed
from transforms.report.due_list.compose import DueListImbalanceError, check_totals
from transforms.report.due_list.content import Total


def test_lines_have_the_names_of_progress_unit_and_category() -> None:
    assert [(line.unit_name, line.category_label) for line in composed().lines] == [
        ("甲镇", ""),
        ("甲镇", "低保对象"),
        ("", "一般居民"),
    ]


def test_lines_can_be_gone_through_again() -> None:
    lines = composed().lines
    assert list(lines) == list(lines) and len(list(lines)) == 3


def test_totals_that_agree_pass_and_others_are_refused() -> None:
    check_totals(2, Total(40, 1_000_005), Total(40, 1_000_005))
    for listed in (Total(39, 1_000_005), Total(40, 1_000_006)):
        with pytest.raises(DueListImbalanceError, match=r"due list 2: .* 1000005 fen; run `campaign verify`"):
            check_totals(2, listed, Total(40, 1_000_005))
