"""Make the files of a list of refunds (xlsx). Equal content gives equal bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, time

from transforms.report.lists.files import MOST_ROWS
from transforms.report.publication import File, file_stem
from transforms.report.refund import sheets, texts
from transforms.report.refund.content import Refunds
from transforms.spreadsheet.safe_writer import XLSX_WRITER, open_book

# Raise LAYOUT with every change of layout, texts or columns: bytes are equal within one layout and its writers only.
LAYOUT = 3
WRITER = f"layout {LAYOUT}, {XLSX_WRITER}"


def list_files(content: Refunds) -> list[File]:
    """Return the workbooks of the list, in memory only; a second one ends with `.2`. Only the first has the sums.

    `content` has the masked identities.
    """
    created, stem = datetime.combine(content.batch.as_of, time()), file_stem(content.pack_code, content.edition)
    made = []
    for first in range(0, max(len(content.lines), 1), MOST_ROWS):
        part, number = replace(content, lines=content.lines[first : first + MOST_ROWS]), first // MOST_ROWS + 1
        out = io.BytesIO()
        with open_book(out, texts.title(content), created, large=True) as book:
            if number == 1:
                sheets.write_summary(book.sheet("汇总"), content)
            sheets.write_list(book.sheet("打印"), part, first + 1)
            sheets.write_data(book.sheet("数据"), part)
        name = f"{stem}.xlsx" if number == 1 else f"{stem}.{number}.xlsx"
        made.append(File(name, out.getvalue(), len(part.lines)))
    return made
