"""The tax bureau's feed: one receipt per row, or one reversal.

A reversal names the receipt that it takes back in `reversed_receipt_no`; its amount in the file is negative.

To add a column: declare it in COLUMNS and parse it below, and add it to `Canonical` in
`transforms/intake/layouts/parts.py`, to the table in `sql/schema/staging.sql` and to `sql/dictionary/staging.yaml`.
`tests/unit/intake/gate/kinds/test_schema.py` names each place that was forgotten. Nothing else lists the columns
of a feed.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.gate.kinds.schema import Column, Columns, Kind, person_columns
from transforms.intake.gate.kinds.shown_words import shown_words
from transforms.intake.values.channels import OTHER_CHANNEL, is_known_channel
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.intake.values.text_columns import null_if_blank
from transforms.text.arrow_columns import mask

COLUMNS = (
    *person_columns("birth_on", may_be_newborn=True),
    Column("receipt_no"),
    Column("reversed_receipt_no"),
    Column("plan_year", pa.int32()),
    Column("amount_fen", pa.int64()),
    Column("collected_on", pa.date32()),
    Column("received_on", pa.date32()),
    Column("audited_on", pa.date32()),
    Column("states_audit", pa.bool_()),
    Column("channel"),
    Column("unit_id"),
    Column("village"),
)


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse a tax feed, one receipt or reversal per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, birth_certificate_no, stated_birth_on, receipt_no, reversed_receipt_no, plan_year, amount_fen (negative for a
    reversal), collected_on, received_on, audited_on (null if not audited yet), states_audit (whether the file has
    audited days at all), channel, unit_id and village. A payment that was collected after it was received, and a
    channel that is blank or in other words than those of the trade, are warnings. `source` is not used.
    """
    as_of = parser.context.as_of
    reversed_no = pa.nulls(parser.size, pa.string())
    if parser.has("reversed_receipt_no"):
        reversed_no = null_if_blank(parser.text_number("reversed_receipt_no", "receipt_numeric_cell"))
    columns = parser.person(may_be_newborn=True) | {
        "receipt_no": parser.text_number("receipt_no", "receipt_numeric_cell", "receipt_blank"),
        "reversed_receipt_no": reversed_no,
        "plan_year": parser.plan_year(parser.context.plan_years),
        "amount_fen": parser.amount("amount_fen", takes_back=mask(pc.is_valid(reversed_no))),
        "collected_on": parser.date("collected_on", required=True, until=as_of),
        "received_on": parser.date("received_on", required=True, until=as_of),
        "audited_on": _audited_on(parser),
        "states_audit": pa.repeat(pa.scalar(parser.has("audited_on")), parser.size),
        "channel": shown_words(parser, "channel", is_known_channel, OTHER_CHANNEL, "channel_unlisted"),
        "unit_id": parser.unit(required=False),
        "village": parser.village(),
    }
    late = pc.fill_null(pc.greater(columns["collected_on"], columns["received_on"]), False)
    parser.findings.warn("collected_after_received", "collected_on", mask(late))
    if parser.has("channel"):  # exports of the insurance platform have no such column
        parser.findings.warn("channel_blank", "channel", mask(pc.equal(columns["channel"], "")))
    return columns


def _audited_on(parser: Parser) -> pa.Array:
    """Return the day on which the tax bureau finished its audit, date32; null for a blank, or without the column."""
    if not parser.has("audited_on"):
        return pa.nulls(parser.size, pa.date32())
    return parser.date("audited_on", required=False, until=parser.context.as_of)


KIND = Kind("tax_feed", COLUMNS, parse)
