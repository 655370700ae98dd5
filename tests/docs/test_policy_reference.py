"""docs/reference/policy-pack.md equals the models: every section and field, with a label for officials."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from tests.support.packs.changed_packs import POLICIES, models_of
from transforms.policy import Pack
from transforms.policy.model.base import BasisPoints, Code, Rule, Text
from transforms.policy.reference.page import DOCUMENT, render
from transforms.policy.reference.types import describe_limits, describe_type
from transforms.policy.words.labels import FIELDS, SECTIONS

PAGE = DOCUMENT.read_text(encoding="utf-8")


MODELS = list(models_of(Pack, set()))


def test_the_reference_is_up_to_date() -> None:
    assert render() == PAGE, "run: make docs"


def test_every_section_has_its_chapter_in_the_order_of_the_pack() -> None:
    places = [PAGE.index(f"\n## `{name}`") for name in Pack.model_fields]
    assert len(places) > 30 and places == sorted(places)


def test_every_model_is_told_once_with_its_docstring_and_a_row_for_each_field() -> None:
    assert len(MODELS) > 35
    for model in MODELS:
        parts = re.split(rf"\n### {model.__name__}(?: \(\w+\))?\n", PAGE)
        assert len(parts) == 2, model
        chapter = parts[1].split("\n#", 1)[0]
        assert " ".join((model.__doc__ or "no docstring").split()) in chapter, model
        own = set(model.model_fields) - (set(Rule.model_fields) if issubclass(model, Rule) else set())
        for name in own:
            assert f"\n| `{name}` |" in chapter or name in Rule.model_fields, (model, name)


def test_every_section_and_field_has_a_name_that_officials_read() -> None:
    assert [name for name in Pack.model_fields if name not in SECTIONS] == []
    assert sorted({name for model in MODELS for name in model.model_fields if name not in FIELDS}) == []


def test_the_guide_does_not_repeat_the_table() -> None:
    guide = (POLICIES.parent / "docs" / "how-to" / "write-a-policy-pack.md").read_text(encoding="utf-8")
    assert "reference/policy-pack.md" in guide and "| section | fields |" not in guide


class Sample(BaseModel):
    """A sample. `days` counts from the payment."""

    words: tuple[Literal["a", "b"], ...]
    rate: BasisPoints | None = None
    by_label: dict[str, Code]
    name: Annotated[Text, Field(description="What it is called.")]
    days: Annotated[int, Field(gt=0, lt=10)] = 1
    short: Annotated[str, Field(pattern="^[0-9]{6}$")]


def field(name: str) -> FieldInfo:
    return Sample.model_fields[name]


def test_types_are_said_in_words() -> None:
    assert describe_type(field("words")) == "list of word"
    assert describe_type(field("rate")) == "whole number or `null`"
    assert describe_type(field("by_label")) == "mapping of text to code (small letters, figures, `_`)"
    assert describe_type(field("name")) == "text"


def test_limits_are_said_in_words() -> None:
    assert describe_limits(field("words")) == "`a`, `b`"
    assert describe_limits(field("rate")) == "0 or more; at most 100000"
    assert describe_limits(field("days")) == "more than 0; less than 10"
    assert describe_limits(field("short")) == "form `^[0-9]{6}$`"
    assert describe_limits(field("name")) == ""


def test_no_field_is_left_without_a_meaning() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| `[a-z_]+` \|", line)]
    assert len(rows) > 200
    assert [line for line in rows if line.rsplit("|", 2)[1].strip() == ""] == []
