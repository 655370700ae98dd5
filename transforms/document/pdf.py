"""Writes official documents and posters as PDF (PDF/A-2a, with the font in the file). Equal content gives equal bytes.

A character that the font lacks is printed as 〓: PDF/A refuses a document with a missing glyph, and a unit's name must
not stop a bulletin. Texts enter as data, so none of them is markup of the typesetter.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import typst

from transforms.document.chart import svg_text
from transforms.document.font import FONT_FAMILY, FONT_VERSION, font_folder, printable
from transforms.document.letter import Heading, Letter, Paragraph, Picture, Table
from transforms.document.poster import Poster

PDF_WRITER = f"typst {version('typst')}, {FONT_VERSION}"
TEMPLATE = Path(__file__).with_name("letter.typ")
POSTER_TEMPLATE = Path(__file__).with_name("poster.typ")


def pdf_bytes(letter: Letter, created: date) -> bytes:
    """Return the bytes of a document as PDF. `created`: the only day in its properties."""
    (content,) = _compile(TEMPLATE, "letter", _content(letter), created, "pdf")
    return content


def page_pictures(letter: Letter, created: date, pixels_per_inch: float = 72) -> list[bytes]:
    """Return each page of the document as PNG, as the PDF shows it."""
    return _compile(TEMPLATE, "letter", _content(letter), created, "png", pixels_per_inch)


def poster_pdf_bytes(poster: Poster, created: date) -> bytes:
    """Return the bytes of a poster as PDF. `created`: the only day in its properties."""
    (content,) = _compile(POSTER_TEMPLATE, "content", _poster(poster), created, "pdf")
    return content


def poster_pictures(poster: Poster, created: date, pixels_per_inch: float = 72) -> list[bytes]:
    """Return each page of the poster as PNG, as the PDF shows it."""
    return _compile(POSTER_TEMPLATE, "content", _poster(poster), created, "png", pixels_per_inch)


def _compile(
    template: Path,
    name: str,
    content: dict[str, Any],
    created: date,
    file_format: Literal["pdf", "png"],
    pixels_per_inch: float | None = None,
) -> list[bytes]:
    """Set the document; return the PDF, or one PNG per page. Raises ValueError if the typesetter warns.

    `name`: name by which the template reads the content.
    """
    texts = {"font": FONT_FAMILY, "created": [created.year, created.month, created.day], **content}
    made, warnings = _compiler().compile_with_warnings(
        template,
        format=file_format,
        ppi=pixels_per_inch,
        sys_inputs={name: json.dumps(texts, ensure_ascii=False)},
        pdf_standards=["a-2a"],
        timestamp=datetime.combine(created, time(), UTC),
    )
    if warnings or made is None:  # of an unknown font family nothing would be drawn, with a warning alone
        raise ValueError(f"the typesetter warns: {'; '.join(warning.message for warning in warnings)}")
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """Return a compiler that has our font only: a glyph that it lacks is an error, and none is taken from elsewhere."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])
    return typst.Compiler(root=str(TEMPLATE.parent), font_paths=fonts)


def _content(letter: Letter) -> dict[str, Any]:
    """Return what the template reads, as values that JSON can hold; its names are those of the template."""
    return {
        "title": printable(letter.title),
        "addressed_to": printable(letter.addressed_to),
        "parts": [_part(part) for part in letter.parts],
        "signed_by": [printable(office) for office in letter.signed_by],
        "dated": printable(letter.dated),
        "copied_to": [printable(office) for office in letter.copied_to],
    }


def _part(part: Heading | Paragraph | Table | Picture) -> dict[str, Any]:
    if isinstance(part, Heading):
        return {"kind": "heading", "text": printable(part.text)}
    if isinstance(part, Paragraph):
        return {"kind": "paragraph", "text": printable(part.text), "indented": part.is_indented}
    if isinstance(part, Picture):
        return {"kind": "picture", "svg": svg_text(part.chart), "description": printable(part.chart.description)}
    return {
        "kind": "table",
        "header": [printable(text) for text in part.header],
        "rows": [[printable(text) for text in row] for row in part.rows],
        "widths": list(part.widths),
        "name_column": part.name_column,
        "last_bold": part.is_last_bold,
        "size": part.size,
    }


def _poster(poster: Poster) -> dict[str, Any]:
    """Return what the template reads, as values that JSON can hold; its names are those of the template."""
    return {
        "place": printable(poster.place),
        "title": printable(poster.title),
        "label": printable(poster.label),
        "figure": printable(poster.figure),
        "bar": poster.bar,
        "bar_text": printable(poster.bar_text),
        "goal": poster.goal,
        "goal_text": printable(poster.goal_text),
        "rows": [[printable(text) for text in row] for row in poster.rows],
        "lines": [printable(line) for line in poster.lines],
    }
