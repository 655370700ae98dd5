"""How far the cells of a sheet reach, and that each row and cell is there once, in order. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.limits import Limits

# A table that reaches far down has rows on the way: one in twenty.
_FAR_ROW = 10_000
_ROWS_ON_THE_WAY = 20


class Extent:
    """The area that a sheet's rows and cells cover so far, to refuse far, repeated or unordered cells.

    Numbers are from 1. `row`, `column`: place of the last cell. `rows`: number of rows. `width`, `height`: highest
    column and row. `sheet`: the sheet's place in Chinese, for the reasons.
    """

    def __init__(self, sheet: str, limits: Limits) -> None:
        self.sheet, self.limits = sheet, limits
        self.row = self.column = 0
        self.rows = self.width = self.height = 0
        self.twice: int | None = None  # the first row that is there twice, or has a cell twice

    def add_rows(self, numbers: Sequence[bytes], width: int) -> None:
        """Add several whole rows to the covered area at once. `numbers`: their row numbers, as digits.

        `width`: highest column (from 1) that one of their cells may have. The caller has checked that no row has a cell
        twice. A repeated row is noted for `check_end`. Raises ReadRefused if the area exceeds the limits.
        """
        rows = np.array([self.row, *map(int, numbers)])
        again = np.flatnonzero(np.diff(rows) <= 0)
        if len(again):
            self._note_twice(int(rows[again[0] + 1]))
        self.rows += len(numbers)
        self.row = int(rows[-1])
        self.reach(width, self.row)

    def begin_row(self, number: int) -> None:
        """Add one row by its number (from 1), whose cells follow with `add_cell`.

        Raises ReadRefused if the covered area then exceeds the limits.
        """
        if number <= self.row:
            self._note_twice(number)
        self.rows += 1
        self.row, self.column = number, 0
        self.reach(0, number)

    def add_cell(self, row: int, column: int) -> None:
        """Add one cell of the row that was begun last. Row and column are numbers from 1.

        A cell that does not follow the column of the cell before it is no error yet: the first such row is noted for
        `check_end`. Raises ReadRefused if the covered area then exceeds the limits.
        """
        if row != self.row or column <= self.column:
            self._note_twice(row)
            self.reach(column, row)
        self.column = column
        if column > self.width:
            self.reach(column, row)

    def _note_twice(self, row: int) -> None:
        if self.twice is None:
            self.twice = row

    def reach(self, width: int, height: int) -> None:
        """Add to the covered area everything up to column `width` and row `height` (numbers from 1).

        Raises ReadRefused if the area then exceeds the limits.
        """
        self.width, self.height = max(self.width, width), max(self.height, height)
        self.check_area(self.width, self.height)

    def check_area(self, width: int, height: int) -> None:
        """Raise ReadRefused if an area of `width` columns and `height` rows exceeds the limits. Changes nothing."""
        limits = self.limits
        if width > limits.columns or height > limits.workbook_rows or width * height > limits.workbook_cells:
            raise refuse("far_cell", sheet=self.sheet, row=min(height, limits.workbook_rows))

    def check_end(self) -> None:
        """Check the rows and cells at the end of the sheet, after all were added. Changes nothing.

        Raises ReadRefused if cells are far below a table that has few rows, or if a row or cell was there twice or was
        not behind the row or cell before it.
        """
        if self.height >= _FAR_ROW and self.rows < self.height // _ROWS_ON_THE_WAY:
            raise refuse("far_cell", sheet=self.sheet, row=self.height)
        if self.twice is not None:
            raise refuse("cells_twice", sheet=self.sheet, row=self.twice)

    @staticmethod
    def column_number(letters: bytes | str) -> int:
        """Return the number of a column, from 1, by its letters: 'A' gives 1, 'AA' gives 27."""
        number = 0
        for letter in letters.encode() if isinstance(letters, str) else letters:
            number = number * 26 + (letter & 0x1F)
        return number
