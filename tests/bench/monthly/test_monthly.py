"""The bench of a county's month, on a county small enough for seconds: every town has a poster and its own progress."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.monthly.__main__ import PACK, bench, write_county
from transforms.policy import check_pack, load_pack


def test_the_county_has_so_many_towns_with_targets(tmp_path: Path) -> None:
    policies = write_county(tmp_path, 40)
    pack = load_pack(policies / PACK / "pack.yaml")
    assert len(pack.units.children) == 40
    assert all(len(target.rows) == 40 for target in pack.targets)
    assert not [problem for problem in check_pack(policies / PACK) if problem.severity == "error"]


@pytest.mark.long
def test_a_month_has_the_parts_of_every_town() -> None:
    measured = bench(18, 600, say=lambda line: None)
    assert {report: count for report, (count, _) in measured.items()} == {
        "progress half_month": 2 + 18,  # the tax bureau has an own part of what is not equal for all
        "progress month": 1,
        "bulletin month": 1,
        "due_list day": 1,
        "money_controls month": 18 + 2,
        "village_poster month": 18,
    }
