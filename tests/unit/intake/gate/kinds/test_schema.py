"""A column of a kind is declared once; a test names each place that lacks it.

`test_a_new_column_of_the_tax_feed_is_missed_by_name` is the recipe "add a column to the tax feed", held true.
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pyarrow as pa
import pytest

from transforms.intake.gate.kinds import registry, tax_feed
from transforms.intake.gate.kinds.schema import Column, Kind, missing_places, person_columns
from transforms.intake.layouts.model import Kind as KindName
from warehouse import dictionary

STAGING = {
    table.name: [column.name for column in table.columns] for table in dictionary.load() if table.schema == "staging"
}


@pytest.mark.parametrize("kind", registry.KINDS.values(), ids=registry.KINDS)
def test_the_dictionary_has_the_columns_of_each_kind(kind: Kind) -> None:
    columns = STAGING[kind.name]
    assert missing_places(kind, columns, columns) == []


@pytest.mark.parametrize("kind", registry.KINDS.values(), ids=registry.KINDS)
def test_no_name_or_number_is_staged(kind: Kind) -> None:
    assert not {"name", "document_number", "birth_certificate_no", "household_no"} & set(kind.staged)


def test_layouts_and_the_registry_know_the_same_kinds() -> None:
    assert set(registry.KINDS) == set(get_args(KindName))


def test_a_new_column_of_the_tax_feed_is_missed_by_name() -> None:
    with_payer = replace(tax_feed.KIND, columns=(*tax_feed.COLUMNS, Column("payer_note")))
    columns = STAGING["tax_feed"]
    home = "transforms/intake/gate/kinds/tax_feed.py declares the column payer_note: add it to "
    assert missing_places(with_payer, columns, columns) == [
        home + "table staging.tax_feed in sql/schema/staging.sql, or declare it with is_staged=False",
        home + "table tax_feed in sql/dictionary/staging.yaml, or declare it with is_staged=False",
    ]
    assert missing_places(with_payer, [*columns, "payer_note"], [*columns, "payer_note"]) == []
    assert "payer_note" in with_payer.staged and "payer_note" in with_payer.schema.names


def test_a_column_that_no_kind_declares_is_named() -> None:
    columns = STAGING["history"]
    assert missing_places(registry.KINDS["history"], [*columns, "left_over"], columns) == [
        "transforms/intake/gate/kinds/history.py does not declare the column left_over: add it there, "
        "or remove it from table staging.history in sql/schema/staging.sql"
    ]


def test_a_column_is_staged_unless_it_states_otherwise() -> None:
    columns = (Column("row_no", pa.int32()), Column("unit_id"), Column("name", is_staged=False))
    kind = Kind("example", columns, registry.KINDS["roll"].parse)
    assert (kind.staged, kind.sealed) == (("row_no", "unit_id"), ("person_key",))
    assert kind.schema == pa.schema([("row_no", pa.int32()), ("unit_id", pa.string()), ("name", pa.string())])


def test_columns_of_a_person_have_a_certificate_only_where_newborns_may_be() -> None:
    plain = [column.name for column in person_columns()]
    assert plain == ["row_no", "document_kind", "document_number", "name", "birth_on", "sex"]
    newborn = [column.name for column in person_columns(may_be_newborn=True)]
    assert newborn == [*plain, "birth_certificate_no", "stated_birth_on"]
    assert [column.name for column in person_columns("sex") if column.is_staged] == ["row_no", "sex"]
