"""The field reference names every section and every field that a pack may have."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from transforms.policy import Pack
from transforms.policy.base import Rule

PAGE = Path(__file__).parents[2] / "docs" / "policy-packs.md"


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside an annotation such as `tuple[X, ...]` or `X | None`."""
    if isinstance(annotation, type) and not get_origin(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) or isinstance(annotation, UnionType):
        for part in get_args(annotation):
            yield from models_in(part)


def fields_of(model: type[BaseModel]) -> set[str]:
    names = set(model.model_fields) - set(Rule.model_fields)
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            names |= fields_of(inner)
    return names


def test_each_section_has_one_row_with_exactly_its_fields_and_values() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    documented = {section: set(re.findall(r"`(\w+)`", fields)) for section, fields in rows}
    expected = {}
    for section, field in Pack.model_fields.items():
        expected[section] = {name for model in models_in(field.annotation) for name in fields_of(model)}
    assert len(expected) > 30
    assert documented == expected
