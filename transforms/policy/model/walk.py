"""Walk over the models of a pack without a list of fields: for checks, references and differences."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from transforms.policy.model.base import Cited

Path = tuple[str | int, ...]


def parts_of(value: object) -> Iterator[tuple[str | int, Any]]:
    """Yield (name or position, value) for each direct part of a model, tuple or mapping; nothing for a plain value."""
    if isinstance(value, BaseModel):
        yield from ((name, getattr(value, name)) for name in _fields(type(value)))
    elif isinstance(value, tuple):
        yield from enumerate(value)
    elif isinstance(value, dict):
        yield from value.items()


@cache
def _fields(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(model.model_fields)


def is_leaf(value: object) -> bool:
    """Decide whether a value is plain: text, number, date, true or false, null."""
    return not isinstance(value, BaseModel | tuple | dict)


def leaves_of(value: object, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every plain value inside with its path, in the order of the pack."""
    if is_leaf(value):
        yield path, value
    for name, part in parts_of(value):
        yield from leaves_of(part, (*path, name))


def models_in(value: object, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Yield every model inside with its path, the value itself included, outermost first."""
    if isinstance(value, BaseModel):
        yield path, value
    for name, part in parts_of(value):
        if not is_leaf(part):
            yield from models_in(part, (*path, name))


def own_leaves(cited: Cited, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the plain values that this statement is the source of: those of cited statements inside are left out."""
    for name, part in parts_of(cited):
        if name not in Cited.model_fields:
            yield from _until_cited(part, (*path, name))


def _until_cited(value: object, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Cited):
        return
    if is_leaf(value):
        yield path, value
    for name, part in parts_of(value):
        yield from _until_cited(part, (*path, name))


def name_of(path: Path) -> str:
    """Return the last field name of a path; positions in a list have no name."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")
