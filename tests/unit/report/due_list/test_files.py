"""The files of a due list: columns in a fixed order, a manifest that a program can check."""

from __future__ import annotations

import csv
import hashlib
import io
import json

from tests.unit.report.due_list.examples import composed
from transforms.report.due_list.files import COLUMNS, lines_file, manifest_file
from transforms.report.publication import File, StreamedFile

STEM = "someplace-2020_due_list_day_20190930_20190930_tax"


def files() -> tuple[StreamedFile, File]:
    """Return csv and manifest of the example."""
    lines = lines_file(composed())
    return lines, manifest_file(composed(), hashlib.sha256(lines.content).hexdigest())


def test_the_csv_has_one_row_per_line_in_the_fixed_columns() -> None:
    lines, _ = files()
    rows = list(csv.reader(io.StringIO(lines.content.decode("utf-8-sig"))))
    assert lines.name == f"{STEM}.csv" and lines.rows == 3 and rows[0] == list(COLUMNS)
    assert rows[1:] == [
        ["2", "1", "2020", "resident", "P0", "某人", "x-a", "甲镇", "", "", "paid", "0", "0.00"],
        ["2", "2", "2020", "resident", "P1", "某人", "x-a-1", "甲镇", "poor", "低保对象", "charge", "12005", "120.05"],
        ["2", "3", "2020", "resident", "P2", "某人", "", "", "ordinary", "一般居民", "charge", "25000", "250.00"],
    ]


def test_the_manifest_states_number_sums_and_checksums_and_nobody() -> None:
    lines, manifest = files()
    assert manifest.name == f"{STEM}.json" and "某人" not in manifest.content.decode()
    assert json.loads(manifest.content) == {
        "format": 2,
        "pack_code": "someplace-2020",
        "list_no": 2,
        "kind": "changes",
        "correction_no": 0,
        "as_of": "2019-09-30",
        "assessed_on": "2019-09-30",
        "file": lines.name,
        "sha256": hashlib.sha256(lines.content).hexdigest(),
        "before_no": 1,
        "before_sha256": "ab" * 32,
        "lines": 3,
        "list_fen": 37_005,
        "chargeable_persons": 40,
        "chargeable_fen": 1_000_005,
    }


def test_equal_lists_have_equal_bytes() -> None:
    assert files() == files()
