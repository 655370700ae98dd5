"""Finds the header row of an unknown file, and its columns with their values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import column_letter, folded_headers
from transforms.intake.reading.recognise import is_header
from transforms.text.folding import fold_header

_FIRST_ROWS = 20


@dataclass(frozen=True)
class FileColumn:
    """One column of an unknown file.

    `position`: from 0. `header`: its heading in one spelling (`fold_header`), with #2 for the second column of one
    heading, '' for a column without heading. `values`: texts of the cells below, blanks left out.
    """

    position: int
    header: str
    values: tuple[str, ...]

    @property
    def letter(self) -> str:
        """Return the column's letter, as a spreadsheet shows it."""
        return column_letter(self.position)

    @property
    def heading(self) -> str:
        """Return the heading without the number of a repeated one (身份证号 for 身份证号#2)."""
        return self.header.partition("#")[0]


@dataclass(frozen=True)
class FileHead:
    """The header row of an unknown file. `row`: its number, from 1. `titles`: texts of the rows above, row by row."""

    row: int
    titles: tuple[str, ...]
    columns: tuple[FileColumn, ...]


def find_head(heads: Iterable[Sequence[Sequence[str]]], layouts: Iterable[Layout]) -> FileHead | None:
    """Return the header row that has most headings known to any layout, with the columns below it; None without one.

    `heads`: the first rows of each sheet, or of a csv split by each delimiter, as cells. `layouts`: the layouts whose
    headings are known words. A row is a header only if its cells are short and different words without digits, or if
    at least two of them are known headings.
    """
    known = frozenset(header for layout in layouts for header in (*layout.header_map(), *layout.ignored_headers))
    best: tuple[int, int, FileHead] | None = None
    for head in heads:
        for at, row in enumerate(head[:_FIRST_ROWS]):
            count = sum(fold_header(cell) in known for cell in row)
            if count < 2 and not is_header(row):
                continue
            if best is None or (count, len(row)) > best[:2]:
                best = (count, len(row), _head(head, at))
    return best[2] if best else None


def _head(head: Sequence[Sequence[str]], at: int) -> FileHead:
    headers = _numbered([fold_header(cell) for cell in head[at]])
    below = head[at + 1 :]
    columns = [
        FileColumn(
            position,
            header,
            tuple(row[position].strip() for row in below if position < len(row) and row[position].strip()),
        )
        for position, header in enumerate(headers)
    ]
    titles = tuple(cell.strip() for row in head[:at] for cell in row if cell.strip())
    return FileHead(at + 1, titles, tuple(columns))


def _numbered(headers: Sequence[str]) -> list[str]:
    """Return the headings, the second and further ones with one text as text#2, text#3, …"""
    every = {f"{header}#{at}": header for header in headers if header for at in range(2, len(headers) + 1)}
    return folded_headers(headers, every)
