"""A due list is composed only if the lines of all lists are what persons owe."""

from __future__ import annotations

import pytest

from tests.unit.report.due_list.examples import HEADER, composed
from transforms.report.due_list.compose import DueListImbalanceError, check_totals
from transforms.report.due_list.content import NewestTotal


def test_lines_have_the_names_of_progress_unit_and_category() -> None:
    assert [(line.unit_name, line.category_label) for line in composed().lines] == [
        ("甲镇", ""),
        ("甲镇", "低保对象"),
        ("", "一般居民"),
    ]


def test_totals_that_agree_pass_and_others_are_refused() -> None:
    check_totals(HEADER, NewestTotal(40, 1_000_005))
    for newest in (NewestTotal(39, 1_000_005), NewestTotal(40, 1_000_006)):
        with pytest.raises(DueListImbalanceError, match=r"due list 2: .* 1000005 fen; run `campaign verify`"):
            check_totals(HEADER, newest)
