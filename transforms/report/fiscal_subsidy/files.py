"""Make the files of a request for the fiscal subsidy: the letter (docx, PDF) and its tables (xlsx), in memory.

Equal content gives equal bytes. No person is in them.
"""

from __future__ import annotations

import io
from datetime import datetime, time

from transforms.document.letter import DOCX_WRITER, Heading, Letter, Paragraph, Table, docx_bytes
from transforms.document.pdf import PDF_WRITER, pdf_bytes
from transforms.report.fiscal_subsidy import sheets, texts
from transforms.report.fiscal_subsidy.content import SubsidyRequest
from transforms.report.publication import File, file_stem
from transforms.spreadsheet.safe_writer import XLSX_WRITER, open_book

# Raise LAYOUT with every change of layout, texts or columns: bytes are equal within one layout and its writers only.
LAYOUT = 3
WRITER = f"layout {LAYOUT}, {XLSX_WRITER}, {DOCX_WRITER}, {PDF_WRITER}"
LEVEL_WIDTHS, UNIT_WIDTHS = (9, 9, 15, 23, 23, 23), (16, 15, 23, 23, 23)
TABLE_SIZE = 9


def files(content: SubsidyRequest) -> list[File]:
    """Return docx, pdf and xlsx, in memory only, with the number of units."""
    document, day, rows = letter(content), content.as_of, len(content.units)
    stem = file_stem(content.pack_code, content.edition)
    return [
        File(f"{stem}.docx", docx_bytes(document, day), rows),
        File(f"{stem}.pdf", pdf_bytes(document, day), rows),
        File(f"{stem}.xlsx", xlsx_bytes(content), rows),
    ]


def xlsx_bytes(content: SubsidyRequest) -> bytes:
    """Return the bytes of the workbook: 汇总 and 分单位 to print, 数据 for programs."""
    out = io.BytesIO()
    with open_book(out, texts.title(content), datetime.combine(content.as_of, time())) as book:
        sheets.write_summary(book.sheet("汇总"), content)
        sheets.write_units(book.sheet("分单位"), content)
        sheets.write_data(book.sheet("数据"), content)
    return out.getvalue()


def letter(content: SubsidyRequest) -> Letter:
    """Compose the official document: title, addressee, four sections with two tables, signatures and day."""
    amount, levels, units, explanations = texts.SECTIONS
    level_table, unit_table = (texts.LEVEL_HEADER, LEVEL_WIDTHS), (texts.UNIT_HEADER, UNIT_WIDTHS)
    return Letter(
        texts.title(content),
        content.addressed_to,
        (
            Paragraph(texts.opening(content)),
            Heading(amount),
            *(Paragraph(text) for text in texts.amount(content)),
            Heading(levels),
            _table(*level_table, texts.level_rows(content)),
            Heading(units),
            _table(*unit_table, texts.unit_rows(content)),
            Heading(explanations),
            *(Paragraph(f"{number}．{text}") for number, text in enumerate(texts.explanations(content), start=1)),
        ),
        tuple(content.letter["signed_by"]),
        texts.dated(content),
    )


def _table(header: tuple[str, ...], widths: tuple[int, ...], rows: tuple[tuple[str, ...], ...]) -> Table:
    return Table(header, rows, widths, 0, is_last_bold=True, size=TABLE_SIZE)
