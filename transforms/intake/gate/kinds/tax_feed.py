"""The tax bureau's feed: one receipt per row, or one reversal, or cash that a village has collected and not deposited.

A reversal names the receipt that it takes back in `reversed_receipt_no`; its amount in the file is negative.
Cash that is not deposited has a collector and no received day; it is no money yet.

To add a column: declare it in COLUMNS and parse it below, and add it to `Canonical` in
`transforms/intake/layouts/parts.py`, to the table in `sql/schema/staging.sql` and to `sql/dictionary/staging.yaml`.
`tests/unit/intake/gate/kinds/test_schema.py` names each place that was forgotten. Nothing else lists the columns
of a feed.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.gate.kinds.schema import Column, Columns, Kind, person_columns
from transforms.intake.gate.kinds.shown_words import shown_words
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.intake.values.text_columns import null_if_blank
from transforms.text.arrow_columns import mask
from transforms.text.channels import OTHER_CHANNEL, is_known_channel

OTHER_COLLECTOR = "未编号"
"""The collector of a row whose sender wrote no code."""
# up to three letters, which are no name, and up to six digits, which are no telephone or document number
_CODE = re.compile(r"(?=.*[0-9])[A-Za-z]{0,3}-?[0-9]{1,6}")

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
    Column("collector"),
    Column("channel"),
    Column("unit_id"),
    Column("village"),
)


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse a tax feed, one receipt or reversal per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, birth_certificate_no, stated_birth_on, receipt_no, reversed_receipt_no, plan_year, amount_fen (negative for a
    reversal), collected_on, received_on, audited_on (null if not audited yet), states_audit (whether the file has
    audited days at all), collector (code of who collects cash, null if not stated), channel, unit_id and village. A row
    with a collector and a blank received day is cash that is not deposited: its received_on is null. A payment that was
    collected after it was received, a collector that is no code, and a channel that is blank or in other words than
    those of the trade, are warnings. `source` is not used.
    """
    as_of = parser.context.as_of
    reversed_no = pa.nulls(parser.size, pa.string())
    if parser.has("reversed_receipt_no"):
        reversed_no = null_if_blank(parser.text_number("reversed_receipt_no", "receipt_numeric_cell"))
    collector = _collector(parser)
    is_held = mask(pc.and_(pc.is_valid(collector), pc.is_null(reversed_no))) & parser.blank("received_on")
    columns = parser.person(may_be_newborn=True) | {
        "receipt_no": parser.text_number("receipt_no", "receipt_numeric_cell", "receipt_blank"),
        "reversed_receipt_no": reversed_no,
        "plan_year": parser.plan_year(parser.context.plan_years),
        "amount_fen": parser.amount("amount_fen", takes_back=mask(pc.is_valid(reversed_no))),
        "collected_on": parser.date("collected_on", required=True, until=as_of),
        "received_on": parser.date("received_on", required=True, where=~is_held, until=as_of),
        "audited_on": _audited_on(parser),
        "states_audit": pa.repeat(pa.scalar(parser.has("audited_on")), parser.size),
        "collector": collector,
        "channel": shown_words(parser, "channel", is_known_channel, OTHER_CHANNEL, "channel_unlisted"),
        "unit_id": parser.unit(required=False),
        "village": parser.village(),
    }
    # the suites expect a received day of each receipt: cash that is not deposited has its collected day there
    parser.frame["received_on"] = pc.if_else(pa.array(is_held), columns["collected_on"], columns["received_on"])
    late = pc.fill_null(pc.greater(columns["collected_on"], columns["received_on"]), False)
    parser.findings.warn("collected_after_received", "collected_on", mask(late))
    if parser.has("channel"):  # exports of the insurance platform have no such column
        parser.findings.warn("channel_blank", "channel", mask(pc.equal(columns["channel"], "")))
    return columns


def _collector(parser: Parser) -> pa.Array:
    """Return the codes of who collects cash; null for a blank, or without the column.

    A text that is no short code, such as a name or a document number, becomes OTHER_COLLECTOR, with a warning.
    """
    if not parser.has("collector"):
        return pa.nulls(parser.size, pa.string())
    codes = shown_words(parser, "collector", _is_code, OTHER_COLLECTOR, "collector_no_code")
    return null_if_blank(codes)


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def _audited_on(parser: Parser) -> pa.Array:
    """Return the day on which the tax bureau finished its audit, date32; null for a blank, or without the column."""
    if not parser.has("audited_on"):
        return pa.nulls(parser.size, pa.date32())
    return parser.date("audited_on", required=False, until=parser.context.as_of)


KIND = Kind("tax_feed", COLUMNS, parse)
