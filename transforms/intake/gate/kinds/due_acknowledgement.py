"""Acknowledgements of due lists (应缴清单导入回执): a list, and what the tax bureau loaded of it, a row; no person.

An acknowledgement is an outside fact. It changes no person's result and no list; `mart.due_list` compares it with the
list.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa

from transforms.intake.gate.kinds.schema import ROW_NO, Column, Columns, Kind
from transforms.intake.values.amounts import parse_amount
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.text.arrow_columns import distinct, flags, spread
from transforms.text.folding import fold

COLUMNS = (
    ROW_NO,
    Column("list_no", pa.int32()),
    Column("persons", pa.int64()),
    Column("amount_fen", pa.int64()),
    Column("sha256"),
    Column("acknowledged_on", pa.date32()),
)
_NUMBER = re.compile(r"第?0*([1-9][0-9]{0,5})[号单]?")
_CHECKSUM = re.compile(r"[0-9a-f]{64}")


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse acknowledgements, one list per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: list_no (from 1), persons (lines that were
    loaded), amount_fen (their sum), sha256 (of the csv that was loaded, in small letters) and acknowledged_on (not
    after the day of delivery). `source` is not used.
    """
    parser.findings.fault("persons_blank", "persons", parser.blank("persons"))
    return {
        "list_no": _parsed(parser, "list_no", _list_number, pa.int32(), "list_no_format"),
        "persons": parser.count("persons"),
        "amount_fen": _amount(parser),
        "sha256": _parsed(parser, "sha256", _checksum, pa.string(), "checksum_format"),
        "acknowledged_on": parser.date("acknowledged_on", required=True, until=parser.context.as_of),
    }


def _list_number(text: str) -> int | None:
    match = _NUMBER.fullmatch(fold(text))
    return int(match[1]) if match else None


def _checksum(text: str) -> str | None:
    folded = fold(text).lower()
    return folded if _CHECKSUM.fullmatch(folded) else None


def _parsed(parser: Parser, name: str, parse_text: Callable[[str], object], kind: pa.DataType, fault: str) -> pa.Array:
    """Return the values of a column; a blank and a text without value are faults."""
    indices, texts = distinct(parser.text(name))
    values = [parse_text(text) for text in texts]
    parser.findings.fault(fault, name, flags(indices, [value is None for value in values]))
    parser.frame[name] = spread(indices, values, kind)
    return parser.frame[name]


def _amount(parser: Parser) -> pa.Array:
    """Return the sum in fen, int64; a blank, an unreadable text and a sum below zero are faults."""
    indices, texts = distinct(parser.text("amount_fen"))
    parsed = [parse_amount(text, parser.raw.fen_per_unit) for text in texts]
    for code in ("amount_blank", "amount_format"):
        parser.findings.fault(code, "amount_fen", flags(indices, [amount.fault == code for amount in parsed]))
    negative = [amount.fen is not None and amount.fen < 0 for amount in parsed]
    parser.findings.fault("amount_negative", "amount_fen", flags(indices, negative))
    parser.frame["amount_fen"] = spread(indices, [amount.fen for amount in parsed], pa.int64())
    return parser.frame["amount_fen"]


KIND = Kind("due_acknowledgement", COLUMNS, parse, sealed=())
