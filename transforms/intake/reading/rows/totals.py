"""Recognises total rows, footers, rows of column numbers and decorated headers by their texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import canonical_column
from transforms.intake.layouts.model import Layout
from transforms.text.arrow_columns import Mask, mask, may_hold
from transforms.text.folding import fold, fold_header

LABEL_COLUMNS = 3
_LAST_OF_TOTALS = "计"
_COUNT = r"\d[\d,]*(?:人次|[人户笔条行名位个])?"
_AMOUNT = r"(?:金额|合计)?(?:人民币)?\d[\d,.]*元"
# 合计, 合计:5人, 甲镇小计, 合计2笔,500.00元; the place in front has no figure, and no full stop ends a sentence
_TOTAL = (
    r"(?P<place>[^\d,;。:、]{{0,12}}?)(?:{words})(?:人数|户数|人次|笔数|金额)?[:,]?(?:{count})?[,;]?(?:{amount})?[。.]?"
)
# 共3人, 以上共计12户30人, 总共 2 笔
_ALTOGETHER = rf"(?:以上|本[页表册]|全[表册部])?(?:总共|一共|共)(?:有|计)?[:]?(?:{_COUNT}[,、]?)+(?:{_AMOUNT})?[。.]?"
_STATED_COUNT = re.compile(r"(?:[计共有数:,、]|户)(\d[\d,]*)(人次|[人笔条行名位个](?!月)|(?=[,;。]|$))")
_STATED_AMOUNT = re.compile(r"(\d[\d,.]*元)")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMBER_OF_COLUMN = re.compile(rf"^\(?([0-9]{{1,2}}|[A-Z]|[{_STEMS}]|[{_CIRCLED}])\)?$")
_FILLING = frozenset(
    {
        "必填",
        "选填",
        "必填项",
        "选填项",
        "非必填",
        "必录",
        "必输",
        "可空",
        "不可空",
        "可选",
        "必选",
        "可不填",
        "自动",
        "自动生成",
    }
)
_LONGEST_MARK = 15
"""Bytes of the longest text of a number column in a row of column numbers: five Chinese characters."""
_FEWEST_MARKS = 3
_NUMBER_BYTES = pa.array([15, 18], pa.int32())


def is_total(cell: str, words: Collection[str]) -> bool:
    """Return whether the text of a cell begins a total row: 合计, 合计：5人, 甲镇小计, 共3人.

    `words`: total words, each normalised by `fold`.
    """
    folded = fold(cell)
    if folded.rstrip(":") in words:
        return True
    if _LAST_OF_TOTALS not in folded and not any(word[0] in folded for word in words) and "共" not in folded:
        return False
    escaped = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pattern = _TOTAL.format(words=escaped, count=_COUNT, amount=_AMOUNT)
    return re.fullmatch(f"{pattern}|{_ALTOGETHER}", folded) is not None


def count_in_text(cell: str) -> str | None:
    """Return the figure of a count that is stated with its word in one cell (合计：5人), None if there is none.

    Of 共12户30人 it is the number of persons.
    """
    folded = fold(cell)
    stated = _STATED_COUNT.search(folded) if any(word in folded for word in "计共汇") else None
    return stated[1].rstrip(",") if stated else None


def amount_in_text(cell: str) -> str | None:
    """Return the text of a sum in yuan that is stated with its word in one cell (合计2笔，500元), None if none is."""
    folded = fold(cell)
    stated = _STATED_AMOUNT.search(folded) if "计" in folded or "共" in folded else None
    return stated[1] if stated else None


def is_footer(cell: str, folded_words: tuple[str, ...]) -> bool:
    """Return whether the text of a cell begins a footer (制表人：…).

    `folded_words`: footer words, each normalised by `fold`. A footer word is the whole cell or precedes a colon; a word
    of three characters and more may precede any text.
    """
    folded = fold(cell)
    return folded in folded_words or folded.startswith(
        tuple(word if len(word) >= 3 else f"{word}:" for word in folded_words)
    )


def total_and_footer_rows(table: pa.Table, label_columns: list[str], layout: Layout) -> tuple[Mask, Mask]:
    """Find the total rows and the footer rows; return a mask for each, in this order, True where the row is one.

    A row is a total (or footer) if the first non-blank cell of its leading columns is one of the layout's total (or
    footer) words, also with its count or with a place in front. `label_columns`: names of the leading columns, from the
    left.
    """
    total = np.zeros(table.num_rows, dtype=bool)
    footer = total.copy()
    open_rows = ~total
    totals = {fold(word) for word in layout.total_words}
    footers = tuple(fold(word) for word in layout.footer_words)
    # Only cells that start with the first character of a word, or have that of a sum, are looked at: few of 500,000.
    written = (word.strip() for word in (*layout.total_words, *layout.footer_words))
    first = re.escape("".join(sorted({word[0] for word in (*totals, *footers, *written, "共", "总", "一", "以")})))
    for name in label_columns:
        values = table[name]
        candidates = mask(pc.match_substring_regex(values, rf"^\s*[{first}]"))
        if may_hold(values, _LAST_OF_TOTALS):
            candidates |= mask(pc.match_substring(values, _LAST_OF_TOTALS))
        rows = np.flatnonzero(candidates & open_rows)
        for row, cell in zip(rows, values.take(pa.array(rows)).to_pylist(), strict=True):
            total[row] |= is_total(cell, totals)
            footer[row] |= is_footer(cell, footers)
        open_rows &= mask(pc.equal(pc.utf8_trim_whitespace(values), ""))
        if not open_rows.any():
            break
    return total, footer & ~total


def without_number(table: pa.Table) -> Mask:
    """Return a mask, True where the document number has not the length of one; all True without its column.

    The length is 15 or 18 bytes, and as many characters: a Chinese character has three bytes.
    """
    if "document_number" not in table.column_names:
        return np.ones(table.num_rows, dtype=bool)
    octets = pc.binary_length(table["document_number"])
    has_length = pc.and_(pc.is_in(octets, _NUMBER_BYTES), pc.equal(octets, pc.utf8_length(table["document_number"])))
    return ~mask(has_length)


def repeated_headers(table: pa.Table, columns: Sequence[str], layout: Layout) -> tuple[Mask, Mask]:
    """Find rows with headers of the layout in any dress (*姓名); return masks of repeated and of other headers.

    A row repeats the header if two columns have their own header, and begins another table if two columns have the
    headers of others. `columns`: of the table, from the left.
    """
    own, foreign = (np.zeros(table.num_rows, dtype=bool) for _ in range(2))
    key = "document_number" if "document_number" in columns else "unit"
    if key not in columns:
        return own, foreign
    known = layout.header_map()
    rows = np.flatnonzero(without_number(table))
    is_text = mask(pc.match_substring_regex(table[key].take(pa.array(rows)), r"[\x{4e00}-\x{9fff}]"))
    rows = rows[is_text]
    meanings = {name: canonical_column(name) for name in columns}
    for row, cells in zip(rows.tolist(), table.take(pa.array(rows)).select(list(columns)).to_pylist(), strict=True):
        stated = [
            (canonical_column(known.get(fold_header(cell), "")), meanings[name]) for name, cell in cells.items() if cell
        ]
        own[row] = sum(header == column for header, column in stated) >= 2
        foreign[row] = sum(header not in ("", column) for header, column in stated) >= 2
    return own, foreign


def rows_of_column_numbers(table: pa.Table, columns: Sequence[str]) -> Mask:
    """Return a mask, True where a row numbers the columns (1 2 3, A B C, 甲 乙 1) or says 必填 and 选填 of them.

    `columns`: of the table, from the left. At least three cells are filled, and all with such marks.
    """
    hit = np.zeros(table.num_rows, dtype=bool)
    key = "document_number" if "document_number" in columns else "unit"
    if key not in columns:
        return hit
    length = pc.binary_length(table[key])
    rows = np.flatnonzero(
        mask(pc.and_(pc.greater(length, 0), pc.less_equal(length, _LONGEST_MARK))) & without_number(table)
    )
    for row, cells in zip(rows.tolist(), table.take(pa.array(rows)).select(list(columns)).to_pylist(), strict=True):
        marks = [folded for cell in cells.values() if (folded := fold(cell))]
        hit[row] = len(marks) >= _FEWEST_MARKS and (set(marks) <= _FILLING or _are_column_numbers(marks))
    return hit


def _are_column_numbers(marks: Sequence[str]) -> bool:
    """Return whether the marks are numbers, letters or stems of columns, each higher than the one before."""
    parts = [_NUMBER_OF_COLUMN.match(mark) for mark in marks]
    ranks = [_rank(part[1]) for part in parts if part]
    return len(ranks) == len(marks) and all(before < after for before, after in pairwise(ranks))


def _rank(mark: str) -> tuple[int, int]:
    """Return the order of a mark: stems (甲, 乙) are before figures."""
    if mark in _STEMS:
        return 0, _STEMS.index(mark)
    if mark.isascii() and mark.isdecimal():
        return 1, int(mark)
    return 2, ord(mark)
