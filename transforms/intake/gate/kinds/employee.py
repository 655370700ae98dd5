"""Employee insurance: one person, region and period per row. Without an end the person is still insured.

A list may state only who is insured on its cut-off day (是否参保职工), without days: such a row begins on that day.
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
    Column("region"),
    Column("insured_from", pa.date32()),
    Column("insured_to", pa.date32()),
)


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse a list of employee-insured persons; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: document_kind, document_number, name, birth_on,
    sex, region, insured_from, insured_to (null: still insured). An end before its start is a fault. If the layout has
    no column of days, each row is insured from the list's cut-off day. `source` is not used.
    """
    person = parser.person()
    region = parser.region()
    states_only = "insured_from" not in parser.layout.columns
    insured_from = parser.date(
        "insured_from", required=True, default=parser.context.cut_off_on if states_only else None
    )
    insured_to = parser.open_end("insured_to")
    parser.findings.fault("date_order", "insured_to", mask(pc.fill_null(pc.less(insured_to, insured_from), False)))
    return person | {"region": region, "insured_from": insured_from, "insured_to": insured_to}


KIND = Kind("employee", COLUMNS, parse)
