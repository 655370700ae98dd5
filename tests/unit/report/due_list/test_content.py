"""The first list is whole, later ones have changes."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.report.due_list.examples import HEADER
from transforms.report.due_list.content import Header


def test_only_the_first_list_is_whole() -> None:
    first: Header = replace(HEADER, list_no=1)
    assert first.is_whole and not HEADER.is_whole
