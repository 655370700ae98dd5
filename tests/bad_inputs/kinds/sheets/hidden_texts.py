"""Number formats that hide a cell, or show a text with more words: kind 316."""

from __future__ import annotations

import random

from tests.bad_inputs.files.forms import CIVIL
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, everywhere, in_xlsx
from tests.bad_inputs.kinds.k_old_workbooks import OLD, written
from tests.bad_inputs.kinds.model import Kind, holds, kind, loads
from tests.bad_inputs.kinds.values.receipts import number_format
from tests.support.files.raw_xls import Shown
from tests.support.files.raw_xlsx import styled

_SEVENTH = 6
_WORDS = "@&quot;(注销)&quot;"


def _text(text: str) -> object:
    return styled(text, _SEVENTH)


def _rows(column: str, rows: int = 1, code: str | None = None) -> Damage:
    """The format in some rows; `code`: for an old workbook."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in rng.sample(table.data, rows):
            at = table.form.at(column)
            line.cells[at] = _text(line.cells[at]) if code is None else Shown(line.cells[at], code)

    return damage


KINDS: tuple[Kind, ...] = (
    kind(
        316, "a number format that hides a cell or adds words to it", "H",
        ("a name is hidden", in_xlsx(CIVIL, _rows("name"), parts=number_format(";;;")),
         holds("colour_meaning", rows_known=True)),
        ("two categories are hidden", in_xlsx(CIVIL, _rows("category", 2), parts=number_format("[Red];;;")),
         holds("colour_meaning", rows_known=True)),
        ("a name with a word more", in_xlsx(CIVIL, _rows("name"), parts=number_format(_WORDS)),
         holds("colour_meaning", rows_known=True)),
        ("a name is hidden, xls", written(CIVIL, _rows("name", code=";;;")), holds("colour_meaning", rows_known=True)),
        ("a unit is hidden, Excel 95", written(CIVIL, _rows("unit", code=";;;"), writer=OLD),
         holds("colour_meaning", rows_known=True)),
        ("only zeros are hidden", in_xlsx(CIVIL, _rows("name", 2), parts=number_format("0;-0;;@")), loads()),
        ("all rows alike", in_xlsx(CIVIL, everywhere("category", _text), parts=number_format(_WORDS)), loads()),
        decided="as a colour (48): what all rows share means nothing",
    ),
)  # fmt: skip
