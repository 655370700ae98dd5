"""Differences of simulated monthly statements are those that were planted, each with its cause, and no others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import folder as landing_folder
from pipeline.runtime.settings import Settings
from simulation import simulate
from simulation.deliveries.statements import CAUSES

pytestmark = pytest.mark.long  # takes in a whole campaign; tests/steps/intake has the small case

FOUND = """
SELECT receipt_no, cause, on_date, statement_fen, feed_fen
FROM core.statement_difference
"""


def test_planted_differences_are_found_with_their_cause(settings: Settings, tmp_path: Path) -> None:
    place = simulate("dongan-2020", 0.004, 3, tmp_path, mistakes=0.0, statements=True)
    landing_folder.deliver_all(settings, "dongan-2020", tmp_path)
    report = intake.run(settings, "dongan-2020", ["tax_feed", "tax_statement"], place.business_date)
    assert (report.held, report.rejected, report.quarantined) == (0, 0, 0)
    assess.run(settings, "dongan-2020", place.business_date)
    truth = pq.read_table(tmp_path / "truth" / "statement.parquet").to_pylist()
    planted = sorted(tuple(row[name] for name in row if name != "file") for row in truth)
    with psycopg.connect(settings.warehouse_url("auditor")) as conn:
        found = conn.execute(FOUND).fetchall()
    assert sorted(found) == planted
    counts = Counter(row["cause"] for row in truth)
    assert set(counts) == set(CAUSES) and min(counts.values()) >= 6
