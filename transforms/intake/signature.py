"""What a file is, by its first bytes and its inside, never by its name; and whether it is safe to open."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from transforms.intake.guards import Limits
from transforms.intake.reasons import refuse

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    b"%PDF",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"MZ",
    b"\x7fELF",
)
_MARKUP = re.compile(rb"^\s*(<!doctype|<html|<\?xml|<table|<script)", re.IGNORECASE)
_ACTIVE = re.compile(r"^xl/(vbaProject\.bin|embeddings/|activeX/|ctrlProps/.*\.bin)", re.IGNORECASE)
_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)"')
_FAR_COLUMN = re.compile(rb'r="[A-Z]{3}[0-9]')
_ROW = re.compile(rb'<row [^>]*?r="([0-9]+)"')
_NO_VALUE = re.compile(rb"(?:</f>|<f[^>]*/>)(?:<v\s*/>|<v></v>)?</c>")
_UNSAFE_FORMULA = re.compile(rb"<f[^>]*>[^<]*(WEBSERVICE|HYPERLINK|FILTERXML|\bDDE|cmd\s*\||\[\d+\])", re.IGNORECASE)
_SCAN_BYTES = 8 << 20


def file_form(data: bytes) -> str:
    """'xlsx', 'xls' or 'csv'. ReadRefused for everything else."""
    if not data:
        raise refuse("file_empty")
    if data.startswith(b"PK"):
        return "xlsx"
    if data.startswith(_OLE):
        return _ole_form(data)
    if data.startswith(_FOREIGN) or _MARKUP.match(data[:512].removeprefix(b"\xef\xbb\xbf")):
        raise refuse("file_type")
    return "csv"


def _ole_form(data: bytes) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise refuse("file_encrypted")
    if holds("_VBA_PROJECT") or holds("Ole10Native"):
        raise refuse("file_macro")
    if not (holds("Workbook") or holds("Book")):
        raise refuse("file_type")
    return "xls"


def check_package(data: bytes, limits: Limits) -> list[str]:
    """Look into an xlsx before it is parsed: kind, macros, size, ratio, cell range, formulas. Returns remarks."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise refuse("file_truncated") from None
    with package:
        names = [entry.filename for entry in package.infolist()]
        if "[Content_Types].xml" not in names:
            raise refuse("file_archive", hold=True)
        if not any(name.lower() in ("xl/workbook.xml", "xl/workbook.bin") for name in names):
            raise refuse("file_type")
        if any(_ACTIVE.match(name) for name in names):
            raise refuse("file_macro")
        if any(".." in name.split("/") or name.startswith("/") for name in names):
            raise refuse("file_unsafe")
        unpacked = sum(entry.file_size for entry in package.infolist())
        if unpacked > limits.unpacked_bytes or unpacked > max(len(data), 1 << 15) * limits.unpack_ratio:
            raise refuse("file_unsafe")
        sheets = [entry for entry in package.infolist() if entry.filename.lower().startswith("xl/worksheets/sheet")]
        if len(sheets) > limits.sheets:
            raise refuse("file_unsafe")
        return sorted({remark for sheet in sheets for remark in _scan_sheet(package, sheet, limits)})


def _scan_sheet(package: zipfile.ZipFile, sheet: zipfile.ZipInfo, limits: Limits) -> list[str]:
    """Walk a sheet's XML in pieces, so that a dense grid is never built for a lie about its size."""
    formulas = False
    last_row = 0
    tail = b""
    seen = 0
    try:
        with package.open(sheet) as stream:
            while piece := stream.read(_SCAN_BYTES):
                seen += len(piece)
                if seen > limits.unpacked_bytes:
                    raise refuse("file_unsafe")
                piece = tail + piece
                last_row = max(last_row, _range_check(piece, limits))
                if b"<f" in piece and (b"<f>" in piece or b"<f " in piece or b"<f/" in piece):
                    formulas = True
                    _formula_check(piece)
                tail = piece[-2048:]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise refuse("file_truncated") from None
    return ["formula_cells"] if formulas else []


def _range_check(piece: bytes, limits: Limits) -> int:
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        raise refuse("file_unsafe")
    declared = _DIMENSION.search(piece)
    if declared:
        width = 0
        for letter in declared.group(1):
            width = width * 26 + letter - 64
        height = int(declared.group(2))
        if width > limits.columns or height > limits.workbook_rows or width * height > limits.workbook_cells:
            raise refuse("file_unsafe")
    if _FAR_COLUMN.search(piece):
        raise refuse("file_unsafe")
    at = piece.rfind(b"<row ")
    row = _ROW.match(piece, at) if at >= 0 else None
    return int(row.group(1)) if row else 0


def _formula_check(piece: bytes) -> None:
    if _UNSAFE_FORMULA.search(piece):
        raise refuse("formula_unsafe")
    if _NO_VALUE.search(piece):
        raise refuse("formula_without_value")
