"""Finds the unit of a file's amounts: in the header of the amounts, above the table, or in the row below the header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.intake.base.reasons import refuse
from transforms.text.folding import fold

FEN_PER = {
    "分": 1, "角": 10, "元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000, "百万元": 100_000_000,
    "亿元": 10_000_000_000,
}  # fmt: skip
"""Unit of amounts -> fen in one unit."""
_MONEY = "|".join(sorted(FEN_PER, key=len, reverse=True))
_FOREIGN = "[美港澳欧日韩加台英]元|港币|美金|日币|英镑|外币"
_OTHER = "人次|人|户|个|笔|件|次|年|月|日|%"
_YUAN = "(?:人民币)?"
_OF_HEADER = re.compile(rf"^(.+)\((?:(?:金额)?单位[:为]?)?{_YUAN}({_MONEY})\)$")
_WORD = rf"{_YUAN}(?:{_MONEY}|{_OTHER}|{_FOREIGN})"
# not the office that reports (填报单位：…)
_IN_TITLE = re.compile(
    rf"(?<![报送办管表])单位[:为是]\(?({_WORD}(?:[、,/;和及·]{_WORD})*)\)?(?![\u4e00-\u9fff])"
    rf"|以{_YUAN}({_MONEY})(?:为单位|计)|\({_YUAN}([百千万亿]万?元)\)"
)
_PARTS = re.compile(rf"{_FOREIGN}|{_MONEY}")
_BELOW = re.compile(rf"\(?(?:单位:?)?(?:{_YUAN}({_MONEY})|{_OTHER}|年月日|文本|日期)\)?")


def unit_of_header(header: str) -> tuple[str, int] | None:
    """Split a header with a unit in brackets into name and fen in one unit: 缴费金额(千元) gives 缴费金额 and 100000.

    `header`: normalised by `fold_header`. None: it names no unit.
    """
    named = _OF_HEADER.match(header)
    return (named[1], FEN_PER[named[2]]) if named else None


def unit_of_titles(titles: Sequence[Sequence[str]], sheet: str | None, first_row: int) -> int | None:
    """Return the fen in one unit of the unit stated above the table (单位：人、万元), None if none is stated.

    `titles`: cells of the rows above the header. `sheet`: its place in Chinese. `first_row`: number of the first of
    these rows in the sender's file. Raises ReadRefused, to hold, if several units or a foreign currency are stated.
    """
    units: set[str] = set()
    row_no = first_row
    for at, row in enumerate(titles):
        text = re.sub(":\n", ":", "\n".join(filter(None, map(fold, row))))
        for words in _IN_TITLE.findall(text):
            units |= set(_PARTS.findall("".join(words)))
            row_no = first_row + at
    if not units:
        return None
    if len(units) > 1 or not units <= FEN_PER.keys():
        raise refuse("amount_unit_unclear", sheet=sheet, row=row_no, hold=True)
    return FEN_PER[units.pop()]


def unit_below(row: Sequence[str], position: int) -> int | None:
    """Return the fen in one unit if a row below the header only states units, one of them in the column of amounts.

    `row`: cells of the first row below the header. `position`: of the column of amounts, from 0. None: the row is data,
    or states no unit of money there.
    """
    cells = [fold(cell) for cell in row]
    matches = [_BELOW.fullmatch(cell) for cell in cells if cell]
    if position >= len(cells) or not cells[position] or not all(matches):
        return None
    money = _BELOW.fullmatch(cells[position])
    return FEN_PER[money[1]] if money and money[1] else None
