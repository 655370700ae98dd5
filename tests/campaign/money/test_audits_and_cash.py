"""A simulated Dong'an whose feeds have audited days and collectors: the marts state what the truth knows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation import simulate
from simulation.deliveries.audits import add_audits_and_cash
from simulation.localities import PLACES
from tests.support.warehouse import campaign
from tests.support.warehouse.campaign import scale_of

PACK, PERSONS, SEED = "dongan-2020", 1_500, 11
OVERDUE_AFTER = pd.Timedelta(days=3)  # DA-18


@pytest.mark.long
def test_audits_and_cash_are_those_of_the_truth(settings: Settings, tmp_path: Path) -> None:
    place = simulate(PACK, scale_of(PACK, PERSONS), SEED, tmp_path, mistakes=0.01)
    add_audits_and_cash(PLACES[PACK], tmp_path, SEED)
    campaign.run_pipeline(settings, PACK, tmp_path, place.business_date)
    _compare_audits(settings, tmp_path)
    _compare_cash(settings, tmp_path)
    # no result depends on either
    assert campaign.differences(settings, PACK, tmp_path) == []
    assert {row.invariant for row in invariants.run(settings, PACK) if row.problems} == set()


def _compare_audits(settings: Settings, folder: Path) -> None:
    expected = {
        (row["received_on"], row["state"]): (row["receipts"], row["fen"])
        for row in pq.read_table(folder / "truth" / "audit.parquet").to_pylist()
    }
    sums = ", ".join(
        f"sum({state}_{unit})::bigint AS {state}_{unit}"
        for state in ("met", "open", "missed")
        for unit in ("receipts", "fen")
    )
    rows = campaign.frame(settings, f"SELECT registered_on, {sums} FROM mart.audit_clock GROUP BY registered_on")
    found = {
        (row["registered_on"], state): (row[f"{state}_receipts"], row[f"{state}_fen"])
        for row in rows.to_dict("records")
        for state in ("met", "open", "missed")
        if row[f"{state}_receipts"]
    }
    assert found == expected and {state for _, state in found} >= {"met", "missed"}


def _compare_cash(settings: Settings, folder: Path) -> None:
    truth = pq.read_table(folder / "truth" / "cash.parquet").to_pylist()
    expected = {
        (row["collector"], row["on_date"]): (
            row["receipts"], row["fen"], row["oldest_on"], row["on_date"] - row["oldest_on"] >= OVERDUE_AFTER
        )
        for row in truth
    }  # fmt: skip
    assert len(expected) == len(truth), "a collector is of one unit"
    rows = campaign.frame(
        settings, "SELECT collector, on_date, held_receipts, held_fen, oldest_on, is_overdue FROM mart.cash_held"
    )
    found = {
        (row["collector"], row["on_date"]): (
            row["held_receipts"], row["held_fen"], row["oldest_on"], row["is_overdue"]
        )
        for row in rows.to_dict("records")
    }  # fmt: skip
    assert found == expected and any(row[3] for row in found.values())
