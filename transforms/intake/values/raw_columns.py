"""The raw text columns of one table: texts, blanks, numeric cells, words; and the findings about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.ditto import NOT_FILLED, fill_ditto
from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.values.context import Context
from transforms.intake.values.findings import Findings
from transforms.intake.values.names import ERROR_CELL_MARK, ERROR_CELL_RE2
from transforms.text.arrow_columns import Mask, distinct, mask, may_hold, spread
from transforms.text.folding import fold


class RawColumns:
    """Text access to one raw table. Cells with an error value, or found bad while reading, are faults from the start.

    `findings` collects faults and warnings per row.
    """

    def __init__(self, raw: RawTable, layout: Layout, context: Context) -> None:
        self.raw, self.layout, self.context = raw, layout, context
        self.size = raw.table.num_rows
        self.findings = Findings(raw.table[ROW_NO].to_numpy())
        self._texts = {name: without_text_mark(raw.table[name]) for name in raw.table.column_names if name != ROW_NO}
        self._fill_ditto()
        self._note_error_cells()
        self._note_reading_faults()

    def _fill_ditto(self) -> None:
        """Fill marks of repetition in the columns of the layout's `fill_down`; elsewhere, and if unclear, a fault."""
        fill_down = set(self.layout.fill_down)
        for name in (*self.layout.fill_down, *(other for other in NOT_FILLED if other not in fill_down)):
            result = fill_ditto(self._texts[name], self.raw, name in fill_down) if name in self._texts else None
            if result:
                self._texts[name] = pa.chunked_array([result.values])
                self.findings.warn("ditto_filled", name, result.filled)
                self.findings.fault("ditto_unclear", name, result.unclear)
                self.findings.warn("ditto_unclear", name, result.unclear)

    def _note_error_cells(self) -> None:
        for name, values in self._texts.items():
            if may_hold(values, ERROR_CELL_MARK):
                hit = mask(pc.match_substring_regex(values, ERROR_CELL_RE2))
                self.findings.fault("cell_error", name, hit)

    def _note_reading_faults(self) -> None:
        rows: dict[tuple[str, str], list[int]] = {}
        for row, code, name in self.raw.faults:
            rows.setdefault((code, name), []).append(row)
        for (code, name), numbers in sorted(rows.items()):
            self.findings.fault(code, name, np.isin(self.findings.row_no, np.array(numbers, dtype=np.int32)))

    def text(self, name: str) -> pa.ChunkedArray:
        """Return the texts of a canonical column without a leading apostrophe; all '' if the file lacks the column.

        `name`: canonical column (`birth_on`). The result has one text per row of the raw table.
        """
        if name in self._texts:
            return self._texts[name]
        return pa.chunked_array([pa.array([""]).take(pa.array(np.zeros(self.size, dtype=np.int8)))])

    def has(self, name: str) -> bool:
        """Return whether the file has the canonical column `name` (such as `birth_on`)."""
        return name in self.raw.table.column_names

    def numeric(self, name: str) -> Mask:
        """Return a mask, True where the cell of the canonical column `name` held a number rather than text."""
        return self.raw.numeric.get(name, np.zeros(self.size, dtype=bool))

    def blank(self, name: str) -> Mask:
        """Return a mask, True where the cell of the canonical column `name` is blank; all True without the column."""
        return mask(pc.equal(pc.utf8_trim_whitespace(self.text(name)), ""))

    def looked_up(self, name: str, words: Mapping[str, Any], kind: pa.DataType) -> pa.Array:
        """Translate each cell of the canonical column `name` by `words`; null for any other text, and never a fault.

        `words`: folded word -> value. `kind`: Arrow type of the result. `transforms.text.folding.fold` makes folded
        words.
        """
        indices, texts = distinct(self.text(name))
        return spread(indices, [words.get(fold(text)) for text in texts], kind)

    def sexes(self) -> pa.Array:
        """Return the sex stated in each row, 'M' or 'F', by the layout's words; null for other texts, never a fault."""
        words = {fold(word): sex for word, sex in self.layout.sex_words.items()}
        return self.looked_up("sex", words, pa.string())


def without_text_mark(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the texts of `values` without the leading apostrophe by which people mark a spreadsheet cell as text."""
    marked = pc.starts_with(values, "'")
    if not pc.any(marked).as_py():
        return values
    return pc.if_else(marked, pc.utf8_slice_codeunits(values, 1), values)
