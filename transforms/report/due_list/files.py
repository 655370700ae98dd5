"""Make the files of a due list: the lines as csv, and a manifest (json) with the sums and the checksums.

A program of the tax bureau reads both. Equal content gives equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from transforms.report.due_list.content import DueList
from transforms.report.publication import File, StreamedFile, file_stem
from transforms.spreadsheet.safe_writer import csv_blocks
from transforms.text.figures import yuan_decimal

# Raise LAYOUT with every change of columns or keys: bytes are equal within one layout only.
LAYOUT = 2
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


@dataclass(frozen=True)
class CsvBlocks:
    """The bytes of the csv of a list in blocks, made again each time that they are gone through.

    One row per line; the first row names the columns.
    """

    content: DueList

    def __iter__(self) -> Iterator[bytes]:
        """Yield the blocks in order."""
        number = self.content.header.list_no
        rows = (
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
            for line_no, line in enumerate(self.content.lines, start=1)
        )
        yield from csv_blocks(COLUMNS, rows)


def lines_file(content: DueList) -> StreamedFile:
    """Return the csv of a list, whose bytes are made in blocks. `content` has the identities."""
    stem = file_stem(content.pack_code, content.edition)
    return StreamedFile(f"{stem}.csv", CsvBlocks(content), content.header.persons)


def manifest_file(content: DueList, sha256: str) -> File:
    """Return the manifest of a list (json), in memory. `sha256`: of the bytes of the csv. No person is in it."""
    stem = file_stem(content.pack_code, content.edition)
    manifest = json.dumps(manifest_of(content, f"{stem}.csv", sha256), ensure_ascii=False, indent=1)
    return File(f"{stem}.json", f"{manifest}\n".encode(), content.header.persons)


def manifest_of(content: DueList, file_name: str, sha256: str) -> dict[str, Any]:
    """Return the manifest of a list. `file_name`, `sha256`: name of its csv, and the checksum of its bytes."""
    header = content.header
    return {
        "format": LAYOUT,
        "pack_code": content.pack_code,
        "list_no": header.list_no,
        "kind": header.kind,
        "correction_no": content.edition.correction_no,
        "as_of": header.as_of.isoformat(),
        "assessed_on": header.assessed_on.isoformat(),
        "file": file_name,
        "sha256": sha256,
        "before_no": header.list_no - 1,
        "before_sha256": header.before_sha256,
        "lines": header.persons,
        "list_fen": header.list_fen,
        "chargeable_persons": header.chargeable_persons,
        "chargeable_fen": header.chargeable_fen,
    }
