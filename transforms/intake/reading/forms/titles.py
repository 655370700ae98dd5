"""Keeps what title, sheet and file name say of all rows, and takes the category from there. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import NUMBERED, RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import Header
from transforms.text.arrow_columns import translate
from transforms.text.folding import fold

TITLE, SHEET, FILE_NAME = (f"stated{NUMBERED}{place}" for place in ("title", "sheet", "file_name"))
"""Columns of the raw table with one text for all rows of a sheet, until the rules of the layout have been applied."""
_BETWEEN = "\x1f"


def keep_titles(raw: RawTable, layout: Layout, header: Header, sheet_name: str) -> RawTable:
    """Return the table with the texts above the header, and with the sheet's name, as two columns of one text each.

    For layouts that take the category from there; `raw` is not changed, and is returned for other layouts.
    `header`: has the titles above it. `sheet_name`: '' for a csv.
    """
    if not layout.title_categories:
        return raw
    titles = " ".join(cell for cells in sorted(header.titles) for cell in cells)
    return _with_text(_with_text(raw, TITLE, titles), SHEET, sheet_name)


def keep_file_name(raw: RawTable, layout: Layout, file_name: str) -> RawTable:
    """Return the table with the file's name as a column of one text, for layouts that take the category from it.

    `file_name`: as the sender wrote it; its ending is left out. `raw` is not changed.
    """
    if not layout.title_categories:
        return raw
    return _with_text(raw, FILE_NAME, file_name.rpartition(".")[0] or file_name)


def category_from_title(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table with the category that title, sheet or file name say, where a row states none.

    For a layout with `title_categories`: word in such a text -> word for the category. A row states none if the cell is
    blank or has one of the layout's `category_grade_words` (全额). The title has priority:
    names of sheets and files are often old. If the texts name two categories, or none, the cells stay as they are, so
    that the rows go to quarantine. `raw` is not changed.
    """
    table = raw.table
    if not layout.title_categories or not {TITLE, SHEET, FILE_NAME} <= set(table.column_names):
        return raw
    stated = pc.binary_join_element_wise(table[TITLE], table[SHEET], table[FILE_NAME], _BETWEEN)
    of_titles = translate(stated, lambda texts: _category(texts.split(_BETWEEN), layout), pa.string())
    if "category" not in table.column_names:
        return replace(raw, table=table.append_column("category", pa.chunked_array([of_titles])))
    nothing = {"", *(fold(word) for word in layout.category_grade_words)}
    states_none = translate(table["category"], lambda cell: fold(cell) in nothing, pa.bool_())
    chosen = pc.if_else(
        pc.and_(states_none, pc.not_equal(of_titles, "")), of_titles, table["category"].combine_chunks()
    )
    at = table.column_names.index("category")
    return replace(raw, table=table.set_column(at, "category", pa.chunked_array([chosen])))


def _category(texts: Iterable[str], layout: Layout) -> str:
    """Return the category that the texts of title, sheet and file name state, '' if they state none or two."""
    title, *names = (_categories(text, layout) for text in texts)
    categories = title or set().union(*names)
    return categories.pop() if len(categories) == 1 else ""


def _categories(text: str, layout: Layout) -> set[str]:
    """Return the category words for the longest words that the text contains: 低保边缘 is not 低保."""
    folded = fold(text)
    present = {fold(word): category for word, category in layout.title_categories.items() if fold(word) in folded}
    return {
        category
        for word, category in present.items()
        if not any(word != other and word in other and folded.count(word) == folded.count(other) for other in present)
    }


def _with_text(raw: RawTable, column: str, text: str) -> RawTable:
    texts = pa.repeat(pa.scalar(text, pa.string()), raw.table.num_rows)
    return replace(raw, table=raw.table.append_column(column, pa.chunked_array([texts])))
