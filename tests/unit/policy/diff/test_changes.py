"""Differences between packs: kind, path, section and field of each, and what is only a citation."""

from typing import Any

import pytest

from tests.support.packs.entries import dongan
from transforms.policy import Pack
from transforms.policy.diff.changes import Change, changes_between
from transforms.policy.model.acknowledged import Acknowledgement

PACK = dongan()


def change(**changed: Any) -> Change:
    """Return the only difference of a copy of Dong'an's pack with another section."""
    (difference,) = changes_between(PACK, PACK.model_copy(update=changed))
    return difference


def household(**changed: Any) -> Change:
    """Return the only difference of another rule about households."""
    return change(household=PACK.household.model_copy(update=changed))


def test_a_value_of_a_section_is_named_by_section_and_field() -> None:
    difference = household(whole=False)
    assert (difference.kind, difference.section, difference.field, difference.path) == (
        "changed", "household", "whole", ("household", "whole"),
    )  # fmt: skip
    assert (difference.old, difference.new, difference.is_citation) == (True, False, False)
    assert (difference.entry.path, difference.entry.kind) == (("household",), "changed")


@pytest.mark.parametrize("field", ["rule_id", "clause", "quote", "inferred"])
def test_another_source_of_an_equal_rule_is_a_citation(field: str) -> None:
    assert household(**{field: "DA-06-b"}).is_citation


def test_an_acknowledgement_is_a_citation() -> None:
    more = Acknowledgement(warning="doubt.ended", where="units.da-a", reason_zh="已经撤并")
    difference = change(acknowledged=(*PACK.acknowledged, more))
    assert (difference.kind, difference.new, difference.is_citation) == ("added", more, True)


def test_a_section_that_comes_or_goes_is_added_or_removed_whole() -> None:
    difference = change(pay_first=None)
    assert (difference.kind, difference.path, difference.old, difference.new) == (
        "removed",
        ("pay_first",),
        PACK.pay_first,
        None,
    )
    assert (difference.entry.kind, difference.is_citation) == ("removed", False)
    (back,) = changes_between(PACK.model_copy(update={"pay_first": None}), PACK)
    assert (back.kind, back.entry.kind) == ("added", "added")


def test_an_entry_of_a_list_is_named_by_its_place_in_the_pack_that_has_it() -> None:
    difference = change(payers=PACK.payers[1:])
    assert (difference.kind, difference.path, difference.old) == ("removed", ("payers", 0), PACK.payers[0])
    (back,) = changes_between(PACK.model_copy(update={"payers": PACK.payers[1:]}), PACK)
    assert (back.kind, back.path, back.new) == ("added", ("payers", 0), PACK.payers[0])


def test_of_a_mapping_the_field_that_holds_it_is_named() -> None:
    index, source = next((i, source) for i, source in enumerate(PACK.sources) if source.categories)
    words = {**source.categories, "新叫法": "destitute"}
    sources = (*PACK.sources[:index], source.model_copy(update={"categories": words}), *PACK.sources[index + 1 :])
    difference = change(sources=sources)
    assert (difference.path, difference.field) == (("sources", index, "categories", "新叫法"), "categories")
    assert (difference.old, difference.new) == (None, "destitute")


def test_an_amount_is_one_value() -> None:
    index = next(i for i, price in enumerate(PACK.prices) if price.price.fen)
    price = PACK.prices[index]
    dearer = price.model_copy(update={"price": price.price.model_copy(update={"fen": 28000})})
    difference = change(prices=(*PACK.prices[:index], dearer, *PACK.prices[index + 1 :]))
    assert (difference.path, difference.old, difference.new) == (("prices", index, "price"), price.price, dearer.price)


def test_the_order_of_sections_is_that_of_a_pack() -> None:
    other = PACK.model_copy(
        update={
            "household": PACK.household.model_copy(update={"whole": False}),
            "pay_first": None,
            "payers": PACK.payers[1:],
        }
    )
    difference = [changed_value.section for changed_value in changes_between(PACK, other)]
    assert difference == sorted(difference, key=list(Pack.model_fields).index) and len(difference) == 3
