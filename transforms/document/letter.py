"""Writes official documents as docx, in the manner of GB/T 9704: A4, page numbers, repeated header.

Equal content gives equal bytes: times in the archive and all properties are fixed. Text stays text; there is no way to
write a field or a link, and the only pictures are our own charts. Only this module may import the library
(tests/docs/test_one_spreadsheet_writer.py).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt

from transforms.document.chart import BarChart, png_bytes

DOCX_WRITER = f"python-docx {docx.__version__}"
TITLE_FONT, HEADING_FONT, TEXT_FONT, LATIN_FONT = "方正小标宋简体", "黑体", "仿宋", "Times New Roman"
TEXT_SIZE, TABLE_SIZE, PAGE_SIZE = 16, 11, 14
LINE_POINTS = 28
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
TEXT_WIDTH_CM = 15.6
CELL_MARGIN_TWIPS = 57  # 1 mm
# the first moment that an archive can state: the bytes shall not depend on the moment of writing
ARCHIVE_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Heading:
    """A heading of the first level (黑体), such as 一、总体情况."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text; `is_indented`: its first line begins two characters to the right."""

    text: str
    is_indented: bool = True


@dataclass(frozen=True)
class Table:
    """A table with one header row, which every page repeats. `widths` are parts of the width of the text.

    Texts of the column `name_column` are on the left, those of all others in the middle; the last row is bold if
    `is_last_bold`. `size`: of its letters, in points; a table of many columns needs small ones.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    name_column: int
    is_last_bold: bool = False
    size: int = TABLE_SIZE


@dataclass(frozen=True)
class Picture:
    """A chart over the whole width of the text, with its description for readers who do not see it."""

    chart: BarChart


Part = Heading | Paragraph | Table | Picture


@dataclass(frozen=True)
class Letter:
    """One official document: title, addressees, parts in their order, signing offices, day, and offices with a copy."""

    title: str
    addressed_to: str
    parts: tuple[Part, ...]
    signed_by: tuple[str, ...]
    dated: str
    copied_to: tuple[str, ...] = ()


def docx_bytes(letter: Letter, created: date) -> bytes:
    """Return the bytes of a document as docx. `created`: the only day in its properties.

    Raises ValueError for a text with a control character, and for a table row with more or fewer texts than its header.
    """
    document = docx.Document()
    _set_page(document)
    _set_properties(document, letter.title, datetime.combine(created, time()))
    _add(document, letter.title, TITLE_FONT, 22, align=CENTRE, after=Pt(LINE_POINTS))
    _add(document, f"{letter.addressed_to}：", indent=False)
    for part in letter.parts:
        if isinstance(part, Table):
            _add_table(document, part)
        elif isinstance(part, Picture):
            _add_picture(document, part)
        elif isinstance(part, Heading):
            _add(document, part.text, HEADING_FONT).keep_with_next = True
        else:
            _add(document, part.text, indent=part.is_indented)
    _add_signature(document, letter)
    out = io.BytesIO()
    document.save(out)
    return _with_fixed_times(out.getvalue())


def _set_page(document: Any) -> None:
    """A4 with the margins of GB/T 9704, and the page number below the text."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.footer_distance = Cm(2.5)
    _set_font(document.styles["Normal"], TEXT_FONT, TEXT_SIZE)
    for language in document.styles.element.iter(qn("w:lang")):  # programs choose glyphs and line breaks by it
        language.set(qn("w:eastAsia"), "zh-CN")
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = CENTRE
    _set_font(paragraph.add_run("— "), "宋体", PAGE_SIZE)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    number = paragraph.add_run("1")
    _set_font(number, "宋体", PAGE_SIZE)
    field.append(number._r)
    _set_font(paragraph.add_run(" —"), "宋体", PAGE_SIZE)


