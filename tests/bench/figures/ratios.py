"""Ratios of a run, and the committed ones that they must not fall behind. Every ratio is better when it is smaller.

Two groups: `wall` ratios of wall seconds, which other users of the machine blur, and `steady` ratios of processor
seconds (the server's included) and of memory. On a busy machine wall ratios are neither compared nor accepted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

COMMITTED = Path(__file__).with_name("ratios.json")
ALLOWED = 0.15
"""Share by which a ratio may be above the committed one."""

WORK = ("read and gate", "merge", "assess", "post")
AROUND = ("rest of intake", "rest of assessment")
FLOOR = ("DuckDB: read", "DuckDB: compute")
WHOLE = ("land", *WORK, *AROUND, "publish")
PROCESSES = ("land", "intake", "assessment", "publish")
PEERS = {"pandas": "pandas", "rebuild": "the rebuild in SQL"}
MEMORY = "product's own peak memory / DuckDB's"
# label -> (stages above the line, stages below it)
WALL: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "(read + gate + merge + assess + post) / DuckDB": (WORK, FLOOR),
    "the same with everything around it (start, choice, commit)": ((*WORK, *AROUND), FLOOR),
    "(read + gate) / DuckDB reading": (("read and gate",), ("DuckDB: read",)),
    "(assess + post) / DuckDB computing": (("assess", "post"), ("DuckDB: compute",)),
    "merge / COPY into unlogged tables": (("merge",), ("COPY, unlogged",)),
    "merge / COPY into logged tables": (("merge",), ("COPY, logged",)),
    "files to published / (DuckDB + COPY logged)": (WHOLE, (*FLOOR, "COPY, logged")),
    "one busy day / the whole campaign": (tuple(f"one day: {part}" for part in WORK), WORK),
    **{f"files to published / {name}": (WHOLE, (peer,)) for peer, name in PEERS.items()},
    **{
        f"one day to published / {name}, one day more": (
            tuple(f"one day: {part}" for part in WHOLE), (f"{peer}, one day more",),
        )
        for peer, name in PEERS.items()
    },
}  # fmt: skip
# label -> (processes above the line, processes below it), in processor seconds
STEADY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "(intake + assessment) / DuckDB": (("intake", "assessment"), ("floor: DuckDB",)),
    "one busy day / the whole campaign": (tuple(f"one day: {part}" for part in PROCESSES), PROCESSES),
    **{f"files to published / {name}": (PROCESSES, (f"peer: {peer}",)) for peer, name in PEERS.items()},
    **{
        f"one day to published / {name}, one day more": (
            tuple(f"one day: {part}" for part in PROCESSES), (f"peer: {peer}, one day more",),
        )
        for peer, name in PEERS.items()
    },
}  # fmt: skip
Ratios = dict[str, dict[str, float | None]]


class Fall(NamedTuple):
    """A ratio that is too far above the committed one; measured is None where the run has no such ratio."""

    label: str
    committed: float
    measured: float | None


def ratios(stages: Mapping[str, Any], efforts: Mapping[str, Any]) -> Ratios:
    """Group (wall, steady) -> label -> ratio; None where the line below is too short to be measured."""
    seconds = {name: stage.seconds for name, stage in stages.items()}
    processor = {name: effort.total_seconds for name, effort in efforts.items()}
    own = max(stages[name].own_peak_bytes for name in WORK)
    memory = own / max(stages[name].own_peak_bytes for name in FLOOR)
    return {"wall": _divided(WALL, seconds), "steady": _divided(STEADY, processor) | {MEMORY: memory}}


def _divided(lines: Mapping[str, Any], seconds: Mapping[str, float]) -> dict[str, float | None]:
    quotients = {}
    for label, (above, below) in lines.items():
        divisor = sum(seconds[name] for name in below)
        quotients[label] = sum(seconds[name] for name in above) / divisor if divisor > 0 else None
    return quotients


def place_name(pack_code: str, scale: float) -> str:
    """The key of a place in the committed file."""
    return f"{pack_code}, scale {scale:g}"


def is_busy(machine: Mapping[str, Any]) -> bool:
    """Whether the load before the run was above half of the cores."""
    return bool(machine["load_before"] > machine["cores"] / 2)


def falls(committed: Ratios, measured: Ratios, with_wall: bool) -> list[Fall]:
    """Committed ratios that the run is more than ALLOWED above, or does not have; wall ratios only if asked for."""
    behind = []
    for group in ("wall", "steady") if with_wall else ("steady",):
        for label, known in committed.get(group, {}).items():
            value = measured[group].get(label)
            if known is not None and (value is None or value > known * (1 + ALLOWED)):
                behind.append(Fall(f"{label} ({group})", known, value))
    return behind


def committed_ratios(place: str, path: Path = COMMITTED) -> Ratios:
    """The committed ratios of a place by group; empty if there are none."""
    found: dict[str, Ratios] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found.get(place, {})


def accept(place: str, measured: Ratios, with_wall: bool, path: Path = COMMITTED) -> None:
    """Write the ratios of a run as the committed ones of its place; wall ratios stay as they were unless asked for."""
    places: dict[str, Ratios] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    groups = ("wall", "steady") if with_wall else ("steady",)
    rounded: Ratios = {
        group: {label: float(f"{value:.3g}") for label, value in measured[group].items() if value is not None}
        for group in groups
    }
    places[place] = places.get(place, {}) | rounded
    path.write_text(json.dumps(dict(sorted(places.items())), ensure_ascii=False, indent=1) + "\n", "utf-8")
