"""A column of a kind is declared once; a test names each place that lacks it.

`test_a_new_column_of_the_tax_feed_is_missed_by_name` is the recipe "add a column to the tax feed", held true.
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from transforms.intake.gate.kinds import registry, tax_feed
from transforms.intake.gate.kinds.schema import Column, Kind, missing_places
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
