"""Finds titles and remarks between the rows of a table, and whether the persons below contradict them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import ROW_NO
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.rows.contradictions import of_title, rows_agree
from transforms.text.arrow_columns import Mask, mask
from transforms.text.folding import fold

_TEXT = r"[\x{4e00}-\x{9fff}].*[\x{4e00}-\x{9fff}]"
_LABEL = "label:"  # columns that are not read
_MOST_CELLS = 3
_SHORTEST_NUMBER = 6
_BELOW = re.compile("以下|下列|下述")
_ABOVE = re.compile("以上|上述|上列|本[表册页]|本名[单册]|全[部表]")
_HEADING = re.compile(
    r"^\(?[一二三四五六七八九十]{1,3}[)、.]|^第.{1,4}[部类批]|(?:人员|名单|名册|对象|情况|明细)(?::|$)"
)
_NAME = re.compile(r"[\u4e00-\u9fff·•]{2,8}")
_LONGEST_TITLE = 25
_INSTRUCTION = re.compile(r"^(?:说明|填[表写报]|注|备注|要求)|[。;,]")


class Titles(NamedTuple):
    """Titles and remarks of a table. `is_title`: mask of the rows that are no data but a title.

    `texts`: number of the row -> text, of titles and of footers. `footers`: numbers of the rows that are footers.
    """

    is_title: Mask
    texts: dict[int, str]
    footers: set[int]


def title_rows(table: pa.Table, columns: Sequence[str], footer: Mask, is_known: Mask, layout: Layout) -> Titles:
    """Find the rows that are a title or a remark: one text alone, or a heading in the first filled cell.

    `columns`: of the table, from the left. `footer`: rows that are footers; only their texts are returned. `is_known`:
    rows that are totals, headers or page titles. A name alone is a person without a number, and no title; a unit or a
    category alone is a row that the form filled in beforehand.
    """
    is_title = np.zeros(table.num_rows, dtype=bool)
    if "document_number" not in layout.columns or "document_number" not in columns:
        return Titles(is_title, {}, set())
    rows = np.flatnonzero(mask(pc.less(pc.binary_length(table["document_number"]), _SHORTEST_NUMBER)) & ~is_known)
    cells = table.take(pa.array(rows))
    filled = np.zeros(len(rows), dtype=np.int16)
    has_text = np.zeros(len(rows), dtype=bool)
    for name in columns:
        filled += mask(pc.not_equal(pc.utf8_trim_whitespace(cells[name]), ""))
        has_text |= mask(pc.match_substring_regex(cells[name], _TEXT))
    few = (filled > 0) & (filled <= _MOST_CELLS) & has_text
    texts: dict[int, str] = {}
    footers: set[int] = set()
    for row, values in zip(rows[few].tolist(), cells.filter(pa.array(few)).to_pylist(), strict=True):
        stated = [(name, values[name]) for name in columns if values[name].strip()]
        column, text = stated[0]
        if footer[row]:
            footers.add(values[ROW_NO])
            texts[values[ROW_NO]] = text
        elif _is_title(text, column, len(stated)):
            is_title[row] = True
            texts[values[ROW_NO]] = text
    return Titles(is_title, texts, footers)


def is_heading(text: str) -> bool:
    """Return whether a text is surely a title or remark: 二、减少人员, 以下人员…. A name of a person is not."""
    folded = fold(text)
    return bool(_HEADING.search(folded) or _BELOW.match(folded) or of_title(text))


def _is_title(text: str, column: str, cells: int) -> bool:
    """Return whether the first filled cell of a row, in `column`, is a title; `cells`: number of filled cells."""
    if is_heading(text):
        return cells == 1 or not _NAME.fullmatch(fold(text))
    if cells > 1:
        return False
    return column.startswith(_LABEL) or (column == "name" and not _NAME.fullmatch(fold(text)))


def judge_titles(
    texts: Mapping[int, str], data: pa.Table, layout: Layout, footers: Collection[int]
) -> tuple[list[tuple[int, str, str]], list[int]]:
    """Compare titles with the rows that they are about; return notes (row, code, ''), and rows that contradict.

    `texts`: row number -> title or remark. `data`: the rows of persons, in the order of the file. `footers`: numbers of
    rows in `texts` that are footers: only those about other rows (以下人员) count. A title is about the rows down to
    the next title; a remark about the rows above (以上人员, 本表) about all of them. It contradicts if it says of its
    persons that they do not belong to the list (减少, 停发, 死亡, 作废) and the rows do not say so.
    """
    notes: list[tuple[int, str, str]] = []
    contradicting: list[int] = []
    numbers = data[ROW_NO].to_numpy() if texts else np.empty(0)
    heads = sorted(row for row, text in texts.items() if row not in footers or _about_below(text))
    for row, text in sorted(texts.items()):
        following = next((head for head in heads if head > row), None)
        below = (numbers > row) & (numbers < following if following is not None else True)
        is_head = row in heads
        about = below if is_head and below.any() else (numbers < row) & (_ABOVE.search(fold(text)) is not None)
        contradiction = of_title(text) if about.any() else None
        if contradiction and not rows_agree(data.filter(pa.array(about)), layout, "full", contradiction.meaning):
            contradicting.append(row)
        elif is_head and (below.any() or row not in footers):
            notes.append((row, "title_inside", ""))
    return notes, contradicting


def _about_below(text: str) -> bool:
    return _BELOW.search(fold(text)) is not None or of_title(text) is not None


def title_above_contradicts(titles: Collection[tuple[str, ...]], data: pa.Table, layout: Layout) -> bool:
    """Return whether a title above the header says that the persons do not belong to the list, and the rows do not.

    `titles`: normalised cells of each row above the header. Long texts and instructions are not titles.
    """
    for cells in titles:
        text = cells[0] if len(cells) == 1 else ""
        if not text or len(text) > _LONGEST_TITLE or _INSTRUCTION.search(text):
            continue
        contradiction = of_title(text)
        if contradiction and data.num_rows and not rows_agree(data, layout, "full", contradiction.meaning):
            return True
    return False
