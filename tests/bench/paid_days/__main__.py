"""Compare builds or populations on days of payments, from file to ledger: `python -m tests.bench.paid_days`.

`--run NAME=CHECKOUT:PERSONS` is repeated; the default measures this checkout. All load at once, then take each day in
turn, so that what else the machine does falls on all. Ratios are of the first run to each of the others.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pipeline.runtime.settings import REPOSITORY
from tests.bench.report import machine

WORKER = Path(__file__).with_name("worker.py")
PERSONS, PAYMENTS, DAYS = 300_000, 5_000, 7
MEASURES = ("seconds", "processor_seconds", "intake_seconds", "assess_seconds")
Days = dict[str, list[dict[str, float]]]


@dataclass(frozen=True)
class Run:
    """A build, by its checkout, with a population."""

    name: str
    checkout: Path
    persons: int


def run_of(argument: str) -> Run:
    """Parse `NAME=CHECKOUT:PERSONS`; raises argparse.ArgumentTypeError for anything else."""
    name, _, rest = argument.partition("=")
    checkout, _, persons = rest.rpartition(":")
    if not (name and persons.isdigit() and (Path(checkout) / "pipeline").is_dir()):
        raise argparse.ArgumentTypeError(f"write NAME=CHECKOUT:PERSONS, not {argument}")
    return Run(name, Path(checkout).resolve(), int(persons))


def bench(runs: list[Run], payments: int, days: int) -> Days:
    """Load each run in a process of its own, then let them take turns; return name -> days, in order."""
    with ExitStack() as stack:
        workers = {run.name: stack.enter_context(_worker(run, payments, days)) for run in runs}
        for name, worker in workers.items():
            _line(name, worker)
        taken: Days = {run.name: [] for run in runs}
        for day_no in range(days):
            # whoever is first has the colder cache of files, so the first is another each day
            for name in [*taken][day_no % len(runs) :] + [*taken][: day_no % len(runs)]:
                _pipe(workers[name].stdin).write("\n")
                _pipe(workers[name].stdin).flush()
                taken[name].append(json.loads(_line(name, workers[name])))
                figures = ", ".join(f"{measure} {taken[name][-1][measure]:.1f}" for measure in MEASURES)
                print(f"day {day_no + 1}, {name}: {figures}", flush=True)
        return taken


@contextmanager
def _worker(run: Run, payments: int, days: int) -> Iterator[subprocess.Popen[str]]:
    """Start a worker of a build; its server stops when its standard input ends."""
    paths = os.pathsep.join((str(run.checkout), str(run.checkout / "plugins")))
    command = [sys.executable, str(WORKER), str(run.persons), str(payments), str(days)]
    with subprocess.Popen(
        command, cwd=run.checkout, env={**os.environ, "PYTHONPATH": paths}, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    ) as worker:  # fmt: skip
        yield worker
        _pipe(worker.stdin).close()


def _line(name: str, worker: subprocess.Popen[str]) -> str:
    """Read the next line of a worker. Raises RuntimeError if it has ended; its own error is above."""
    line = _pipe(worker.stdout).readline()
    if not line:
        raise RuntimeError(f"the run {name} has ended early; its error is above")
    return line


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def ratios(taken: Days) -> dict[str, dict[str, float]]:
    """Other run -> measure -> median of the daily ratios of the first run to it, the cold first day included."""
    (first, mine), *others = taken.items()
    return {
        f"{first} / {name}": {
            measure: statistics.median(a[measure] / b[measure] for a, b in zip(mine, theirs, strict=True))
            for measure in MEASURES
        }
        for name, theirs in others
    }


def main() -> None:
    """Run the bench for the runs of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.paid_days", description=__doc__)
    parser.add_argument("--run", action="append", type=run_of, metavar="NAME=CHECKOUT:PERSONS")
    parser.add_argument("--payments", type=int, default=PAYMENTS, help="persons who pay on a day")
    parser.add_argument("--days", type=int, default=DAYS, help="days, each taken by all runs in turn")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure as JSON")
    chosen = parser.parse_args()
    taken = bench(chosen.run or [Run("this", REPOSITORY, PERSONS)], chosen.payments, chosen.days)
    compared = ratios(taken)
    for label, of in compared.items():
        print(f"{label}: " + ", ".join(f"{measure} {ratio:.2f}" for measure, ratio in of.items()))
    if chosen.json:
        figures: dict[str, Any] = {"machine": machine(), "days": taken, "ratios": compared}
        chosen.json.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
