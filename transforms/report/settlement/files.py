"""Make the files of a settlement: the letter (docx, PDF, xlsx), and the list of persons behind it (xlsx).

Equal content gives equal bytes.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, time

from transforms.document.letter import DOCX_WRITER, Heading, Letter, Paragraph, Table, docx_bytes
from transforms.document.pdf import PDF_WRITER, pdf_bytes
from transforms.report.lists.files import MOST_ROWS
from transforms.report.publication import File, file_stem
from transforms.report.settlement import sheets, texts
from transforms.report.settlement.content import Settlement
from transforms.spreadsheet.safe_writer import XLSX_WRITER, open_book

# Raise LAYOUT with every change of layout, texts or columns: bytes are equal within one layout and its writers only.
LAYOUT = 3
LETTER_WRITER = f"layout {LAYOUT}, {XLSX_WRITER}, {DOCX_WRITER}, {PDF_WRITER}"
LIST_WRITER = f"layout {LAYOUT}, {XLSX_WRITER}"
CATEGORY_WIDTHS, UNIT_WIDTHS = (20, 30, 11, 11, 11, 24), (30, 12, 12, 12, 28)
TABLE_SIZE = 10


def letter_files(content: Settlement) -> list[File]:
    """Return the files of a letter, in memory only: docx, pdf and xlsx with the number of lines. No person is there."""
    document, day, rows = letter(content), content.batch.as_of, len(content.lines)
    stem = file_stem(content.pack_code, content.edition)
    return [
        File(f"{stem}.docx", docx_bytes(document, day), rows),
        File(f"{stem}.pdf", pdf_bytes(document, day), rows),
        File(f"{stem}.xlsx", xlsx_bytes(content), rows),
    ]


def xlsx_bytes(content: Settlement) -> bytes:
    """Return the bytes of the letter's workbook: 汇总 and 分单位 to print, 数据 for programs."""
    out = io.BytesIO()
    with open_book(out, texts.title(content), datetime.combine(content.batch.as_of, time())) as book:
        sheets.write_summary(book.sheet("汇总"), content)
        sheets.write_units(book.sheet("分单位"), content)
        sheets.write_data(book.sheet("数据"), content)
    return out.getvalue()


def letter(content: Settlement) -> Letter:
    """Compose the official document: title, addressee, four sections with two tables, signatures and day."""
    amount, categories, units, explanations = texts.SECTIONS
    tables = (
        Heading(categories),
        Table(
            texts.header(("资金渠道", "人员类别")),
            texts.category_rows(content),
            CATEGORY_WIDTHS,
            1,
            is_last_bold=True,
            size=TABLE_SIZE,
        ),
        Heading(units),
        Table(texts.header(("单位",)), texts.unit_rows(content), UNIT_WIDTHS, 0, is_last_bold=True, size=TABLE_SIZE),
    )
    return Letter(
        texts.title(content),
        content.addressed_to,
        (
            Paragraph(texts.opening(content)),
            Heading(amount),
            *(Paragraph(text) for text in texts.amount(content)),
            *(tables if content.lines else ()),
            Heading(explanations),
            *(Paragraph(f"{number}．{text}") for number, text in enumerate(texts.explanations(content), start=1)),
        ),
        tuple(content.letter["signed_by"]),
        texts.dated(content),
    )


def list_files(content: Settlement) -> list[File]:
    """Return the workbooks of the list of persons, in memory only; a second one ends with `.2`.

    `content` has the masked identities.
    """
    created, stem = datetime.combine(content.batch.as_of, time()), file_stem(content.pack_code, content.edition)
    made = []
    for first in range(0, max(len(content.lines), 1), MOST_ROWS):
        part, number = replace(content, lines=content.lines[first : first + MOST_ROWS]), first // MOST_ROWS + 1
        out = io.BytesIO()
        with open_book(out, texts.list_title(content), created, large=True) as book:
            sheets.write_list(book.sheet("打印"), part, first + 1)
            sheets.write_list_data(book.sheet("数据"), part)
        name = f"{stem}.xlsx" if number == 1 else f"{stem}.{number}.xlsx"
        made.append(File(name, out.getvalue(), len(part.lines)))
    return made
