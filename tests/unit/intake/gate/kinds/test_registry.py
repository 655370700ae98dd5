"""The registry of kinds: every kind is found by its own name."""

from __future__ import annotations

from typing import get_args

import pytest

from transforms.intake.gate.kinds.registry import KINDS
from transforms.intake.gate.kinds.schema import Kind
from transforms.intake.layouts.model import Kind as KindName


def test_every_kind_of_a_layout_is_registered_under_its_name() -> None:
    assert set(KINDS) == set(get_args(KindName)) and len(KINDS) == 13
    assert all(name == kind.name for name, kind in KINDS.items())


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_begins_with_the_row_number_and_names_each_column_once(kind: Kind) -> None:
    names = [column.name for column in kind.columns]
    assert names[0] == "row_no" and len(set(names)) == len(names)
    assert set(kind.staged) <= set(names) and not set(kind.sealed) & set(names)


def test_every_kind_but_targets_transfers_and_acknowledgements_names_persons() -> None:
    with_persons = {name for name, kind in KINDS.items() if {"name", "document_number"} <= set(kind.schema.names)}
    assert with_persons == set(KINDS) - {"target_table", "fund_transfer", "due_acknowledgement"}
    assert {name for name, kind in KINDS.items() if kind.names_persons} == with_persons
    assert {name for name, kind in KINDS.items() if "person_key" in kind.sealed} == with_persons


def test_certificates_are_read_where_newborns_may_be_listed() -> None:
    newborns = {name for name, kind in KINDS.items() if "birth_certificate_no" in kind.schema.names}
    assert newborns == {"special_list", "roll", "tax_feed"}
