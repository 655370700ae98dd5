"""Make the files of a bulletin: official document (docx, PDF), table (xlsx), and chart for its mail (PNG).

Equal bulletins give equal bytes.
"""

from __future__ import annotations

import io
from datetime import datetime, time

from transforms.document.chart import CHART_WRITER, BarChart, png_bytes
from transforms.document.letter import DOCX_WRITER, Heading, Letter, Paragraph, Picture, Table, docx_bytes
from transforms.document.pdf import PDF_WRITER, pdf_bytes
from transforms.report.bulletin import sheets, texts
from transforms.report.bulletin.chart import chart
from transforms.report.bulletin.content import Bulletin
from transforms.report.progress.chart import CHART_ENDING
from transforms.report.publication import Edition, File, file_stem
from transforms.spreadsheet.safe_writer import XLSX_WRITER, open_book

# Raise LAYOUT with every change of layout, texts or columns: bytes are equal within one layout and its writers only.
LAYOUT = 8
WRITER = f"layout {LAYOUT}, {XLSX_WRITER}, {DOCX_WRITER}, {PDF_WRITER}, {CHART_WRITER}"
WIDTHS = (8, 22, 17, 15, 14, 14, 14)
WIDTHS_WITH_ENROLMENT = (90, 190, 150, 146, 146, 146, 146, 146)


def files(content: Bulletin) -> list[File]:
    """Return the files of a bulletin, in memory only: docx, pdf, xlsx, and png if there is a chart.

    A `File` has name, bytes and number of units.
    """
    report = content.progress
    stem = file_stem(report.header.pack_code, Edition(report.slot, report.correction_no))
    document, picture, day, rows = letter(content), chart(content), report.slot.as_of, len(content.units)
    made = [
        File(f"{stem}.docx", docx_bytes(document, day), rows),
        File(f"{stem}.pdf", pdf_bytes(document, day), rows),
        File(f"{stem}.xlsx", xlsx_bytes(content), rows),
    ]
    return made + ([File(f"{stem}{CHART_ENDING}", png_bytes(picture), rows)] if picture else [])


def letter(content: Bulletin) -> Letter:
    """Compose the official document: title, addressees, five sections, signatures, day, and offices with a copy."""
    frame = content.letter
    overview, units, praise, behind, explanations = texts.SECTIONS
    widths = WIDTHS_WITH_ENROLMENT if texts.has_enrolment(content) else WIDTHS
    table = Table(texts.header(content), texts.table_rows(content), widths, name_column=1, is_last_bold=True)
    return Letter(
        texts.title(content),
        frame["addressed_to"],
        (
            Paragraph(texts.opening(content)),
            Heading(overview),
            *(Paragraph(text) for text in texts.overview(content)),
            Heading(units),
            table,
            *_pictures(chart(content)),
            Heading(praise),
            Paragraph(texts.praise(content)),
            Heading(behind),
            *(Paragraph(text) for text in texts.behind(content)),
            Heading(explanations),
            *(Paragraph(f"{number}．{text}") for number, text in enumerate(texts.explanations(content), start=1)),
        ),
        tuple(frame["signed_by"]),
        texts.dated(content),
        tuple(frame["copied_to"]),
    )


def _pictures(picture: BarChart | None) -> tuple[Picture, ...]:
    return () if picture is None else (Picture(picture),)


def xlsx_bytes(content: Bulletin) -> bytes:
    """Return the bytes of the workbook with two sheets: 打印 to read and print, 数据 for programs."""
    out = io.BytesIO()
    with open_book(out, texts.title(content), datetime.combine(content.progress.slot.as_of, time())) as book:
        sheets.write_print(book.sheet("打印"), content)
        sheets.write_data(book.sheet("数据"), content)
    return out.getvalue()
