"""Answers of townships why a person is not enrolled (未参保原因): one person per row.

A row without a reason answers nothing: it gets a warning and becomes no fact, so that a township may return a list of
which it has answered a part. An answer counts until a later answer about the person; a list takes no other back.
"""

from __future__ import annotations

import pyarrow as pa

from transforms.intake.gate.kinds.schema import Column, Columns, Kind, person_columns
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.intake.values.text_columns import null_if_blank

COLUMNS = (
    *person_columns(),
    Column("reason"),
    Column("unit_id", is_staged=False),
    Column("note", is_staged=False),  # free text: the merge seals it, apart from the facts
)


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse answers of townships, one person per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, reason (code of a reason; null if the row answers nothing), unit_id, and note (the township's own words, null
    if blank). A reason that the layout does not list is a fault, a blank a warning. `source` is not used.
    """
    columns = parser.person() | {
        "reason": parser.word("reason", parser.layout.reason_words, pa.string(), "reason_unlisted", required=False),
        "unit_id": parser.unit(required=False),
        "note": null_if_blank(parser.plain("note")),
    }
    parser.findings.warn("reason_blank", "reason", parser.blank("reason"))
    return columns


KIND = Kind("uninsured_reason", COLUMNS, parse, sealed=("person_key", "note_cipher"))
