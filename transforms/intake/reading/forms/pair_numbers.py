"""Pairs the names of a row with its numbers if several columns have one heading. Runs inside the worker."""

from __future__ import annotations

from dataclasses import replace

from transforms.intake.base.raw_table import RawTable, person_column, split_person_column
from transforms.intake.base.reasons import refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import column_position

_NTH = "#"


def pair_numbers(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table with each column of numbers given to the person whose name has the same place from the left.

    For a layout that names several columns of numbers by their place (身份证号#2): if the columns are in another order,
    the second column is no longer the spouse's. `raw` is not changed, and is returned for other layouts. Raises
    ReadRefused, to hold, if the file has more columns of names than of numbers, or fewer: then the pairs are unknown.
    """
    headers = [header for person in layout.further_persons for header in person.document_number]
    if not any(_NTH in header for header in headers):
        return raw
    names, numbers = (_from_the_left(raw, name) for name in ("name", "document_number"))
    if len(names) != len(numbers):
        raise refuse("persons_unpaired", sheet=raw.sheet, row=raw.header_row, hold=True)
    persons = [split_person_column(name)[1] for name in names]
    renamed = {
        number: person_column("document_number", person) for number, person in zip(numbers, persons, strict=True)
    }
    if all(before == after for before, after in renamed.items()):
        return raw
    return replace(
        raw,
        table=raw.table.rename_columns([renamed.get(name, name) for name in raw.table.column_names]),
        letters={renamed.get(name, name): letter for name, letter in raw.letters.items()},
        numeric={renamed.get(name, name): cells for name, cells in raw.numeric.items()},
        faults=[(row, code, renamed.get(name, name)) for row, code, name in raw.faults],
    )


def _from_the_left(raw: RawTable, canonical: str) -> list[str]:
    """Return the columns of all persons with this canonical name, in the order of the sender's columns."""
    columns = [name for name in raw.letters if split_person_column(name)[0] == canonical]
    return sorted(columns, key=lambda name: column_position(raw.letters[name]))
