"""Compare the national student number of a row with the document number: one of them is another person's."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.document_faults import number_inside
from transforms.identity.normalise import normalise_number
from transforms.intake.values.parser import Parser
from transforms.intake.values.persons import differs
from transforms.text.arrow_columns import distinct, spread

COLUMN = "student_number"
_NUMBER = "^[0-9]{17}[0-9X]$"


def compare_student_numbers(parser: Parser, document_number: pa.Array) -> None:
    """Record a fault for each row whose student number (G and a document number) contains another document number.

    `parser`: has the file's raw columns, and gets the fault. `document_number`: parsed, one per row, null in rows with
    a fault. Nothing is compared in a row without a number of 18 characters, in a row whose student number is
    provisional (L, J), contains no right number, or is blank, and in a file without the column.
    """
    if not parser.has(COLUMN):
        return
    indices, texts = distinct(parser.text(COLUMN))
    stated = spread(indices, [_inside(text) for text in texts], pa.string())
    is_comparable = pc.match_substring_regex(document_number, _NUMBER)
    number = pc.if_else(is_comparable, document_number, pa.scalar(None, pa.string()))
    parser.findings.fault("student_number_differs", COLUMN, differs(stated, number))


def _inside(text: str) -> str | None:
    """Return the document number inside a student number, None for any other text."""
    inside = number_inside(normalise_number(text))
    return inside.number if inside is not None and inside.kind is None else None
