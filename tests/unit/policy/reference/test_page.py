"""The reference page names every section, model and field of a pack once; a description is its meaning."""

import re
from typing import Annotated

from pydantic import Field

from tests.support.packs.changed_packs import models_of
from transforms.policy import Pack
from transforms.policy.model.base import Cited, Strict
from transforms.policy.model.subsidies import Part
from transforms.policy.reference.page import models_of_annotation, render

PAGE = render()


def test_every_section_has_its_chapter_and_a_row_that_links_to_it() -> None:
    chapters = re.findall(r"^## `([a-z_]+)`", PAGE, re.MULTILINE)
    assert chapters == list(Pack.model_fields)
    for anchor in re.findall(r"\(#([^)]+)\)", PAGE):
        name, _, label = anchor.partition("-")
        assert f"## `{name}` {label}".rstrip() in PAGE


def test_every_model_has_one_table_with_its_own_fields() -> None:
    models = [model for model in models_of(Pack, set()) if model not in (Cited,)]
    for model in models:
        assert len(re.findall(rf"^### {model.__name__}( \(|$)", PAGE, re.MULTILINE)) == 1, model
    part = PAGE[PAGE.index("### Part") :]
    part = part[: part.index("\n### ", 5)]
    assert re.findall(r"^\| `([a-z_]+)`", part, re.MULTILINE) == list(Part.model_fields)


def test_a_row_has_default_limits_and_meaning() -> None:
    (row,) = re.findall(r"^\| `held_above_bp` .*$", PAGE, re.MULTILINE)
    assert row.split(" | ")[2:5] == ["whole number", "default `2000`", "0 or more; at most 100000"]
    assert row.endswith("| A full list is held if its number of persons changes by more than this share. |")


def test_no_field_is_without_a_meaning() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| `[a-z_]+` \|", line)]
    assert len(rows) > 150
    assert [row for row in rows if row.endswith("|  |")] == []


def test_the_models_of_an_annotation_are_found_inside_lists_options_and_constraints() -> None:
    class A(Strict):
        pass

    class B(Strict):
        pass

    assert list(models_of_annotation(Annotated[tuple[A, ...], Field(min_length=1)] | None)) == [A]
    assert list(models_of_annotation(tuple[A, ...] | None)) == [A]
    assert list(models_of_annotation(dict[str, A] | B)) == [A, B]
    assert list(models_of_annotation(str | int | None)) == []
