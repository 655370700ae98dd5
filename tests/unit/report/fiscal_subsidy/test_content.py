"""The sums of a request: levels and units have one sum."""

from __future__ import annotations

from tests.unit.report.fiscal_subsidy.examples import composed
from transforms.report.fiscal_subsidy.content import Line


def test_levels_and_units_have_one_sum() -> None:
    content = composed()
    assert content.whole.fen == sum(line.fen for line in content.levels) == sum(line.fen for line in content.units)
    assert content.whole.share_fen == 55_001


def test_a_line_asks_for_the_difference() -> None:
    assert Line("省财政", 100, 3, 300, 500).fen == -200
