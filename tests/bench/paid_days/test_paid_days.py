"""The bench of paid days takes whole files, and compares runs day by day."""

import argparse
from pathlib import Path

import pytest

from pipeline.runtime.settings import REPOSITORY
from tests.bench.paid_days import __main__ as bench
from tests.bench.paid_days import worker


@pytest.mark.long
def test_two_runs_take_the_same_days_in_turn() -> None:
    runs = [bench.Run(name, REPOSITORY, 3_000) for name in ("first", "second")]
    taken = bench.bench(runs, payments=100, days=2)
    assert {name: len(days) for name, days in taken.items()} == {"first": 2, "second": 2}
    assert all(day["intake_seconds"] > 0 < day["assess_seconds"] for days in taken.values() for day in days)


def test_ratios_are_medians_of_the_days() -> None:
    def days(*seconds: float) -> list[dict[str, float]]:
        return [dict.fromkeys(bench.MEASURES, second) for second in seconds]

    found = bench.ratios({"new": days(1, 2, 9), "old": days(1, 1, 3)})
    assert found == {"new / old": dict.fromkeys(bench.MEASURES, 2)}


def test_too_many_payers_are_refused() -> None:
    assert len(set(worker.payers(100, 20).key)) == 20
    with pytest.raises(ValueError, match="ask for fewer"):
        worker.payers(100, 21)


def test_a_run_names_a_checkout(tmp_path: Path) -> None:
    assert bench.run_of(f"old={REPOSITORY}:5") == bench.Run("old", REPOSITORY, 5)
    with pytest.raises(argparse.ArgumentTypeError, match="NAME=CHECKOUT:PERSONS"):
        bench.run_of(f"old={tmp_path}:5")
