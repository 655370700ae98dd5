"""Targets and denominators: one unit and measure per row. Blank persons stay null: the figure is unknown, not 0."""

from __future__ import annotations

import pyarrow as pa

from transforms.intake.gate.kinds.schema import ROW_NO, Column, Columns, Kind
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.text.arrow_columns import distinct, spread
from transforms.text.folding import fold

COLUMNS = (
    ROW_NO,
    Column("unit_id"),
    Column("measure"),
    Column("persons", pa.int64()),
    Column("status"),
    Column("stated_source"),
)


def parse(parser: Parser, source: SourceLike) -> Columns:
    """Parse a target table, one unit and measure per row; return canonical column -> values, one value per row.

    `parser`: has the file's raw columns, and gets every fault. Columns: unit_id, measure, persons (null if blank:
    unknown, not 0), status and stated_source. `source` is not used.
    """
    words = {fold(word): measure for word, measure in parser.layout.measure_words.items()}
    indices, texts = distinct(parser.plain("measure", "measure_blank"))
    status = {word: word for word in parser.layout.status_words}
    return {
        "unit_id": parser.unit(required=True),
        "measure": spread(indices, [words.get(fold(text), text) for text in texts], pa.string()),
        "persons": parser.count("persons"),
        "status": parser.word("status", status, pa.string(), "status_unknown", required=True),
        "stated_source": parser.plain("stated_source", "source_blank"),
    }


KIND = Kind("target_table", COLUMNS, parse, sealed=())
