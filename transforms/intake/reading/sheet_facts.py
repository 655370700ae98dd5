"""Facts about a workbook and its sheets besides their values. Runs inside the worker."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # that module imports this one
    from transforms.intake.reading.xls.workbook import XlsWorkbook


@dataclass
class SheetFacts:
    """Facts about a sheet besides its values. Rows have the sender's numbers, columns their letters.

    `errors`: cells with an error value. `without_value`: cells with a formula that was never calculated. `stand_ins`:
    cells with a formula in a workbook that is to be calculated when it is opened, and an empty result or 0 until then.
    `marked_rows`: row -> columns with a colour, fill or struck-out font. `struck`: cells with a text of which a part is
    struck out. `months`, `years`: column -> rows of cells
    whose format shows of a date only the month or only the year. `written`: (column, code of a number format that shows
    whole numbers otherwise than by their digits) -> rows of such cells. `formulas`: a cell has a formula.
    `conditional`: the sheet has conditional formats. `reach`: number of the last row and of the last column with a
    cell, None if they were not counted.
    """

    errors: list[tuple[int, str]] = field(default_factory=list)
    without_value: list[tuple[int, str]] = field(default_factory=list)
    stand_ins: list[tuple[int, str]] = field(default_factory=list)
    marked_rows: dict[int, set[str]] = field(default_factory=dict)
    struck: list[tuple[int, str]] = field(default_factory=list)
    months: dict[str, list[int]] = field(default_factory=dict)
    years: dict[str, list[int]] = field(default_factory=dict)
    written: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    formulas: bool = False
    hidden_rows: bool = False
    hidden_columns: bool = False
    conditional: bool = False
    reach: tuple[int, int] | None = None


@dataclass
class Inside:
    """Facts about a workbook besides its values.

    `remarks`: warning codes. `sheets`: position from 0 -> facts. `date1904`: day numbers count from 1904.
    `modified_on`: day on which the sender's program wrote the file, None if it is not stated. `book`: an old workbook,
    whose values are read together with its facts.
    """

    remarks: list[str] = field(default_factory=list)
    sheets: dict[int, SheetFacts] = field(default_factory=dict)
    date1904: bool = False
    modified_on: dt.date | None = None
    book: XlsWorkbook | None = None
