"""Measure the coverage of the quick tests against a floor that only rises: `python -m tests.coverage_floor`.

The floor is `coverage_floor` below `[tool.campaign]` in pyproject.toml, in percent of lines and branches. Less fails.
A whole point more also fails and asks to raise the floor, so that it only rises.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "build" / "coverage.json"
ROOMS = ("tests/unit", "tests/statements", "tests/steps", "tests/airflow", "tests/local")


def verdict(measured: float, floor: float) -> str | None:
    """Return what is wrong with a measured coverage in percent; None if it is between the floor and a point above."""
    if measured < floor:
        return f"coverage is {measured:.2f} %, below the floor of {floor} %: add tests for what you changed"
    if measured >= floor + 1:
        return f"coverage is {measured:.2f} %: raise coverage_floor in pyproject.toml from {floor} to {int(measured)}"
    return None


def measure() -> float:
    """Run the quick tests with coverage; return the percentage. Raises SystemExit if a test fails."""
    REPORT.parent.mkdir(exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "3",
        "--no-loadscope-reorder",
        "--cov",
        f"--cov-report=json:{REPORT}",
    ]
    done = subprocess.run([*command, "--cov-report=", *ROOMS], cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    return float(json.loads(REPORT.read_text(encoding="utf-8"))["totals"]["percent_covered"])


def main() -> None:
    """Measure, print the result, and exit with status 1 if the floor is missed or has to be raised."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    floor = float(settings["tool"]["campaign"]["coverage_floor"])
    measured = measure()
    problem = verdict(measured, floor)
    print(problem or f"coverage {measured:.2f} %, floor {floor} %")
    if problem:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
