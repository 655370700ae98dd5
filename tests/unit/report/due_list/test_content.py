"""The first list is whole, later ones have changes, and the last closes the campaign."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.report.due_list.examples import HEADER
from transforms.report.due_list.content import Header


def test_only_the_first_list_is_whole() -> None:
    first: Header = replace(HEADER, list_no=1)
    assert first.is_whole and not HEADER.is_whole


def test_the_kind_is_that_of_number_and_windows() -> None:
    assert HEADER.kind == "changes" and replace(HEADER, list_no=1).kind == "whole"
    assert replace(HEADER, is_closing=True).kind == "closing"
