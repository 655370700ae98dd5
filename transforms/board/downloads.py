"""Model of the page 下载: published reports with their files, the newest correction first; headers of a file. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import quote
from uuid import UUID

from transforms.text.labels import cadence_label, report_label

LISTS = "lists"
"""Store of lists of persons."""
OWN_OFFICE, FOR_ALL = "本单位", "全部收件单位"
KILOBYTE = 1_024
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
FILE_WORDS = {
    "xlsx": "表格",
    "docx": "文档",
    "pdf": "打印件",
    "csv": "数据",
    "png": "图",
    "json": "校验单",
    "zip": "压缩包",
}
WITH_ROWS = frozenset({"xlsx", "csv", "zip"})
"""Endings of files for which a number of rows is shown; a picture has none."""
UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class OfficeFile:
    """Row of board/office_file: a published file that the reader may fetch. `recipient` '': equal for all recipients.

    `unit_name`: name of the unit whose part of the report it is, '' if it is no such part.
    """

    publication_id: UUID
    file_no: int
    report: str
    cadence: str
    period_from: date
    period_to: date
    as_of: date
    recipient: str
    unit_name: str
    correction_no: int
    is_replaced: bool
    file_name: str
    byte_count: int
    row_count: int
    store: str
    published_on: date


@dataclass(frozen=True)
class FileLink:
    """A file: its name, what it is in a word, size and number of rows as text, and whether it lists persons.

    `rows`: '' for a file without rows, such as a picture.
    """

    publication: str
    number: int
    name: str
    label: str
    size: str
    rows: str
    lists_persons: bool


@dataclass(frozen=True)
class DownloadLine:
    """One publication: names as text, the correction as words, and its files. `is_replaced`: by a later correction."""

    report: str
    period: str
    as_of: str
    recipient: str
    edition: str
    published_on: str
    is_replaced: bool
    files: tuple[FileLink, ...]


def downloads(rows: Iterable[OfficeFile], sees_all: bool) -> tuple[DownloadLine, ...]:
    """Return the model of the page: a line per publication, in the order of the rows.

    `rows`: files, those of one publication together; `sees_all`: whether the reader sees files for every recipient, so
    that a recipient is named by its code.
    """
    return tuple(_line(list(files), sees_all) for _, files in groupby(rows, key=lambda row: row.publication_id))


def file_headers(name: str) -> dict[str, str]:
    """Return the HTTP headers with which a file of this name is sent: its type, and its name for the saved copy."""
    ending = name.rpartition(".")[2].lower()
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    return {
        "Content-Type": MEDIA_TYPES.get(ending, UNKNOWN_TYPE),
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _line(files: list[OfficeFile], sees_all: bool) -> DownloadLine:
    first = files[0]
    recipient = first.recipient if sees_all else OWN_OFFICE
    return DownloadLine(
        report_label(first.report),
        cadence_label(first.cadence),
        f"{first.as_of}",
        first.unit_name or (recipient if first.recipient else FOR_ALL),
        f"更正{first.correction_no}" if first.correction_no else "首次发布",
        f"{first.published_on}",
        first.is_replaced,
        tuple(_link(file) for file in files),
    )


def _link(file: OfficeFile) -> FileLink:
    ending = file.file_name.rpartition(".")[2].lower()
    return FileLink(
        f"{file.publication_id}",
        file.file_no,
        file.file_name,
        f"{FILE_WORDS.get(ending, '文件')}（{ending}）",
        f"{-(-file.byte_count // KILOBYTE):,} KB",
        f"{file.row_count:,}行" if ending in WITH_ROWS else "",
        file.store == LISTS,
    )
