"""Inspects an xlsx before it is opened, and packs for the reader what was inspected. Runs inside the worker.

Active content, links, reach of the cells, and looks that a person sees and the reader does not.
"""

from __future__ import annotations

import datetime as dt
import itertools
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from transforms.intake.base.raw_table import sheet_place
from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.reading.archive import check_sizes
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.sheet_facts import Inside
from transforms.intake.reading.xlsx.parse_xml import TRUE, has_element, read_elements
from transforms.intake.reading.xlsx.parts import TYPES, Parts, Relation, find_parts, part_name, plain_name
from transforms.intake.reading.xlsx.repack import Packed, SheetPart, copied, pack_workbook, packed
from transforms.intake.reading.xlsx.sheet import Scanned, scan_sheet
from transforms.intake.reading.xlsx.struck_texts import StruckTexts, has_mark, struck_texts
from transforms.intake.reading.xlsx.styles import read_styles

_ACTIVE = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|embeddings/|activex/|macrosheets/|dialogsheets/|ctrlprops/.*\.bin)"
)
_OUTSIDE = re.compile(r"(^|/)(externallinks/|pivotcache/|connections\.xml|querytables/)")
_ACTIVE_TYPE = re.compile(r"macroEnabled|vbaProject|oleObject|activeX", re.IGNORECASE)
_ACTIVE_SHEETS = ("dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_NOT_OPENED = ("customxml/", "docprops/")
_BINARY = "binary.macroEnabled.main"
_NO_TYPES = ("", "application/xml", "text/xml")
_STATES = ("visible", "hidden", "veryHidden")
_RUNNING = ("ddeLink", "oleLink")
_CORE = "docProps/core.xml"
_XML = (".xml", ".rels", ".vml")
_PREAMBLE_BYTES = 1 << 16


class _Book(NamedTuple):
    """The workbook's own part. `sheets`: name, state, and relation of each sheet."""

    sheets: list[tuple[str, str, Relation]]
    date1904: bool
    is_uncalculated: bool


def is_workbook(package: zipfile.ZipFile) -> bool:
    """Return whether a zip is an Office package (with a list of content types), as workbooks and Word documents are.

    `open_workbook` refuses a package that is no workbook.
    """
    return any(plain_name(name) == TYPES for name in package.namelist())


def open_workbook(package: zipfile.ZipFile, data: bytes, limits: Limits) -> tuple[bytes, Inside]:
    """Check an xlsx; return a new xlsx (bytes) with only the checked parts, and the facts besides the values.

    An `Inside` has `remarks` (warning codes), `modified_on` (day of writing, None if it is not stated), `date1904`
    (origin of dates), and for each sheet cells with errors or formulas, hidden rows and colours. The new xlsx is for
    calamine, which reads the values later. `data`: the bytes of the file that `package` has opened. Raises ReadRefused
    for active content, exceeded limits, far cells, unsafe formulas, damage, or a package that is no xlsx workbook.
    """
    check_sizes(package, len(data), limits)
    parts = find_parts(package, data, limits)
    if any(_ACTIVE.search(name) for name in parts.entries):
        raise refuse("file_macro")
    name = _find_book(parts)
    tables = {link.target.lower() for link in parts.relations(name).values() if link.kind == "worksheet"}
    strings = _related(parts, name, "sharedStrings")
    has_struck = False
    for other in parts.entries:
        if other.endswith(_XML):
            is_marked = _check_part(other, parts.chunks(other), other in tables)
            has_struck |= is_marked and other == strings.lower()
    inside = Inside(modified_on=_modified_on(parts))
    if any(_OUTSIDE.search(other) for other in parts.entries):
        _check_links(parts)
        inside.remarks.append("external_links")
    if strings in parts and not strings.lower().endswith(_XML):
        has_struck = has_mark(parts.chunks(strings))
    struck = struck_texts(parts.chunks(strings)) if has_struck else StruckTexts()
    return _packed(parts, name, inside, limits, struck), inside


def _find_book(parts: Parts) -> str:
    """Return the name of the workbook's part.

    Raises ReadRefused if the package is no workbook, or if a part is active by its type.
    """
    types = parts.content_types()
    books = {relation.target for relation in parts.relations("").values() if relation.kind == "officeDocument"}
    if len(books) > 1:
        raise refuse("file_unsafe")
    name = books.pop() if books else ""
    kind = types.get(name.lower(), "")
    if kind.endswith(_BINARY):
        raise refuse("file_type", "这是二进制工作簿（xlsb）。")
    if any(_ACTIVE_TYPE.search(other) for other in types.values()):
        raise refuse("file_macro")
    if name not in parts or ("spreadsheetml" not in kind and kind not in _NO_TYPES):
        raise refuse("file_type")
    return name


def _check_part(name: str, chunks: Iterator[bytes], is_sheet: bool) -> bool:
    """Raise ReadRefused if a part declares a document type, which can only expand or fetch, or is not in UTF-8.

    Return whether the part, if it is no sheet, may strike a text out.

    Every part is unpacked here to its end, except sheets: `scan_sheet` walks over them once, later. Parts for other
    programs (a query of Excel, the properties of the document) are in any form.
    """
    head = next(chunks, b"")
    preamble = head[:_PREAMBLE_BYTES]
    other_encoding = b"\0" in head[:256] or head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not name.startswith(_NOT_OPENED) and (b"<!DOCTYPE" in preamble or b"<!ENTITY" in preamble or other_encoding):
        raise refuse("file_unsafe")
    return not is_sheet and has_mark(itertools.chain((head,), chunks))


def _check_links(parts: Parts) -> None:
    """Raise ReadRefused if a link to another file starts a program."""
    for name in parts.entries:
        if "externallinks/" in name and name.endswith(".xml") and has_element(parts.chunks(name), _RUNNING):
            raise refuse("file_macro")


def _modified_on(parts: Parts) -> dt.date | None:
    """Return the day on which the file was written, None if it is not stated or no day."""
    try:
        elements = read_elements(parts.small(_CORE))
        written = next(element.text for element in elements if element.path[-1] == "modified")
        return dt.date.fromisoformat(written.strip()[:10])
    except (ReadRefused, StopIteration, ValueError):
        return None


def _read_book(parts: Parts, name: str) -> _Book:
    """Read the workbook's part: its sheets in their order, and how it counts and calculates."""
    relations = parts.relations(name)
    sheets: list[tuple[str, str, Relation]] = []
    date1904 = is_uncalculated = False
    for element in read_elements(parts.small(name)):
        attributes = element.attributes
        if element.path == ("workbook", "workbookPr"):
            date1904 = attributes.get("date1904", "").lower() in TRUE
        elif element.path == ("workbook", "calcPr"):
            is_uncalculated = attributes.get("fullCalcOnLoad") in TRUE
        elif element.path == ("workbook", "sheets", "sheet"):
            relation = relations.get(attributes.get("id", ""))
            state = attributes.get("state", "visible")
            if relation is None or relation.is_external or state not in _STATES:
                raise refuse("file_unreadable")
            if relation.kind in _ACTIVE_SHEETS:
                raise refuse("file_macro")
            sheets.append((attributes.get("name", ""), state, relation))
    for facts in ([title.casefold() for title, _, _ in sheets], [relation.target.lower() for _, _, relation in sheets]):
        if len(set(facts)) < len(facts):
            raise refuse("file_unsafe")
    return _Book(sheets, date1904, is_uncalculated)


def _packed(parts: Parts, name: str, inside: Inside, limits: Limits, struck: StruckTexts) -> bytes:
    """Scan every sheet, add its facts to `inside`, and return the package for the reader."""
    book = _read_book(parts, name)
    if len(book.sheets) > limits.sheets:
        raise refuse("file_unsafe", f"工作表超过 {limits.sheets} 个。")
    inside.date1904 = book.date1904
    styles = read_styles(parts.small(_related(parts, name, "styles")))
    sheets = []
    for position, (title, state, relation) in enumerate(book.sheets):
        if relation.kind != "worksheet":
            sheets.append(SheetPart(title, state, None))
            continue
        if relation.target not in parts:
            raise refuse("file_unreadable")
        chunks = parts.chunks(relation.target)
        scanned = scan_sheet(chunks, sheet_place(position), styles, limits, book.is_uncalculated, struck)
        inside.sheets[position] = scanned.facts
        inside.remarks += ["formula_cells"] if scanned.facts.formulas else []
        sheets.append(SheetPart(title, state, _readable(parts, relation.target, scanned)))
    strings = _related(parts, name, "sharedStrings")
    shared = copied(parts.data, parts.entries[strings.lower()]) if strings in parts else None
    return pack_workbook(sheets, shared, styles.plain_xml(), book.date1904)


def _related(parts: Parts, name: str, kind: str) -> str:
    """Return the name of the part of a kind that the workbook refers to, else the usual name."""
    targets = {relation.target for relation in parts.relations(name).values() if relation.kind == kind}
    if len(targets) > 1:
        raise refuse("file_unsafe")
    return targets.pop() if targets else part_name(posixpath.dirname(name), f"{kind}.xml")


def _readable(parts: Parts, name: str, scanned: Scanned) -> Packed:
    """Return the packed sheet, without an element that would stop the reader."""
    if scanned.cut is None:
        return copied(parts.data, parts.entries[name.lower()])
    content = b"".join(parts.chunks(name))
    begin, end = scanned.cut
    return packed(content[:begin] + content[end:])
