"""Transfers that the finance side confirms (资金划转确认): a fund, batch of a settlement, sum and day a row; no person.

A confirmation is an outside fact. It changes neither a person's result nor a claim; `mart.settlement` compares it with
the sum that the batch claims. A sum below zero goes back to the fund.
"""

from __future__ import annotations

import pyarrow as pa

from transforms.intake.gate.kinds.schema import ROW_NO, Column, Columns, Kind
from transforms.intake.values.amounts import parse_amount
from transforms.intake.values.batch_numbers import parse_batch_number
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.intake.values.text_columns import null_if_blank
from transforms.text.arrow_columns import distinct, flags, spread

COLUMNS = (
    ROW_NO,
    Column("payer"),
    Column("unit_id"),
    Column("batch_no", pa.int32()),
    Column("amount_fen", pa.int64()),
    Column("receipt_no"),
    Column("transferred_on", pa.date32()),
)


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse a list of transfers, one per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: payer (code of the pack's fund), unit_id (null:
    the batch is about all units), batch_no (from 1), amount_fen (below zero: back to the fund), receipt_no (number of
    the voucher; null for a blank, or without the column) and transferred_on (not after the day of delivery). `source`
    is not used.
    """
    return {
        "payer": parser.word("payer", parser.context.payer_words, pa.string(), "payer_unknown", required=True),
        "unit_id": parser.unit(required=False),
        "batch_no": _batch_number(parser),
        "amount_fen": _amount(parser),
        "receipt_no": _voucher(parser),
        "transferred_on": parser.date("transferred_on", required=True, until=parser.context.as_of),
    }


def _batch_number(parser: Parser) -> pa.Array:
    """Return the number of the batch, int32; a blank and any other text are faults."""
    indices, texts = distinct(parser.text("batch"))
    numbers = [parse_batch_number(text) for text in texts]
    parser.findings.fault("batch_no_format", "batch", flags(indices, [number is None for number in numbers]))
    parser.frame["batch"] = spread(indices, numbers, pa.int32())
    return parser.frame["batch"]


def _voucher(parser: Parser) -> pa.Array:
    """Return the number of the voucher, text; null for a blank, or without the column."""
    if not parser.has("receipt_no"):
        return pa.nulls(parser.size, pa.string())
    return null_if_blank(parser.text_number("receipt_no", "receipt_numeric_cell"))


def _amount(parser: Parser) -> pa.Array:
    """Return the sum in fen, int64; a blank and an unreadable text are faults."""
    indices, texts = distinct(parser.text("amount_fen"))
    parsed = [parse_amount(text, parser.raw.fen_per_unit) for text in texts]
    for code in ("amount_blank", "amount_format"):
        parser.findings.fault(code, "amount_fen", flags(indices, [amount.fault == code for amount in parsed]))
    parser.frame["amount_fen"] = spread(indices, [amount.fen for amount in parsed], pa.int64())
    return parser.frame["amount_fen"]


KIND = Kind("fund_transfer", COLUMNS, parse, sealed=())
