"""Make the files of a due list: the lines as csv, and a manifest (json) with the sums and the checksums.

A program of the tax bureau reads both. Equal content gives equal bytes.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from transforms.report.due_list.content import DueList
from transforms.report.publication import File, file_stem
from transforms.spreadsheet.safe_writer import write_csv
from transforms.text.figures import yuan_decimal

# Raise LAYOUT with every change of columns or keys: bytes are equal within one layout only.
LAYOUT = 1
WRITER = f"layout {LAYOUT}"
COLUMNS = (
    "list_no",
    "line_no",
    "plan_year",
    "document_kind",
    "number",
    "name",
    "unit_id",
    "unit_name",
    "category",
    "category_label",
    "charge",
    "due_fen",
    "due_yuan",
)


def files(content: DueList) -> list[File]:
    """Return the csv and its manifest, in memory only. `content` has the identities."""
    stem = file_stem(content.pack_code, content.edition)
    lines = csv_bytes(content)
    manifest = json.dumps(manifest_of(content, f"{stem}.csv", lines), ensure_ascii=False, indent=1)
    return [
        File(f"{stem}.csv", lines, len(content.lines)),
        File(f"{stem}.json", f"{manifest}\n".encode(), len(content.lines)),
    ]


def csv_bytes(content: DueList) -> bytes:
    """Return the bytes of the csv: one row per line, the first row names the columns."""
    number = content.header.list_no
    rows = [
        (
            number,
            line_no,
            line.row.plan_year,
            line.row.document_kind,
            line.number,
            line.name,
            line.row.unit_id,
            line.unit_name,
            line.row.category,
            line.category_label,
            line.row.charge,
            line.row.due_fen,
            yuan_decimal(line.row.due_fen),
        )
        for line_no, line in enumerate(content.lines, start=1)
    ]
    return write_csv(COLUMNS, rows)


def manifest_of(content: DueList, file_name: str, lines: bytes) -> dict[str, Any]:
    """Return the manifest of a list. `lines`: bytes of its csv, whose name is `file_name`. No person is in it."""
    header = content.header
    return {
        "format": LAYOUT,
        "pack_code": content.pack_code,
        "list_no": header.list_no,
        "kind": "whole" if header.is_whole else "changes",
        "correction_no": content.edition.correction_no,
        "as_of": header.as_of.isoformat(),
        "assessed_on": header.assessed_on.isoformat(),
        "file": file_name,
        "sha256": hashlib.sha256(lines).hexdigest(),
        "before_no": header.list_no - 1,
        "before_sha256": header.before_sha256,
        "lines": header.persons,
        "list_fen": header.list_fen,
        "chargeable_persons": header.chargeable_persons,
        "chargeable_fen": header.chargeable_fen,
    }
