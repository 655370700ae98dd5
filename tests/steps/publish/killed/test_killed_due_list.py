"""Kill −9 right before every side effect of making due lists; then once more: equal lists, none twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.runtime.settings import Settings
from tests.steps.publish.killed.killing import kill_everywhere
from tests.steps.publish.test_due_list import FIRST, FULL, PART, Place, dues
from tests.support.quick import quick_and_long
from tests.support.session import with_key_files
from tests.support.warehouse import ledger
from warehouse.embedded.server import Server


@pytest.fixture(scope="module")
def place(make_warehouse: Callable[..., Settings]) -> Place:
    """Dong'an: the whole list is made, and persons have paid, died and joined since."""
    settings = make_warehouse()
    with_key_files(settings)
    there = Place(settings, ledger.load_policy(settings))
    there.owe(1, FULL, dues("owing", FULL))
    there.owe(2, PART, dues("owing", PART, category="minimum_living"))
    there.owe(3, FULL, dues("owing", FULL))
    there.day(FIRST)
    there.owe(1, 0, dues("enrolled", FULL, FULL))
    there.owe(3, 0, dues("deceased", 0))
    there.owe(4, FULL, dues("owing", FULL))
    there.assess(FIRST + timedelta(days=2))
    return there


@pytest.mark.parametrize("stride", quick_and_long((16, 1), ()))
def test_killed_at_every_side_effect_and_run_again(place: Place, server: Server, tmp_path: Path, stride: int) -> None:
    steps = [{"do": "publish", "reports": ["due_list"], "as_of": str(FIRST + timedelta(days=back))} for back in (1, 2)]
    result = kill_everywhere(place.settings, server, tmp_path, steps, stride)
    assert result["numbers"] == {"due_list": [1, 2, 3]}
    kinds = result["kinds"]
    assert kinds["sql"] >= 8 and kinds["commit"] >= 2 and kinds["fsync"] >= 4 and kinds["open"] >= 4
