"""Make the workbooks of a list of persons. Equal lists give equal bytes within one layout and one library."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time

from transforms.report.lists import texts
from transforms.report.lists.compose import in_reading_order
from transforms.report.lists.content import Listed, PersonList
from transforms.report.lists.kinds import ROSTER
from transforms.report.lists.sheets import write_data, write_past, write_print, write_summary, write_villages
from transforms.report.publication import File, file_stem
from transforms.spreadsheet.safe_writer import XLSX_WRITER, open_book

# Raise LAYOUT with every change of layout, texts or columns.
LAYOUT = 6
WRITER = f"layout {LAYOUT}, {XLSX_WRITER}"
MOST_ROWS = 200_000
"""Persons in one workbook; a longer list goes on in a further one, so that any office program opens each."""


def files(content: PersonList) -> list[File]:
    """Return the workbooks of a list in memory only: name, bytes and number of persons; a second one ends with `.2`.

    `content`: with the masked identities. Each workbook has the sheets 汇总 (units and counts), 打印 and 数据; that
    of a roster with figures of past years also 往年, and the first of a roster 分村 (villages and counts).
    """
    ordered = in_reading_order(content.persons)
    stem = file_stem(content.pack_code, content.edition)
    parts = [ordered[start : start + MOST_ROWS] for start in range(0, max(len(ordered), 1), MOST_ROWS)]
    return [
        File(f"{stem}.xlsx" if number == 1 else f"{stem}.{number}.xlsx", xlsx_bytes(content, part, number), len(part))
        for number, part in enumerate(parts, start=1)
    ]


def xlsx_bytes(content: PersonList, persons: Sequence[Listed], part: int = 1) -> bytes:
    """Return the bytes of one workbook. `persons`: those of this part, in order; `part`: its number, from 1."""
    out = io.BytesIO()
    created = datetime.combine(content.edition.period.as_of, time())
    first = (part - 1) * MOST_ROWS + 1
    with open_book(out, texts.title(content), created, large=True) as book:
        write_summary(book.sheet("汇总"), content)
        if content.past:
            write_past(book.sheet("往年"), content)
        write_print(book.sheet("打印"), content, persons, first)
        write_data(book.sheet("数据"), content, persons)
        if content.kind == ROSTER.code and part == 1:
            write_villages(book.sheet("分村"), content)
    return out.getvalue()
