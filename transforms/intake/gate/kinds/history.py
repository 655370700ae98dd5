"""Past plan years: one person and plan year per row, enrolled unless the row states otherwise."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.gate.kinds.schema import Column, Columns, Kind, person_columns
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser

COLUMNS = (*person_columns(), Column("plan_year", pa.int32()), Column("enrolled", pa.bool_()))


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse a list of past enrolments, a person and plan year per row; return canonical column -> values, one per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, plan_year, and enrolled (True unless the row states otherwise). `source` is not used.
    """
    return parser.person() | {
        "plan_year": parser.plan_year(parser.context.plan_years),
        "enrolled": pc.fill_null(parser.yes_no("enrolled"), True),
    }


KIND = Kind("history", COLUMNS, parse)
