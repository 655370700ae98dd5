"""Simulated locality of `make run`: made once per parameters and simulation code, then reused."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.runtime.settings import REPOSITORY


@dataclass(frozen=True)
class SimulatedLocality:
    """Folder with the files of a simulated locality. `business_date`: last day of its feeds."""

    folder: Path
    business_date: dt.date
    reused: bool


def ensure_simulated(home: Path, pack_code: str, scale: float, seed: int) -> SimulatedLocality:
    """Return the simulated locality of these parameters; make it if it is missing, incomplete or outdated.

    The result states its folder (below `home`/simulation), the last day of its feeds, and whether it existed already. A
    locality is outdated if the simulation's code has changed; then it is deleted first. `home`: the campaign's state
    folder. `scale`: share of the locality's real size, 1 for all persons. `seed`: number of the random draw; equal
    seeds give equal files.
    """
    folder = home / "simulation" / f"{pack_code}-scale{scale:g}-seed{seed}"
    record = folder / "made.json"
    parameters = {"pack_code": pack_code, "scale": scale, "seed": seed, "code": _code_fingerprint()}
    if record.exists():
        made = json.loads(record.read_text())
        if all(made.get(key) == value for key, value in parameters.items()):
            return SimulatedLocality(folder, dt.date.fromisoformat(made["business_date"]), True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    from simulation import simulate

    locality = simulate(pack_code, scale, seed, folder)
    record.write_text(json.dumps({**parameters, "business_date": locality.business_date.isoformat()}))
    return SimulatedLocality(folder, locality.business_date, False)


def _code_fingerprint() -> str:
    """sha256 over the code and tables that determine a simulation."""
    digest = hashlib.sha256()
    for path in sorted((REPOSITORY / "simulation").rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
