"""Targets and denominators: one unit and measure per row. Blank persons stay null: the figure is unknown, not 0."""

from __future__ import annotations

import pyarrow as pa

from transforms.intake.gate.kinds.schema import ROW_NO, Column, Columns, Kind
from transforms.intake.gate.kinds.shown_words import shown_words
from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.intake.values.trade_words import OTHER_MEASURE, OTHER_SOURCE, is_known_measure, is_known_source
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
    unknown, not 0), status and stated_source. A measure that is neither the layout's word nor made of words of the
    trade becomes OTHER_MEASURE with a number, such a source OTHER_SOURCE; both are warnings. `source` is not used.
    """
    words = {fold(word): measure for word, measure in parser.layout.measure_words.items()}
    context = parser.context
    places = (*context.units, *context.unit_area, *context.higher_places)

    def is_listed(text: str) -> bool:
        return fold(text) in words or is_known_measure(text)

    def is_source(text: str) -> bool:
        return is_known_source(text, places)

    measures = shown_words(
        parser, "measure", is_listed, OTHER_MEASURE, "measure_unlisted", blank_fault="measure_blank", numbered=True
    )
    indices, texts = distinct(measures)
    status = {word: word for word in parser.layout.status_words}
    return {
        "unit_id": parser.unit(required=True),
        "measure": spread(indices, [words.get(fold(text), text) for text in texts], pa.string()),
        "persons": parser.count("persons"),
        "status": parser.word("status", status, pa.string(), "status_unknown", required=True),
        "stated_source": shown_words(
            parser, "stated_source", is_source, OTHER_SOURCE, "source_unlisted", blank_fault="source_blank"
        ),
    }


KIND = Kind("target_table", COLUMNS, parse, sealed=())
