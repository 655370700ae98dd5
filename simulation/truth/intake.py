"""Expected results of the gate: quarantined rows per file and reason, row counts per file, deliveries to refuse."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.deliveries.mistakes import Mistakes

_QUARANTINE = pa.schema([("file", pa.string()), ("reason_code", pa.string()), ("rows", pa.int64())])
_BAD_FILE = pa.schema([("file", pa.string()), ("kind", pa.string()), ("decision", pa.string())])


def write_intake_truth(mistakes: Mistakes, bad: list[tuple[str, str, str]], folder: Path) -> None:
    """Write the expected results of the gate into the folder, as three parquet files.

    `mistakes`: the bad rows that were added, counted by file and reason. quarantine.parquet: one row per file and
    reason, with the number of rows. delivery.parquet: one row per good file, with its counts of rows, clean rows,
    duplicates and quarantined rows. bad_file.parquet: the entries of `bad`, (file name, kind of fault, expected
    decision) of each file that must be rejected.
    """
    planted = [(file, reason, rows) for (file, reason), rows in sorted(mistakes.planted.items())]
    _write(_QUARANTINE, planted, folder / "quarantine.parquet")
    _write(_BAD_FILE, bad, folder / "bad_file.parquet")
    quarantined: Counter[str] = Counter()
    for file, _, rows in planted:
        quarantined[file] += rows
    counts = [
        (file, rows, rows - duplicates - quarantined[file], duplicates, quarantined[file])
        for file, (rows, duplicates) in sorted(mistakes.counts.items())
    ]
    names = ("row_count", "clean_count", "duplicate_count", "quarantine_count")
    schema = pa.schema([("file", pa.string()), *((name, pa.int64()) for name in names)])
    _write(schema, counts, folder / "delivery.parquet")


def _write(schema: pa.Schema, rows: Sequence[tuple[str | int, ...]], path: Path) -> None:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(list(values), field.type) for field, values in zip(schema, columns, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path)
