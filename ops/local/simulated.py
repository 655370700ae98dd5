"""The simulated locality of a run: made once per parameters and simulation code, and used again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.runtime.settings import REPOSITORY


@dataclass(frozen=True)
class Simulated:
    """Where the files are, and the last day of the feeds."""

    folder: Path
    business_date: dt.date
    reused: bool


def ensure_simulated(home: Path, pack_code: str, scale: float, seed: int) -> Simulated:
    """The locality of these parameters under `home`; an interrupted or outdated one is made again."""
    folder = home / "simulation" / f"{pack_code}-scale{scale:g}-seed{seed}"
    done = folder / "made.json"
    wanted = {"pack_code": pack_code, "scale": scale, "seed": seed, "code": _code_fingerprint()}
    if done.exists():
        made = json.loads(done.read_text())
        if all(made.get(key) == value for key, value in wanted.items()):
            return Simulated(folder, dt.date.fromisoformat(made["business_date"]), True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    from simulation import simulate

    locality = simulate(pack_code, scale, seed, folder)
    done.write_text(json.dumps({**wanted, "business_date": locality.business_date.isoformat()}))
    return Simulated(folder, locality.business_date, False)


def _code_fingerprint() -> str:
    """sha256 over what a simulation follows from: its code and tables."""
    digest = hashlib.sha256()
    for path in sorted((REPOSITORY / "simulation").rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
