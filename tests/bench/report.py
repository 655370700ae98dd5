"""What the bench prints: one table per place, the ratios under it, and whether the counts agree."""

from __future__ import annotations

import os
import platform
from typing import Any

import duckdb
from rich import box
from rich.console import Console
from rich.table import Table

from tests.bench.meter import MIB
from tests.bench.run import Effort, Result, Stage
from warehouse.embedded.config import memory_bytes
from warehouse.embedded.place import MAJOR_VERSION

WIDTH = 110
WORK = ("read and gate", "merge", "assess", "post")
AROUND = ("rest of intake", "rest of assessment")
FLOOR = ("DuckDB: read", "DuckDB: compute")
# label -> (stages above the line, stages below it)
RATIOS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "(read + gate + merge + assess + post) / DuckDB": (WORK, FLOOR),
    "the same with everything around it (start, choice, commit)": ((*WORK, *AROUND), FLOOR),
    "(read + gate) / DuckDB reading": (("read and gate",), ("DuckDB: read",)),
    "(assess + post) / DuckDB computing": (("assess", "post"), ("DuckDB: compute",)),
    "merge / COPY into unlogged tables": (("merge",), ("COPY, unlogged",)),
    "merge / COPY into logged tables": (("merge",), ("COPY, logged",)),
    "one busy day / the whole campaign": (tuple(f"one day: {part}" for part in WORK), WORK),
}
AGAIN = ("land", *WORK, *AROUND, "publish")


def ratios(stages: dict[str, Stage], efforts: dict[str, Effort]) -> dict[str, float | None]:
    """Label -> wall seconds over wall seconds; None where the line below is too short to be measured.

    One compares processor seconds (the server's included), which other users of the machine do not blur.
    """
    found: dict[str, float | None] = {}
    for label, (above, below) in RATIOS.items():
        divisor = sum(stages[name].seconds for name in below)
        found[label] = sum(stages[name].seconds for name in above) / divisor if divisor > 0 else None
    below_seconds = efforts["floor: DuckDB"].total_seconds
    above_seconds = efforts["intake"].total_seconds + efforts["assessment"].total_seconds
    label = "the same in processor seconds, own and server's"
    found[label] = above_seconds / below_seconds if below_seconds > 0 else None
    own = max(stages[name].own_peak_bytes for name in WORK)
    found["product's own peak memory / DuckDB's"] = own / max(stages[name].own_peak_bytes for name in FLOOR)
    return found


def again(stages: dict[str, Stage]) -> Stage:
    """The second run of everything as one line."""
    parts = [stages[f"again: {name}"] for name in AGAIN]
    return Stage(
        "a second run of everything", sum(part.rows for part in parts if part.name == "again: post"),
        sum(part.seconds for part in parts), max(part.own_peak_bytes for part in parts),
        max(part.server_peak_bytes for part in parts),
    )  # fmt: skip


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "memory_gib": round(memory_bytes() / 1024**3, 1),
        "python": platform.python_version(),
        "postgresql": MAJOR_VERSION,
        "duckdb": duckdb.__version__,
    }


def show(result: Result, console: Console) -> None:
    """Print one place."""
    stages = result.stages
    table = Table(box=box.SIMPLE_HEAD, title=f"{result.pack_code}, scale {result.scale:g}: {result.persons:,} persons")
    table.add_column("stage", no_wrap=True)
    for heading in ("rows", "seconds", "rows/s", "peak MiB, own", "peak MiB, server"):
        table.add_column(heading, justify="right", no_wrap=True)
    for stage in stages.values():
        if stage.name.startswith("again: "):
            continue
        if stage.name == "one day: land":
            _line(table, again(stages))
        _line(table, stage)
    console.print(table)
    console.print("  processor seconds, own + server:", highlight=False)
    efforts = [f"{name} {e.own_cpu_seconds:,.1f} + {e.server_cpu_seconds:,.1f}" for name, e in result.efforts.items()]
    for start in range(0, len(efforts), 3):
        console.print(f"    {'; '.join(efforts[start : start + 3])}", highlight=False)
    console.print()
    for label, value in ratios(stages, result.efforts).items():
        console.print(f"  {label:<64} {'—' if value is None else f'{value:8.2f}'}", highlight=False)
    for line in agreement(result):
        console.print(f"  {line}", highlight=False)
    console.print()


def _line(table: Table, stage: Stage) -> None:
    pace = f"{stage.rows / stage.seconds:,.0f}" if stage.seconds >= 0.05 and stage.rows else ""
    memory = (f"{stage.own_peak_bytes / MIB:,.0f}", f"{stage.server_peak_bytes / MIB:,.0f}")
    table.add_row(stage.name, f"{stage.rows:,}", f"{stage.seconds:,.2f}", pace, *memory)


def agreement(result: Result) -> list[str]:
    """Whether the product's progress is the floor's (on the same files) and the simulation's truth (at the end)."""
    lines = []
    for name, found in (("DuckDB", result.differing_from_floor), ("the truth", result.differing_from_truth)):
        if not found:
            lines.append(f"progress of the product = progress of {name}: all {result.cells} cells")
            continue
        persons, received, fund = (sum(abs(e[i] - a[i]) for _, e, a in found) for i in range(3))
        lines.append(
            f"progress DIFFERS from {name} in {len(found)} of {result.cells} cells: "
            f"{persons} persons, {received} fen received, {fund} fen of funds"
        )
        lines += [f"    {unit} / {category}: {e} there, {a} here" for (unit, category), e, a in found[:5]]
    return lines
