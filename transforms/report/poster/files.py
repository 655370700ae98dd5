"""Make the file of a poster: one page as PDF. Equal posters give equal bytes."""

from __future__ import annotations

from transforms.document.pdf import PDF_WRITER, poster_pdf_bytes
from transforms.report.poster.content import Posting
from transforms.report.poster.texts import poster
from transforms.report.publication import Edition, File, file_stem

# Raise LAYOUT with every change of layout or texts: bytes are equal within one layout and its writer only.
LAYOUT = 2
WRITER = f"layout {LAYOUT}, {PDF_WRITER}"


def files(content: Posting) -> list[File]:
    """Return the file of a poster, in memory only. A `File` has name, bytes and number of units (1)."""
    report = content.progress
    stem = file_stem(report.header.pack_code, Edition(report.slot, report.correction_no, report.view))
    return [File(f"{stem}.pdf", poster_pdf_bytes(poster(content), report.slot.as_of), 1)]
