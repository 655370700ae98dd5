"""The bench of one large list, on lists small enough for a second: they are clean, and the parts of its time add up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.runtime.settings import REPOSITORY, Settings
from tests.bench import intake as bench
from tests.bench import intake_lists
from tests.support.files.builders import passing
from warehouse import engine, statements

ROWS = 600


@pytest.mark.parametrize("form", sorted(intake_lists.SOURCES))
def test_two_months_of_one_sender(
    form: str, tmp_path: Path, make_warehouse: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.intake, "validate_each", passing)
    settings = make_warehouse()
    made = intake_lists.make(form, ROWS, REPOSITORY / "policies" / bench.PACK / "pack.yaml", tmp_path)
    persons = []
    for delivery in made:
        bench._land(settings, delivery)
        parts = bench._taken(settings, ROWS, delivery.cut_off_on, lambda text: None)
        assert parts["stage, but for persons"] <= parts["merge"] and parts["read"] <= parts["read and gate"]
        assert parts["merge/facts/special_list"] > 0
        with engine.create(settings.warehouse_url("owner")).connect() as conn:
            persons.append(conn.exec_driver_sql("SELECT count(*) FROM vault.person").scalar_one())
    assert persons == [ROWS, ROWS + 1], "the second month brings nearly nobody new"
    assert not hasattr(statements.run, "__wrapped__"), "the clocks are taken off again"
