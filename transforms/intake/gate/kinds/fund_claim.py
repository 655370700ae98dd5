"""Amounts that funds are asked to pay for persons (代缴明细, 请款明细): one person and amount a row; none is paid.

A person may have several rows, also equal ones: their amounts add up. The plan year is the campaign's, because no form
states it. 人员编号 is neither a document number nor a receipt; no layout reads it.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.gate.duplicates import repeated_rows, rows_with_equal_text
from transforms.intake.gate.kinds.categories import parse_category
from transforms.intake.gate.kinds.schema import Column, Columns, Kind, person_columns
from transforms.intake.gate.kinds.shown_words import shown_words
from transforms.intake.values.amounts import parse_amount
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.intake.values.text_columns import null_if_blank
from transforms.intake.values.trade_words import OTHER_BATCH, is_known_batch
from transforms.text.arrow_columns import distinct, flags, mask, spread

COLUMNS = (
    *person_columns(),
    Column("category"),
    Column("claimed_fen", pa.int64()),
    Column("personal_fen", pa.int64()),
    Column("batch"),
    Column("unit_id"),
)


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse a list of claims on funds, one claim per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, category (code of the pack, or `unknown:<label>`), claimed_fen (what funds are asked to pay, above 0),
    personal_fen (what the person pays; null if not stated), batch (of the request, null if not stated) and
    unit_id. A batch in other words than those of the trade becomes OTHER_BATCH, with a warning.
    `source`: gives the sender's own words for categories. Rows that are equal in all these columns get a warning.
    """
    columns = parser.person() | {
        "category": parse_category(parser, source, pa.nulls(parser.size, pa.int8())),
        "claimed_fen": _claimed_amount(parser),
        "personal_fen": _personal_amount(parser),
        "batch": null_if_blank(shown_words(parser, "batch", is_known_batch, OTHER_BATCH, "batch_unlisted")),
        "unit_id": parser.unit(required=False),
    }
    candidates = rows_with_equal_text(columns["document_number"])
    repeated = repeated_rows(columns, candidates, ~parser.findings.bad())
    parser.findings.warn("claim_repeated", "amount_fen", repeated)
    return columns


def _claimed_amount(parser: Parser) -> pa.Array:
    """Return what funds are asked to pay in fen, int64; a blank, 0 or less, and any other text are faults."""
    amounts = _amounts(parser, "amount_fen")
    parser.findings.fault("amount_blank", "amount_fen", parser.blank("amount_fen"))
    parser.findings.fault("claim_not_positive", "amount_fen", mask(pc.fill_null(pc.less_equal(amounts, 0), False)))
    return amounts


def _personal_amount(parser: Parser) -> pa.Array:
    """Return what the person pays in fen, int64: 0 is possible, a blank is null; less than 0 is a fault."""
    amounts = _amounts(parser, "personal_fen")
    parser.findings.fault("amount_negative", "personal_fen", mask(pc.fill_null(pc.less(amounts, 0), False)))
    return amounts


def _amounts(parser: Parser, name: str) -> pa.Array:
    indices, texts = distinct(parser.text(name))
    parsed = [parse_amount(text, parser.raw.fen_per_unit) for text in texts]
    parser.findings.fault("amount_format", name, flags(indices, [amount.fault == "amount_format" for amount in parsed]))
    parser.frame[name] = spread(indices, [amount.fen for amount in parsed], pa.int64())
    return parser.frame[name]


KIND = Kind("fund_claim", COLUMNS, parse, equal_rows_add_up=True)
