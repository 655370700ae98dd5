"""What the bench prints: one table per place, the ratios under it, and whether the counts agree."""

from __future__ import annotations

import os
import platform
from typing import Any

import duckdb
from rich import box
from rich.console import Console
from rich.table import Table

from tests.bench.figures import disk
from tests.bench.figures.ratios import WHOLE, ratios
from tests.bench.meter import MIB
from tests.bench.run import Result, Stage
from warehouse.embedded.config import memory_bytes
from warehouse.embedded.place import MAJOR_VERSION

WIDTH = 110


def again(stages: dict[str, Stage]) -> Stage:
    """The second run of everything as one line."""
    parts = [stages[f"again: {name}"] for name in WHOLE]
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
    groups = ratios(stages, result.efforts)
    for heading, group in (("wall seconds", "wall"), ("processor seconds and memory", "steady")):
        console.print(f"  ratios of {heading}:", highlight=False)
        for label, value in groups[group].items():
            console.print(f"    {label:<66} {'—' if value is None else f'{value:8.3f}'}", highlight=False)
    console.print("  bytes on disk per resident (of them indexes):", highlight=False)
    for line in disk.lines(result.disk, result.persons):
        console.print(f"    {line}", highlight=False)
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
    for name, found in result.comparisons().items():
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
