"""Finds rows that name a person in a column that is not read (成员姓名, 备注): they are data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from transforms.intake.reading.header import Header

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z*])[0-9]{6}(?:[0-9*]{8,11}[0-9Xx*]|[-\s][0-9]{8}[-\s][0-9]{3}[0-9Xx])(?![0-9A-Za-z*])"
)
_NAME = re.compile(r"\s*[\u4e00-\u9fff][\u4e00-\u9fff\s·•]{1,15}\s*|\s*[A-Za-z][A-Za-z .·'-]{2,40}\s*")
_NO_NAME = re.compile(r"^\s*(?:无|没有|暂无|同上|不详|未知|合计|小计|总计)\s*$")
_OF_NAMES = re.compile(r"姓名|名字")
# of officials, who may be in every row that a form fills in beforehand
_OF_OFFICIALS = re.compile(
    r"填[写表报]|审[核批]|经办|联系|负责|制表|登记|录入|调查|走访|帮扶|包[保联]|网格|操作|收费|征收|书记|干部"
)


class UnreadColumns(NamedTuple):
    """Positions (from 0) of the columns that are not read; `names`: those whose header is about a person's name."""

    positions: tuple[int, ...]
    names: frozenset[int]


def unread_columns(header: Header) -> UnreadColumns:
    """Return the columns of a header that no canonical column has, in their order."""
    read = set(header.columns.values())
    positions = tuple(at for at in range(header.width) if at not in read)
    about_names = frozenset(
        at
        for at in positions
        if at < len(header.cells) and _OF_NAMES.search(header.cells[at]) and not _OF_OFFICIALS.search(header.cells[at])
    )
    return UnreadColumns(positions, about_names)


def person_cells(cells: Sequence[str], unread: UnreadColumns) -> dict[int, str]:
    """Return position -> text of the unread cells of a row that name a person: a document number, or a name.

    `cells`: texts of the row's cells by position. A name counts only below a header for names.
    """
    cells_of_persons = {}
    for at in unread.positions:
        text = cells[at] if at < len(cells) else ""
        is_name = at in unread.names and _NAME.fullmatch(text) and not _NO_NAME.match(text)
        if is_name or _NUMBER.search(text):
            cells_of_persons[at] = text
    return cells_of_persons


def rows_of_persons(cells_of_persons: Mapping[int, Mapping[int, str]]) -> frozenset[int]:
    """Return the keys of the rows that name a person of their own.

    `cells_of_persons`: row -> result of `person_cells`, for all rows without a person in the columns that are read. A
    text that is equal in all of several rows was filled in beforehand.
    """
    texts: dict[int, list[str]] = {}
    for cells in cells_of_persons.values():
        for at, text in cells.items():
            texts.setdefault(at, []).append(text)
    same = {at for at, column in texts.items() if len(column) > 1 and len(set(column)) == 1}
    return frozenset(row for row, cells in cells_of_persons.items() if cells.keys() - same)
