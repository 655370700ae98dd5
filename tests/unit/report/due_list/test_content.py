"""The first list is whole; lines without a charge withdraw persons."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.report.due_list.examples import HEADER, ROWS, composed
from transforms.report.due_list.content import Header, Line


def test_only_the_first_list_is_whole() -> None:
    first: Header = replace(HEADER, list_no=1)
    assert first.is_whole and not HEADER.is_whole


def test_lines_without_a_charge_are_withdrawn() -> None:
    assert composed().withdrawn == 1
    assert replace(composed(), lines=tuple(Line(row, "", "") for row in ROWS[1:])).withdrawn == 0
