"""Praised units by rank, units that are behind from the last."""

from __future__ import annotations

from tests.support.reports.sample_bulletin import sample
from transforms.report.bulletin.content import Bulletin


def test_the_two_lists_are_made_from_the_verdicts() -> None:
    content: Bulletin = sample()
    assert {unit.line.label: unit.verdict for unit in content.units} == {
        "甲镇": "praised", "乙镇": "behind", "丙乡": "behind", "丁乡": "behind", "戊街道": "",
    }  # fmt: skip
    assert [unit.line.label for unit in content.praised] == ["甲镇"]
    assert [unit.line.label for unit in content.behind] == ["丁乡", "丙乡", "乙镇"]
