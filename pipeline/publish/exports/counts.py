"""Write a table of counts that may leave the bureau: small counts, and what would give them back, are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.publish import inputs
from pipeline.runtime.settings import Settings
from transforms.report.suppression import hidden_cells, rows_of, shown_table
from transforms.spreadsheet.safe_writer import write_csv
from transforms.text.labels import DUES_STATUS_LABELS, NO_UNIT, NOBODY_PAYS
from warehouse.statements import Query

Dimension = Literal["unit", "category", "payer", "status"]
TOTAL_ZH = "合计"
HIDDEN = "*"
_EMPTY = {"unit": NO_UNIT, "payer": NOBODY_PAYS}


@dataclass(frozen=True)
class CountRow:
    """Row of publish/export/counts: persons of one row and one column of the table."""

    row_label: str
    column_label: str
    persons: int


@dataclass(frozen=True)
class Export:
    """A csv for recipients outside: its bytes, and how many figures of it are hidden."""

    content: bytes
    hidden: int


_COUNTS = Query("publish/export/counts", CountRow)


def export_counts(settings: Settings, pack_code: str, rows: Dimension, columns: Dimension) -> Export:
    """Make a csv of the persons of a campaign's plan year by two dimensions, with totals, for recipients outside.

    Counts below `settings.least_persons` are hidden, and as many others as are needed so that no hidden figure follows
    from the others. Reads as publisher. Raises ValueError if both dimensions are the same, PublishError for an unknown
    pack.
    """
    if rows == columns:
        raise ValueError("the two dimensions of a table differ")
    with inputs.connect(settings) as conn:
        inputs.campaign(conn, pack_code)
        persons = _COUNTS.all(conn, pack_code=pack_code, row_dimension=rows, column_dimension=columns)
    counts: dict[tuple[str, str], int] = {}
    for row in persons:
        cell = _label(rows, row.row_label), _label(columns, row.column_label)
        counts[cell] = counts.get(cell, 0) + row.persons
    return Export(_csv(counts, settings.least_persons), len(hidden_cells(counts, settings.least_persons)))


def _label(dimension: Dimension, label: str) -> str:
    return {**DUES_STATUS_LABELS, "": _EMPTY.get(dimension, "")}.get(label, label)


def _csv(counts: Mapping[tuple[str, str], int], least_persons: int) -> bytes:
    names = [*dict.fromkeys(column for _, column in counts), None]
    table = dict(rows_of(shown_table(counts, least_persons)))
    lines = [
        [name or TOTAL_ZH, *(_figure(figures.get(column, 0)) for column in names)] for name, figures in table.items()
    ]
    return write_csv(["", *(name or TOTAL_ZH for name in names)], lines)


def _figure(figure: int | None) -> int | str:
    return HIDDEN if figure is None else figure
