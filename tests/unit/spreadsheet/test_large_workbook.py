"""A list of 100,000 rows of 12 columns: seconds and memory of its workbook, next to openpyxl's write-only mode."""

from __future__ import annotations

import datetime as dt
import io
import resource
import subprocess
import sys
import time

import openpyxl
import pytest

from transforms.report.lists.sheets import CELL
from transforms.spreadsheet.safe_writer import open_book

pytestmark = pytest.mark.long
ROWS, MOST_SECONDS, MOST_MIB = 100_000, 10, 200


def rows() -> list[tuple[object, ...]]:
    """Return rows as a list of missing persons has them: texts, masked numbers, blanks, days, numbers."""
    return [
        (
            *(f"单位{at % 40}", f"某村{at % 300}", f"姓名{at % 5000}", f"{at % 1000:06d}************"),
            *(
                "低保对象、特困人员" if at % 7 == 0 else None,
                "是",
                "未缴费",
                None,
                f"备注{at}" if at % 5 == 0 else None,
            ),
            *(dt.date(2019, 10, 1 + at % 28) if at % 3 else None, "250.00", at),
        )
        for at in range(ROWS)
    ]


def write_ours(data: list[tuple[object, ...]]) -> None:
    with open_book(io.BytesIO(), "表", dt.datetime.combine(dt.date(2019, 12, 1), dt.time()), large=True) as book:
        write = book.sheet("表").row_writer([CELL] * 12)
        for number, row in enumerate(data):
            write(number, row)


def write_plain(data: list[tuple[object, ...]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("表")
    for row in data:
        sheet.append(row)
    book.save(io.BytesIO())


def measure(writer: str) -> tuple[float, float]:
    """Return processor seconds and MiB above those of the rows themselves, of a process of its own."""
    done = subprocess.run([sys.executable, "-m", __name__, writer], capture_output=True, text=True, check=True)
    seconds, mib = done.stdout.split()
    return float(seconds), float(mib)


def test_a_large_list_is_written_within_the_limits_and_no_slower_than_openpyxl() -> None:
    (ours, mib), (plain, _) = measure("write_ours"), measure("write_plain")
    assert ours <= MOST_SECONDS and mib <= MOST_MIB, (ours, mib)
    assert ours <= plain, "ours has borders and fonts, openpyxl's cells have none"


if __name__ == "__main__":
    data, before = rows(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    globals()[sys.argv[1]](data)
    print(time.process_time() - started, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
