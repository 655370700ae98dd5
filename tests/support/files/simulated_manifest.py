"""What a simulated place delivers, file by file: read, written anew, or with fewer feeds."""

from __future__ import annotations

import csv
from pathlib import Path


def read(folder: Path) -> list[dict[str, str]]:
    with (folder / "deliveries.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def write(folder: Path, lines: list[dict[str, str]]) -> None:
    with (folder / "deliveries.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


def keep_feeds(folder: Path, one_in: int) -> None:
    """Every so-many-th feed, for tests that prove what does not depend on their number: each run gates all of them."""
    lines = read(folder)
    feeds = [line for line in lines if line["source"] == "tax"]
    write(folder, [line for line in lines if line not in feeds or feeds.index(line) % one_in == 0])
