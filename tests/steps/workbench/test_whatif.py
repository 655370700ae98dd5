"""The what-if: right figures by hand, nothing written, clear refusals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.policy import impact
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.workbench import whatif
from tests.support.packs import small_town
from transforms.policy import load_pack
from warehouse import statements


def everything(settings: Settings) -> dict[str, list[str]]:
    """Every row of every table of the warehouse, the work tables included."""
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        tables = conn.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        return {t: sorted(map(repr, conn.execute(f"SELECT * FROM {t}").fetchall())) for (t,) in tables}


@pytest.fixture()
def town(make_warehouse: Callable[..., Settings], tmp_path: Path) -> Settings:
    return small_town.loaded(make_warehouse, tmp_path / "policies")


@pytest.fixture()
def changed(tmp_path: Path) -> Any:
    """The pack with 140 instead of 130 for the registered poor, not where the locality looks for it."""
    return small_town.edit(small_town.folder(tmp_path / "changed"), small_town.POOR)


def test_figures_worked_out_by_hand(town: Settings, changed: Any) -> None:
    """Poor 1 and 2 get 10 yuan back each; 3 owes 110 instead of 120; 5 has paid 110 and is enrolled now."""
    found = whatif.whatif(town, changed)
    first, second = (unit.unit_id for unit in changed.units.children[:2])
    by_key = {(line.unit_id, line.payer): line for line in found.impact.lines}
    assert set(by_key) == {(first, ""), (first, "fiscal"), (second, ""), (second, "fiscal")}
    own, fund = by_key[first, ""], by_key[first, "fiscal"]
    assert (own.persons, own.sums["due"], own.sums["refundable"]) == (3, (36_000, 33_000), (0, 2_000))
    assert (fund.persons, fund.sums["fund"], fund.sums["posted_fund"]) == (3, (39_000, 42_000), (26_000, 28_000))
    own, fund = by_key[second, ""], by_key[second, "fiscal"]
    assert (own.persons, own.sums["due"]) == (1, (12_000, 11_000))
    assert (fund.sums["fund"], fund.sums["posted_fund"]) == ((13_000, 14_000), (0, 14_000))
    assert found.impact.persons == 4
    statuses = {(change.status_before, change.status_after): change.persons for change in found.impact.statuses}
    assert statuses == {("enrolled", "enrolled"): 2, ("owing", "owing"): 1, ("owing", "enrolled"): 1}
    assert found.impact.total["due"].difference_fen == -4_000


def test_the_same_pack_changes_nobody(town: Settings) -> None:
    found = whatif.whatif(town, load_pack(town.pack_path(small_town.PACK)))
    assert (found.impact.persons, found.impact.lines, found.impact.statuses) == (0, (), ())


def test_nothing_is_written(town: Settings, changed: Any) -> None:
    before = everything(town)
    assert whatif.whatif(town, changed).impact.persons
    assert everything(town) == before


@pytest.mark.parametrize("statement", ["assess/judge/decision", "assess/judge/outcome", "policy/whatif/difference"])
def test_nothing_is_written_when_it_fails_in_the_middle(
    town: Settings, changed: Any, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    before, real = everything(town), statements.run

    def run(conn: Any, name: str, /, **params: Any) -> Any:
        if name == statement:
            raise RuntimeError("in the middle")
        return real(conn, name, **params)

    monkeypatch.setattr(statements, "run", run)
    with pytest.raises(RuntimeError, match="in the middle"):
        whatif.whatif(town, changed)
    monkeypatch.undo()
    assert everything(town) == before


def test_a_place_that_is_not_loaded_is_named(settings: Settings, changed: Any) -> None:
    with pytest.raises(whatif.WhatIfError, match="dongan-2020 在库中没有已核定的数据"):
        whatif.whatif(settings, changed)
    with pytest.raises(whatif.WhatIfError, match="kaijiang-2020"):
        whatif.whatif(settings, load_pack(REPOSITORY / "policies" / "kaijiang-2020"))


def test_what_waits_is_no_effect_of_the_pack(town: Settings, changed: Any) -> None:
    """A person who arrived after the last assessment counts as the loaded pack sees them, before and after."""
    first, _ = small_town.units(changed)
    new = small_town.pays(small_town.person(9, first), 250, small_town.dt.date(2019, 9, 30))
    small_town.put(town, small_town.PACK, [new], committed_no=2)
    before = everything(town)
    assert whatif.whatif(town, changed).impact.persons == 4
    assert everything(town) == before


def test_the_sums_are_those_of_the_table_of_dues(town: Settings, changed: Any) -> None:
    """What it says of 'before' is what stands: read independently, for the persons whom it names."""
    found = whatif.whatif(town, changed)
    with psycopg.connect(town.warehouse_url("owner")) as conn:
        row = conn.execute(
            "SELECT sum(due_fen), sum(fund_fen), sum(refundable_fen), sum(reimbursable_fen), count(*) FROM core.dues"
            " WHERE category = 'registered_poor'"
        ).fetchone()
    total = found.impact.total
    measures: tuple[impact.Measure, ...] = ("due", "fund", "refundable", "reimbursable")
    assert row == (*(total[measure].before_fen for measure in measures), 4)
    assert set(total) == set(impact.MEASURES)
