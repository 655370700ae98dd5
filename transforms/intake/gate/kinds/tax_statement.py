"""The tax bureau's statement of a month (税务月度对账单): a receipt or a reversal a row, as it is booked there.

A statement is an outside fact. It is no feed: it pays nothing and changes no result. `core.statement_difference`
compares it with the receipts of the feeds. A number in several rows is a difference, so equal rows are all kept.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.gate.kinds.schema import Column, Columns, Kind, person_columns
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.text.arrow_columns import mask

COLUMNS = (
    *person_columns(),
    Column("receipt_no"),
    Column("is_reversal", pa.bool_()),
    Column("amount_fen", pa.int64()),
    Column("received_on", pa.date32()),
    Column("unit_id"),
)
_TAKES_BACK = {"缴费": False, "征收": False, "入库": False, "冲正": True, "退费": True, "退库": True, "作废": True}
"""Words of a statement for what a row books -> whether it takes money back."""


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse a statement, one receipt or reversal per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, receipt_no, is_reversal (by the row's word; without a word, whether the amount is below zero), amount_fen
    (negative for a reversal), received_on (not after the day of delivery) and unit_id. `source` is not used.
    """
    stated = pa.nulls(parser.size, pa.bool_())
    if parser.has("entry_kind"):
        stated = parser.word("entry_kind", _TAKES_BACK, pa.bool_(), "entry_kind_unlisted", required=False)
    minus = pc.match_substring_regex(parser.text("amount_fen"), r"^[\s'¥￥]*[-－−(（]")
    is_reversal = pc.coalesce(stated, minus)
    return parser.person() | {
        "receipt_no": parser.text_number("receipt_no", "receipt_numeric_cell", "receipt_blank"),
        "is_reversal": is_reversal,
        "amount_fen": parser.amount("amount_fen", takes_back=mask(is_reversal)),
        "received_on": parser.date("received_on", required=True, until=parser.context.as_of),
        "unit_id": parser.unit(required=False),
    }


KIND = Kind("tax_statement", COLUMNS, parse, equal_rows_add_up=True)