def _set_properties(document: Any, title: str, created: datetime) -> None:
    """Replace the properties of the library's template, and leave out its picture."""
    properties = document.core_properties
    properties.title, properties.created, properties.modified = title, created, created
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.language, properties.revision = "zh-CN", 1
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def _add(
    document: Any,
    text: str,
    font: str = TEXT_FONT,
    size: int = TEXT_SIZE,
    *,
    align: Any = None,
    indent: bool | None = None,
    after: Length | None = None,
) -> Any:
    """Add a paragraph; return its format. Without `align`, the first line is indented unless `indent` is False."""
    paragraph = document.add_paragraph()
    _set_font(paragraph.add_run(text), font, size)
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after = Pt(0), after or Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(LINE_POINTS, size + 10))
    if align is not None:
        paragraph.alignment = align
    elif indent is not False:
        layout.first_line_indent = Pt(2 * size)
    return layout


def _set_font(owner: Any, font: str, size: int, *, is_bold: bool = False) -> None:
    """Set the font of a run or style; the library itself sets it for Latin letters only, Chinese would be Japanese."""
    owner.font.name, owner.font.size, owner.font.bold = LATIN_FONT, Pt(size), is_bold
    fonts = owner.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:cs"), LATIN_FONT)


def _add_table(document: Any, table: Table) -> None:
    if any(len(row) != len(table.header) for row in table.rows):
        raise ValueError("a row of the table has another number of texts than its header")
    grid = document.add_table(rows=0, cols=len(table.header))
    grid.style, grid.alignment, grid.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    parts = sum(table.widths)
    widths = [Cm(TEXT_WIDTH_CM * width / parts) for width in table.widths]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _set_cell_margins(grid)
    _add_row(grid, table, table.header, widths, is_header=True)
    for number, row in enumerate(table.rows, start=1):
        _add_row(grid, table, row, widths, is_bold=table.is_last_bold and number == len(table.rows))


def _set_cell_margins(grid: Any) -> None:
    """Leave less room at the sides of a cell than the programs do (1.9 mm): figures need it."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(CELL_MARGIN_TWIPS))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = grid._tbl.tblPr
    # before w:tblLook, where the schema of the format wants it
    look = properties.find(qn("w:tblLook"))
    properties.append(margins) if look is None else look.addprevious(margins)


def _add_row(
    grid: Any,
    table: Table,
    texts: Sequence[str],
    widths: Sequence[Length],
    *,
    is_header: bool = False,
    is_bold: bool = False,
) -> None:
    """Add a row that no page break divides; a header row is repeated on every page."""
    row = grid.add_row()
    row.height = Pt(LINE_POINTS - 4)  # at least
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))
    for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width, cell.vertical_alignment = widths[column], WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.alignment = LEFT if column == table.name_column and not is_header else CENTRE
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        _set_font(run, HEADING_FONT if is_header else TEXT_FONT, table.size, is_bold=is_bold)


def _add_picture(document: Any, picture: Picture) -> None:
    """Add the chart as wide as the text; programs read its description aloud."""
    paragraph = document.add_paragraph()
    paragraph.alignment = CENTRE
    drawn = paragraph.add_run().add_picture(io.BytesIO(png_bytes(picture.chart)), width=Cm(TEXT_WIDTH_CM))
    properties = drawn._inline.docPr
    properties.set("name", "chart")
    properties.set("descr", picture.chart.description)


def _add_signature(document: Any, letter: Letter) -> None:
    """Add the offices and the day on the right, then the offices that get a copy."""
    _add(document, "", indent=False)
    for office in letter.signed_by:
        _add(document, office, align=RIGHT).keep_with_next = True
    _add(document, letter.dated, align=RIGHT).right_indent = Pt(2 * TEXT_SIZE)
    if letter.copied_to:
        _add(document, "", indent=False)
        _add(document, f"抄送：{'，'.join(letter.copied_to)}。", size=PAGE_SIZE, indent=False)


def _with_fixed_times(archive: bytes) -> bytes:
    """Write the archive again, with one fixed moment for all parts; the library writes the moment of saving."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = zipfile.ZipInfo(name, ARCHIVE_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            after.writestr(part, before.read(name))
    return out.getvalue()
