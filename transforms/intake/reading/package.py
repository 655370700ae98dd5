"""Inspects an xlsx before it is parsed: active content, reach of the cells, and looks that a person sees and we do not.

Only bytes are searched, nothing is expanded. Runs inside the worker.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from transforms.intake.base.raw_table import sheet_place
from transforms.intake.base.reasons import refuse
from transforms.intake.reading.archive import BROKEN, check_sizes, inflate_verified
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_scan import SheetFacts, scan_sheet

_ACTIVE = re.compile(
    r"^xl/(vbaProject\.bin|vbaData\.xml|embeddings/|activeX/|macrosheets/|dialogsheets/|ctrlProps/.*\.bin)",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(r"^xl/(externalLinks/|pivotCache/|connections\.xml|queryTables/)", re.IGNORECASE)
_RUNNING = re.compile(rb"<(?:\w+:)?(ddeLink|oleLink)\b|macroEnabled|oleObject\b", re.IGNORECASE)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>(\d{4}-\d{2}-\d{2})")
_DATE1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true)["']""", re.IGNORECASE)
_BLOCK = re.compile(rb"<(?:\w+:)?(fonts|fills|cellXfs)\b.*?</(?:\w+:)?\1>", re.DOTALL)
_ITEM = {
    name: re.compile(rb"<(?:\w+:)?%b\b[^>]*?(?:/>|>.*?</(?:\w+:)?%b>)" % (name, name), re.DOTALL)
    for name in (b"font", b"fill", b"xf")
}
_FONT_MARK = re.compile(
    rb"<(?:\w+:)?strike\b(?!\s*val=\"0\")|<(?:\w+:)?color\s+(?:rgb=\"(?!FF000000\")|indexed=\"(?!8\"|64\"))"
)
_PREAMBLE_BYTES = 1 << 16
_PART_BYTES = 64 << 20
_OLD_FIXED_FILLS = 2  # the first two fills of every workbook are 'none' and a grey that nobody chose


@dataclass
class Inside:
    """Facts about a workbook besides its values.

    `remarks`: warning codes. `sheets`: position from 0 -> facts. `date1904`: day numbers count from 1904.
    `modified_on`: day on which the sender's program wrote the file, None if it is not stated.
    """

    remarks: list[str] = field(default_factory=list)
    sheets: dict[int, SheetFacts] = field(default_factory=dict)
    date1904: bool = False
    modified_on: dt.date | None = None


def check_package(package: zipfile.ZipFile, data: bytes, limits: Limits) -> Inside:
    """Check an xlsx for active content, sizes and every sheet's reach, and return its facts.

    Raises ReadRefused for a package that must not be opened.
    """
    names = {entry.filename.lower(): entry for entry in package.infolist()}
    if "xl/workbook.xml" not in names:
        raise refuse("file_type")
    if any(_ACTIVE.match(name) for name in names):
        raise refuse("file_macro")
    check_sizes(package, len(data), limits)
    for name, entry in names.items():
        if name.endswith((".xml", ".rels", ".vml")):
            _check_part(name, inflate_verified(data, entry, limits))
    inside = Inside()
    if any(_OUTSIDE.match(name) for name in names):
        _check_running(package, names)
        inside.remarks.append("external_links")
    if _RUNNING.search(_part(package, names, "[content_types].xml")):
        raise refuse("file_macro")
    book = _part(package, names, "xl/workbook.xml")
    inside.date1904 = bool(_DATE1904.search(book))
    modified = _MODIFIED.search(_part(package, names, "docprops/core.xml"))
    if modified:
        inside.modified_on = dt.date.fromisoformat(modified[1].decode())
    _scan_sheets(package, data, names, book, inside, limits)
    return inside


def _scan_sheets(
    package: zipfile.ZipFile,
    data: bytes,
    names: dict[str, zipfile.ZipInfo],
    book: bytes,
    inside: Inside,
    limits: Limits,
) -> None:
    parts = _sheet_parts(book, _part(package, names, "xl/_rels/workbook.xml.rels"))
    on_paper = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    if max(len(parts), len(on_paper)) > limits.sheets:
        raise refuse("file_unsafe", f"工作表超过 {limits.sheets} 个。")
    marked = _marked_styles(_part(package, names, "xl/styles.xml"))
    for position, part in enumerate(parts):
        entry = names.get(part.lower())
        if entry is None or not part.lower().startswith("xl/worksheets/"):
            continue
        facts = scan_sheet(inflate_verified(data, entry, limits), sheet_place(position), marked, limits)
        inside.sheets[position] = facts
        inside.remarks += ["formula_cells"] if facts.formulas else []


def _check_part(name: str, chunks: Iterator[bytes]) -> None:
    """Raise ReadRefused if a part declares a document type, which can only expand or fetch, or is not in UTF-8.

    Every part is unpacked here to its end, except sheets: `_scan_sheets` walks over them once, later.
    """
    head = next(chunks, b"")
    preamble = head[:_PREAMBLE_BYTES]
    other_encoding = b"\0" in head[:256] or head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"<!DOCTYPE" in preamble or b"<!ENTITY" in preamble or other_encoding:
        raise refuse("file_unsafe")
    if not name.startswith("xl/worksheets/"):
        for _ in chunks:
            pass


def _check_running(package: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> None:
    for name in names:
        if name.startswith("xl/externallinks/") and _RUNNING.search(_part(package, names, name)):
            raise refuse("file_macro")


def _part(package: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo], name: str) -> bytes:
    """Return a small part's content, b'' if there is none. Raises ReadRefused if it is not small."""
    entry = names.get(name)
    if entry is None:
        return b""
    if entry.file_size > _PART_BYTES:
        raise refuse("file_unsafe")
    try:
        return package.read(entry)
    except BROKEN:
        raise refuse("file_truncated") from None


def _sheet_parts(book: bytes, relations: bytes) -> list[str]:
    """Return the part name of each sheet, in the order of the workbook."""
    targets: dict[bytes, str] = {}
    for element in _RELATION.findall(relations):
        attributes = dict(_ATTRIBUTE.findall(element))
        target = attributes.get(b"Target", b"").decode("utf-8", "replace")
        targets[attributes.get(b"Id", b"")] = (
            target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        )
    parts = []
    for element in _SHEET.findall(book):
        attributes = dict(_ATTRIBUTE.findall(element))
        identifier = next((value for key, value in attributes.items() if key.endswith(b":id")), b"")
        parts.append(targets.get(identifier, ""))
    return parts


def _marked_styles(styles: bytes) -> frozenset[int]:
    """Return the numbers of cell styles with a chosen fill, a coloured or a struck-out font."""
    blocks = {block[1]: block[0] for block in _BLOCK.finditer(styles)}
    fonts = {at for at, font in enumerate(_ITEM[b"font"].findall(blocks.get(b"fonts", b""))) if _FONT_MARK.search(font)}
    fills = {
        at
        for at, fill in enumerate(_ITEM[b"fill"].findall(blocks.get(b"fills", b"")))
        if at >= _OLD_FIXED_FILLS and b'patternType="none"' not in fill
    }
    marked = set()
    for at, style in enumerate(_ITEM[b"xf"].findall(blocks.get(b"cellXfs", b""))):
        chosen = dict(_ATTRIBUTE.findall(style))
        if int(chosen.get(b"fontId", b"0")) in fonts or int(chosen.get(b"fillId", b"0")) in fills:
            marked.add(at)
    return frozenset(marked)
