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
    """The rows and cells of one sheet so far. Numbers are from 1; `row`, `column`: where the last cell was."""

    def __init__(self, sheet: str, limits: Limits) -> None:
        self.sheet, self.limits = sheet, limits
        self.row = self.column = 0
        self.rows = self.width = self.height = 0
        self.twice: int | None = None  # the first row that is there twice, or has a cell twice

    def add_rows(self, numbers: Sequence[bytes], width: int) -> None:
        """Add rows of which each has no cell twice and none beyond the column `width`."""
        rows = np.array([self.row, *map(int, numbers)])
        again = np.flatnonzero(np.diff(rows) <= 0)
        if len(again):
            self._note_twice(int(rows[again[0] + 1]))
        self.rows += len(numbers)
        self.row = int(rows[-1])
        self.reach(width, self.row)

    def begin_row(self, number: int) -> None:
        """Add a row."""
        if number <= self.row:
            self._note_twice(number)
        self.rows += 1
        self.row, self.column = number, 0
        self.reach(0, number)

    def add_cell(self, row: int, column: int) -> None:
        """Add a cell, which must be in the row that was begun last."""
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
        """Add an area to the sheet. Raises ReadRefused as `check_area` does."""
        self.width, self.height = max(self.width, width), max(self.height, height)
        self.check_area(self.width, self.height)

    def check_area(self, width: int, height: int) -> None:
        """Raise ReadRefused if the area is larger than a workbook may be."""
        limits = self.limits
        if width > limits.columns or height > limits.workbook_rows or width * height > limits.workbook_cells:
            raise refuse("far_cell", sheet=self.sheet, row=min(height, limits.workbook_rows))

    def check_end(self) -> None:
        """Raise ReadRefused if cells are far below a table that has few rows, or a row or cell was there twice.

        A row or cell is also there twice if it is not behind the row or cell before it.
        """
        if self.height >= _FAR_ROW and self.rows < self.height // _ROWS_ON_THE_WAY:
            raise refuse("far_cell", sheet=self.sheet, row=self.height)
        if self.twice is not None:
            raise refuse("cells_twice", sheet=self.sheet, row=self.twice)

    @staticmethod
    def column_number(letters: bytes | str) -> int:
        """Return the number of a column from 1."""
        number = 0
        for letter in letters.encode() if isinstance(letters, str) else letters:
            number = number * 26 + (letter & 0x1F)
        return number
