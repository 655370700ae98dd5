"""Reasons for late entry (中途参保原因): one person per row, whose reason is stated (`add`) or withdrawn (`end`).

The reasons are those that the pack's notice lists; another word is a fault. The proof stays with its sender: of its
text only whether there is one is kept.
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
    Column("op"),
    Column("reason"),
    Column("has_proof", pa.bool_()),
    Column("unit_id", is_staged=False),
)


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse reasons for late entry, one person per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, op (`add`: the reason is stated; `end`: it is withdrawn), reason (code of the pack; null where it is withdrawn
    without a reason), has_proof and unit_id. A blank reason, a reason that the notice does not list, and a missing
    proof of a reason that needs a proof are faults. `source` is not used.
    """
    person = parser.person()
    words = {word: op for word, op in parser.layout.op_words.items() if op in ("add", "end")}
    op = pc.fill_null(parser.word("op", words, pa.string(), "op_unknown", required=False), "add")
    blank = parser.blank("reason")
    reason = parser.word("reason", parser.context.late_reasons, pa.string(), "late_reason_unlisted", required=False)
    is_added = mask(pc.equal(op, "add"))
    parser.findings.fault("late_reason_unlisted", "reason", blank & is_added)
    has_proof = ~parser.blank("proof")
    needed = pa.array(sorted(parser.context.proof_reasons), pa.string())
    needs_proof = mask(pc.fill_null(pc.is_in(reason, value_set=needed), False))
    parser.findings.fault("late_proof_blank", "proof", needs_proof & is_added & ~has_proof)
    return person | {
        "op": op,
        "reason": reason,
        "has_proof": pa.array(has_proof),
        "unit_id": parser.unit(required=False),
    }


KIND = Kind("late_entry", COLUMNS, parse)
