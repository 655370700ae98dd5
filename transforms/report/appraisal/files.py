"""Make the files of an appraisal: document (docx, PDF), workbook (xlsx) and data (csv).

Equal content gives equal bytes.
"""

from __future__ import annotations

import io
from datetime import datetime, time

from transforms.document.letter import DOCX_WRITER, Heading, Letter, Paragraph, Table, docx_bytes
from transforms.document.pdf import PDF_WRITER, pdf_bytes
from transforms.report.appraisal import sheets, texts
from transforms.report.appraisal.content import AppraisalContent
from transforms.report.publication import Edition, File, file_stem
from transforms.spreadsheet.safe_writer import XLSX_WRITER, open_book

# Raise LAYOUT with every change of layout, texts or columns: bytes are equal within one layout and its writers only.
LAYOUT = 4
RESULT_WIDTHS, RESULT_SIZE = ((26,), 10, (13, 11, 14, 24, 28)), 10
"""Widths in millimetres of the table of results: unit, each item, the rest; and the size of its letters."""
BASIS_WIDTHS, BASIS_SIZE = ((20, 16, 16), 17), 9
"""Widths of the table of figures: unit, two numbers of persons, each rate."""
WRITER = f"layout {LAYOUT}, {XLSX_WRITER}, {DOCX_WRITER}, {PDF_WRITER}"


def files(content: AppraisalContent) -> list[File]:
    """Return the four files of an appraisal, in memory only, with name, bytes and number of units."""
    report = content.progress
    stem = file_stem(report.header.pack_code, Edition(report.slot, report.correction_no))
    document, day, rows = letter(content), report.slot.as_of, len(content.units)
    return [
        File(f"{stem}.docx", docx_bytes(document, day), rows),
        File(f"{stem}.pdf", pdf_bytes(document, day), rows),
        File(f"{stem}.xlsx", xlsx_bytes(content), rows),
        File(f"{stem}.csv", sheets.csv_bytes(content), rows),
    ]


def letter(content: AppraisalContent) -> Letter:
    """Compose the official document: title, addressee, five sections with two tables, signatures, day, and copies."""
    frame = content.letter
    result, awards, basis, gaps, explanations = texts.SECTIONS
    header = texts.header([unit.score for unit in content.units])
    basis_header = texts.basis_header(content)
    return Letter(
        texts.title(content),
        frame["addressed_to"],
        (
            Paragraph(texts.opening(content)),
            Heading(result),
            Table(header, texts.results(content), _result_widths(len(header)), 0, is_last_bold=True, size=RESULT_SIZE),
            Heading(awards),
            *(Paragraph(text) for text in texts.awards(content)),
            Heading(basis),
            Table(basis_header, texts.basis(content), _basis_widths(len(basis_header)), 0, size=BASIS_SIZE),
            Heading(gaps),
            *(Paragraph(text) for text in texts.gaps(content)),
            Heading(explanations),
            *(Paragraph(f"{number}．{text}") for number, text in enumerate(texts.explanations(content), start=1)),
        ),
        tuple(frame["signed_by"]),
        texts.dated(content),
        tuple(frame["copied_to"]),
    )


def _result_widths(columns: int) -> tuple[int, ...]:
    first, item, last = RESULT_WIDTHS
    return (*first, *[item] * (columns - len(first) - len(last)), *last)


def _basis_widths(columns: int) -> tuple[int, ...]:
    first, rate = BASIS_WIDTHS
    return (*first, *[rate] * (columns - len(first)))


def xlsx_bytes(content: AppraisalContent) -> bytes:
    """Return the bytes of the workbook: 打印 and 计分依据 to read and print, 数据 for programs."""
    out = io.BytesIO()
    with open_book(out, texts.title(content), datetime.combine(content.progress.slot.as_of, time())) as book:
        for name, places in sheets.print_parts(content).items():
            sheets.write_print(book.sheet(name), content, places)
        for name, places in sheets.basis_parts(content).items():
            sheets.write_basis(book.sheet(name), content, places)
        sheets.write_data(book.sheet("数据"), content)
    return out.getvalue()
