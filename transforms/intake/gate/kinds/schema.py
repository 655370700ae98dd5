"""Description of a kind of source: its columns, stated once, and the function that parses them.

Three things read these columns: the schema of the gate's clean rows, the staging table of the merge, and the COPY that
fills it. A test compares them with the warehouse and with the data dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser

Columns = dict[str, pa.Array]
"""Parsed columns of one delivery, by name; each has one value per data row."""


class Column(NamedTuple):
    """One column of a kind's clean rows.

    `is_staged`: the merge copies it unchanged into `staging.<kind>`. Names and numbers are not staged: the merge seals
    them. Some columns are only compared.
    """

    name: str
    type: pa.DataType = pa.string()
    is_staged: bool = True


@dataclass(frozen=True)
class Kind:
    """One kind of source.

    `columns`: clean rows, in order. `parse`: turns a file's text into the columns after `row_no`, in the same order,
    and records every fault. `sealed`: columns of `staging.<kind>` that the merge computes from identities.
    `equal_rows_add_up`: equal rows of one file are all loaded; of the other kinds only the first is.
    """

    name: str
    columns: tuple[Column, ...]
    parse: Callable[[Parser, SourceLike], Columns]
    sealed: tuple[str, ...] = ("person_key",)
    equal_rows_add_up: bool = False

    @property
    def names_persons(self) -> bool:
        """Whether a row of this kind is about a person; else it is about a figure or a sum."""
        return bool(self.sealed)

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema of the clean rows: names and types of `columns`, in order."""
        return pa.schema([(column.name, column.type) for column in self.columns])

    @property
    def staged(self) -> tuple[str, ...]:
        """Names of the clean columns, in their order, that the merge copies into `staging.<kind>`.

        The merge is the step after the gate. Columns that are only sealed or compared are left out.
        """
        return tuple(column.name for column in self.columns if column.is_staged)


ROW_NO = Column("row_no", pa.int32())


def person_columns(*staged: str, may_be_newborn: bool = False) -> tuple[Column, ...]:
    """Return declarations of the columns about the person: row_no, document, name, birth date, sex; in this order.

    A `Column` has name, Arrow type, and whether the merge (the step after the gate) copies it unchanged into
    `staging.<kind>`. `staged`: names of the columns that it copies; the others are only sealed or compared.
    `may_be_newborn`: add birth_certificate_no and stated_birth_on.
    """
    types = {
        "document_kind": pa.string(),
        "document_number": pa.string(),
        "name": pa.string(),
        "birth_on": pa.date32(),
        "sex": pa.string(),
    }
    if may_be_newborn:
        types |= {"birth_certificate_no": pa.string(), "stated_birth_on": pa.date32()}
    return (ROW_NO, *(Column(name, kind, name in staged) for name, kind in types.items()))


def missing_places(kind: Kind, staging_columns: Collection[str], dictionary_columns: Collection[str]) -> list[str]:
    """Compare a kind's columns with its staging table and dictionary; return one sentence per difference, [] if none.

    `staging_columns`: names of the columns of the warehouse's table `staging.<kind>`; `dictionary_columns`: names of
    those in its entry in `sql/dictionary/staging.yaml`. Each sentence, in English, states the column and which file to
    change.
    """
    wanted = {"campaign_id", "delivery_id", *kind.staged, *kind.sealed}
    home = f"transforms/intake/gate/kinds/{kind.name}.py"
    places = (
        (f"table staging.{kind.name} in sql/schema/staging.sql", set(staging_columns)),
        (f"table {kind.name} in sql/dictionary/staging.yaml", set(dictionary_columns)),
    )
    problems = []
    for place, present in places:
        problems += [
            f"{home} declares the column {name}: add it to {place}, or declare it with is_staged=False"
            for name in sorted(wanted - present)
        ]
        problems += [
            f"{home} does not declare the column {name}: add it there, or remove it from {place}"
            for name in sorted(present - wanted)
        ]
    return problems
