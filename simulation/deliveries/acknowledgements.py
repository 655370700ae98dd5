"""The tax bureau's acknowledgement of one due list: what its program loaded of the published csv."""

import csv
import hashlib
import io
from datetime import date
from pathlib import Path

from simulation.deliveries.feeds import yuan

HEADER = ("清单序号", "导入行数", "导入金额", "校验码", "导入日期")


def write_acknowledgement(lines: bytes, list_no: int, path: Path, on: date, lost: int = 0) -> None:
    """Write the acknowledgement of a due list to `path`: its number, lines, sum, sha256 and day.

    `lines`: the csv as it was published. `lost`: so many of its last lines were not loaded.
    """
    rows = list(csv.DictReader(io.StringIO(lines.decode("utf-8-sig"))))
    loaded = rows[: len(rows) - lost]
    fen = sum(int(row["due_fen"]) for row in loaded)
    cells = (str(list_no), str(len(loaded)), yuan(fen), hashlib.sha256(lines).hexdigest(), on.isoformat())
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, cells])
