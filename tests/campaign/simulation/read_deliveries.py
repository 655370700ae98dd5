"""Read deliveries back as raw texts of cells, with other libraries than those that wrote them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

from simulation import Locality

TITLE_ROWS = {"civil_affairs": 2, "disabled_federation": 1, "veterans": 1, "targets": 1, "late_entry": 1}
ENCODINGS = {"poverty_relief": "gb18030", "tax": "gb18030", "education": "utf-8-sig"}


def deliveries(locality: Locality, source: str = "") -> list[dict[str, str]]:
    """List the rows of deliveries.csv, of one source or of all, without the deliveries to refuse."""
    bad = set(pq.read_table(locality.out_dir / "truth" / "bad_file.parquet")["file"].to_pylist())
    with (locality.out_dir / "deliveries.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["file"] not in bad]
    return [row for row in rows if source in ("", row["source"])]


def cells(path: Path, source: str) -> list[list[object]]:
    """Return the header and the rows. Titles above the header are dropped, footers are kept."""
    if path.suffix == ".csv":
        text = path.read_bytes().decode(ENCODINGS.get(source, "utf-8"))
        rows: list[list[object]] = [list(row) for row in csv.reader(io.StringIO(text))]
    else:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    return rows[TITLE_ROWS.get(source, 0) :]


def dicts(path: Path, source: str) -> list[dict[str, object]]:
    """Return the data rows by header, without total rows and footers."""
    header, *rows = cells(path, source)
    footers = ("合计", "制表人:")
    return [dict(zip(map(str, header), row, strict=True)) for row in rows if row[0] not in footers]
