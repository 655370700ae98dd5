"""The simulated deliveries in two parts: everything but one busy day's feed, and that feed, as 'one day'."""

from __future__ import annotations

import csv
import os
from pathlib import Path


def split(folder: Path) -> tuple[Path, Path]:
    """Write `first/deliveries.csv` and `day/deliveries.csv` under the folder and return both folders.

    The day is the largest tax feed: no day of the campaign is harder. The files are hard links of the simulated ones,
    because a manifest names files of its own folder only.
    """
    with (folder / "deliveries.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    feeds = [row for row in rows if row["source"] == "tax"]
    busiest = max(feeds, key=lambda row: (folder / "deliveries" / row["file"]).stat().st_size)
    return _write(folder, "first", [row for row in rows if row is not busiest]), _write(folder, "day", [busiest])


def _write(folder: Path, name: str, rows: list[dict[str, str]]) -> Path:
    part = folder / name
    part.mkdir(exist_ok=True)
    with (part / "deliveries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        linked = part / "deliveries" / row["file"]
        linked.parent.mkdir(parents=True, exist_ok=True)
        linked.unlink(missing_ok=True)
        os.link(folder / "deliveries" / row["file"], linked)
    return part
