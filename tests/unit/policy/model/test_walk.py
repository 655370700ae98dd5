"""The walk over models reaches every value once, with the path that leads to it."""

from typing import Any

from tests.support.packs.entries import dongan, entry
from transforms.policy.model.base import Amount, Cited, Rule, Strict
from transforms.policy.model.walk import is_leaf, leaves_of, models_in, name_of, own_leaves, parts_of


class _Inner(Rule):
    fen: int


class _Outer(Rule):
    price: Amount
    inner: tuple[_Inner, ...]
    words: dict[str, str]


class _Plain(Strict):
    text: str | None


OUTER = entry(_Outer, price={"fen": 1}, inner=(entry(_Inner, fen=2, rule_id="XX-01-b"),), words={"甲": "a"})


def test_parts_are_fields_entries_or_keys_and_a_plain_value_has_none() -> None:
    assert dict(parts_of(entry(_Plain, text=None))) == {"text": None}
    assert list(parts_of(("a", "b"))) == [(0, "a"), (1, "b")]
    assert list(parts_of({"甲": 1})) == [("甲", 1)]
    assert list(parts_of("text")) == list(parts_of(None)) == []


def test_a_leaf_is_neither_model_list_nor_mapping() -> None:
    assert [is_leaf(value) for value in (None, "", 0, (), {}, Amount(fen=0))] == [True, True, True, False, False, False]


def test_leaves_have_their_paths_in_the_order_of_the_fields() -> None:
    assert list(leaves_of({"a": (1, {"b": 2}), "c": None}, ("at",))) == [
        (("at", "a", 0), 1),
        (("at", "a", 1, "b"), 2),
        (("at", "c"), None),
    ]
    assert list(leaves_of(())) == []


def test_models_come_outermost_first() -> None:
    assert [(path, type(model)) for path, model in models_in(OUTER)] == [
        ((), _Outer), (("price",), Amount), (("inner", 0), _Inner),
    ]  # fmt: skip


def test_a_statement_is_the_source_of_its_values_but_not_of_a_statement_inside() -> None:
    own = dict(own_leaves(OUTER, ("x",)))
    assert own == {
        ("x", "rule_id"): "XX-01",
        ("x", "price", "fen"): 1,
        ("x", "price", "undefined"): None,
        ("x", "words", "甲"): "a",
    }


def test_the_name_of_a_path_is_its_last_word() -> None:
    assert name_of(("subsidies", 3, "amount_fen")) == "amount_fen"
    assert name_of(("sources", "change_due_on", 2)) == "change_due_on"
    assert name_of((2,)) == name_of(()) == ""


def test_every_leaf_of_a_pack_leads_back_to_its_value() -> None:
    def follow(value: Any, path: tuple[str | int, ...]) -> Any:
        for part in path:
            value = dict(parts_of(value))[part]
        return value

    leaves = list(leaves_of(dongan()))
    assert len(leaves) > 500 and len({path for path, _ in leaves}) == len(leaves)
    assert all(follow(dongan(), path) == value for path, value in leaves[::7])
    assert sum(isinstance(model, Cited) for _, model in models_in(dongan())) > 50
