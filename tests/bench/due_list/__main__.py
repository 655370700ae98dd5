"""Measure due lists at several populations: `python -m tests.bench.due_list`, `--help` for sizes."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tests.bench.due_list.measured import bench
from tests.bench.meter import MIB
from tests.bench.report import machine

POPULATIONS, PAYERS = (61_000, 600_000), 5_000


def main() -> None:
    """Print what each list took."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.due_list", description=__doc__)
    parser.add_argument("--persons", action="append", type=int, help="a population (may be repeated)")
    parser.add_argument("--payers", type=int, default=PAYERS, help="persons who pay before the second list")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure as JSON")
    chosen = parser.parse_args()
    lists = [made for persons in chosen.persons or POPULATIONS for made in bench(persons, chosen.payers)]
    for made in lists:
        print(
            f"{made['persons']:>9,} persons, list {made['list_no']}: {made['value'] / MIB:.1f} MiB of csv,"
            f" {made['seconds']:.1f} s, processor {made['own_cpu_seconds']:.1f} + {made['server_cpu_seconds']:.1f} s,"
            f" peak {made['own_peak_bytes'] // MIB} + {made['server_peak_bytes'] // MIB} MiB",
            flush=True,
        )
    if chosen.json:
        chosen.json.write_text(json.dumps({"machine": machine(), "lists": lists}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
