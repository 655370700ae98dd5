"""Takes the category of a row from the first of several columns that states one. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import ROW_NO, RawTable, numbered_column
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.rows_kept import keep_rows
from transforms.text.arrow_columns import Mask, distinct, flags, mask
from transforms.text.folding import fold

_CATEGORY = "category"


def choose_category(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table with one column of categories, from the layout's `category_columns`; `raw` is not changed.

    The first column decides that has a word other than those of `no_category_words` (一般农户). If no column has one, a
    row with such a word is left out, noted as row_without_category; a row that is blank in all these columns stays
    blank. A grade (全额) gives way to a word of a later column. If the file lacks one of the columns, which might state
    their category, rows that are left out hold it (category_column_missing). `raw` is returned if it has none of these
    columns.
    """
    names = [numbered_column("category_columns", at) for at in range(len(layout.category_columns))]
    names = [name for name in names if name in raw.table.column_names]
    if not names:
        return raw
    nothing = {fold(word) for word in layout.no_category_words}
    grades = {fold(word).upper() for word in layout.category_grade_words}
    chosen: pa.Array | None = None
    is_chosen = is_grade = denied = np.zeros(raw.table.num_rows, dtype=bool)
    for name in names:
        texts = pc.utf8_trim_whitespace(raw.table[name]).combine_chunks()
        says_nothing = _where(texts, lambda text: text in nothing)
        has_word = mask(pc.not_equal(texts, "")) & ~says_nothing
        has_grade = has_word & _where(texts, lambda text: text.upper() in grades)
        denied = denied | says_nothing
        taken = has_word & (~is_chosen | (is_grade & ~has_grade))
        chosen = pc.if_else(pa.array(taken), texts, chosen if chosen is not None else pa.scalar(""))
        is_grade = np.where(taken, has_grade, is_grade)
        is_chosen = is_chosen | has_word
    left_out = denied & ~is_chosen
    rows = [int(row) for row in raw.table[ROW_NO].to_numpy()[left_out]]
    with_category = _with_category(raw, chosen, names)
    if rows and len(names) < len(layout.category_columns):
        reason = ("category_column_missing", rows[0], raw.letters.get(names[0]))
        with_category = replace(with_category, hold_reasons=[*raw.hold_reasons, reason])
    return keep_rows(with_category, ~left_out, [(row, "row_without_category", "") for row in rows])


def _where(texts: pa.Array, condition: Callable[[str], bool]) -> Mask:
    indices, different = distinct(texts)
    return flags(indices, [condition(fold(text)) for text in different])


def _with_category(raw: RawTable, texts: pa.Array, names: list[str]) -> RawTable:
    """Return the table with the column of categories; its letter is that of the first column that it was taken from."""
    table = raw.table.drop_columns([_CATEGORY]) if _CATEGORY in raw.table.column_names else raw.table
    letters = {**raw.letters, _CATEGORY: raw.letters[names[0]]} if names[0] in raw.letters else raw.letters
    return replace(raw, table=table.append_column(_CATEGORY, texts), letters=letters)
