"""Chinese names of sections, fields and words: none is missing, and a field's own text goes before the general one."""

import pytest

from tests.support.packs.changed_packs import models_of
from transforms.policy import Pack
from transforms.policy.words.labels import FIELDS, SECTIONS, field_label, section_label, word_label


def test_every_section_and_every_field_of_a_pack_has_a_chinese_name_and_no_other_has() -> None:
    fields = {name for model in models_of(Pack, set()) for name in model.model_fields}
    assert set(SECTIONS) == set(Pack.model_fields)
    assert fields <= set(FIELDS) and set(FIELDS) - fields == set()
    assert all(not label.isascii() for label in (*SECTIONS.values(), *FIELDS.values()))


def test_names_of_sections_are_distinct() -> None:
    assert len(set(SECTIONS.values())) == len(SECTIONS)


@pytest.mark.parametrize(
    ("field", "word", "text"),
    [
        ("list_mode", "change", "变动"),
        ("kind", "full", "全额资助"),
        ("gap", "full", "full"),
        ("takes_effect", "retroactively", "追溯生效"),
        ("takes_effect", "tomorrow", "tomorrow"),
    ],
)
def test_a_word_has_the_text_of_its_field(field: str, word: str, text: str) -> None:
    assert word_label(field, word) == text


def test_what_has_no_name_is_returned_unchanged() -> None:
    assert (section_label("subsidies"), section_label("gifts")) == ("资助", "gifts")
    assert (field_label("payer"), field_label("giver")) == ("出资方", "giver")
