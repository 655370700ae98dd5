"""Chinese labels of layouts: every key, column and word that an editor offers has one, and each is used."""

from typing import get_args

from tests.support.packs.changed_packs import models_of
from transforms.intake.layouts.model import Layout, Vocabulary
from transforms.intake.layouts.parts import Canonical
from transforms.policy.reference.layout_labels import LAYOUT_FIELDS, LAYOUT_WORDS


def test_keys_and_columns_of_a_layout_have_their_label() -> None:
    named = {*Layout.model_fields, *Vocabulary.model_fields, *get_args(Canonical)}
    assert named - set(LAYOUT_FIELDS) == set()
    assert all(not label.isascii() for label in LAYOUT_FIELDS.values())


def test_columns_have_distinct_labels() -> None:
    labels = [LAYOUT_FIELDS[column] for column in get_args(Canonical)]
    assert len(set(labels)) == len(labels)


def test_a_word_belongs_to_a_key_of_the_layout_or_its_vocabulary() -> None:
    models = {Layout, Vocabulary, *models_of(Layout, set())}
    assert {name.split(".")[0] for name in LAYOUT_WORDS} <= {name for model in models for name in model.model_fields}
    assert LAYOUT_WORDS["op_words.death"] == "死亡"
