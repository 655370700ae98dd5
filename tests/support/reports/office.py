"""LibreOffice without a window: documents as PDF, and the size and text of their letters."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

SOFFICE, PDFFONTS = shutil.which("soffice"), shutil.which("pdffonts")
MISSING = "needs LibreOffice (soffice) and poppler-utils (pdffonts)"


def to_pdf(documents: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """Convert documents by file name; return the PDF of each. Fails if the program makes none of a document.

    All of one kind are converted by one start of the program.
    """
    profile, made = f"-env:UserInstallation=file://{folder}/profile", {}
    for ending in sorted({Path(name).suffix for name in documents}):
        source, target = folder / f"in{ending}", folder / f"out{ending}"
        source.mkdir(parents=True)
        names = [name for name in documents if name.endswith(ending)]
        for name in names:
            (source / name).write_bytes(documents[name])
        command = [str(SOFFICE), profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(target)]
        done = subprocess.run(
            [*command, *(str(source / name) for name in names)], check=True, capture_output=True, timeout=600
        )
        for name in names:
            made[name] = (target / name).with_suffix(".pdf")
            assert made[name].exists(), f"{name}: not converted: {done.stderr.decode()[-500:]}"
    return made


def raw_texts(pdf: Path) -> list[str]:
    """Return the text of each page, line by line."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def page_texts(pdf: Path) -> list[str]:
    """Return the text of each page without blanks and line breaks."""
    return ["".join(text.split()) for text in raw_texts(pdf)]


def smallest_letters(pdf: Path) -> list[float]:
    """Return the size of the smallest letters of each page in points, as they are on paper; a page without text: 99."""
    sizes = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text, matrix = page.get_textpage(), pdfium.FS_MATRIX()
            of_page = [99.0]
            for place in range(text.count_chars()):
                if chr(pdfium.FPDFText_GetUnicode(text, place)).strip():
                    pdfium.FPDFText_GetMatrix(text, place, matrix)
                    of_page.append(float(pdfium.FPDFText_GetFontSize(text, place) * abs(matrix.d)))
            sizes.append(min(of_page))
    return sizes


def fonts(pdf: Path) -> dict[str, bool]:
    """Return the fonts of a PDF by name, and whether each is in the file."""
    done = subprocess.run([str(PDFFONTS), str(pdf)], check=True, capture_output=True, text=True, timeout=60)
    rows = [line.split() for line in done.stdout.splitlines()[2:]]
    return {row[0]: row[-5] == "yes" for row in rows}


def words_of(sheet: object) -> Iterable[str]:
    """Yield the texts of a worksheet's cells without blanks: texts, whole numbers with commas, dates."""
    for row in sheet.iter_rows():  # type: ignore[attr-defined]
        for cell in row:
            if isinstance(cell.value, str):
                yield "".join(cell.value.split())
            elif isinstance(cell.value, int) and "#,##0" in cell.number_format and ".00" not in cell.number_format:
                yield f"{cell.value:,}"
            elif isinstance(cell.value, int | float) and "%" in cell.number_format:
                decimals = cell.number_format.partition(".")[2].count("0")
                yield f"{cell.value:.{decimals}%}"
            elif isinstance(cell.value, int | float) and "0.00" in cell.number_format:
                yield f"{cell.value:,.2f}"
