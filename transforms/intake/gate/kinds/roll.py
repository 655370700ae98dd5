"""The roll of residents: one person per row, with unit, household, and whether insured last year."""

from __future__ import annotations

import pyarrow as pa

from transforms.intake.gate.kinds.schema import Column, Columns, Kind, person_columns
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.intake.values.text_columns import null_if_blank

COLUMNS = (
    *person_columns("birth_on", "sex", may_be_newborn=True),
    Column("unit_id"),
    Column("village"),
    Column("household_no", is_staged=False),  # the merge stages household_key, its keyed hash
    Column("hukou_local", pa.bool_()),
    Column("insured_last_year", pa.bool_()),
)


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse a roll of residents, one person per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, birth_certificate_no, stated_birth_on, unit_id, village, household_no, hukou_local (registered in this place)
    and insured_last_year. `source` is not used.
    """
    return parser.person(may_be_newborn=True) | {
        "unit_id": parser.unit(required=True),
        "village": parser.village(),
        "household_no": null_if_blank(parser.text_number("household_no", "household_numeric_cell")),
        "hukou_local": parser.yes_no("hukou_local"),
        "insured_last_year": parser.yes_no("insured_last_year"),
    }


KIND = Kind("roll", COLUMNS, parse, sealed=("person_key", "household_key"))
