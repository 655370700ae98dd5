"""Walks over the models of a pack whatever they are: checks, references and differences know no list of fields."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from transforms.policy.model.base import Cited

Path = tuple[str | int, ...]


def parts_of(value: object) -> Iterator[tuple[str | int, Any]]:
    """What lies directly inside a model, list or mapping, with its name or position; nothing for a plain value."""
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
    """Whether this is a plain value: text, number, date, yes or no, null."""
    return not isinstance(value, BaseModel | tuple | dict)


def leaves_of(value: object, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every plain value inside, with its path, in the order of the pack."""
    if is_leaf(value):
        yield path, value
    for name, part in parts_of(value):
        yield from leaves_of(part, (*path, name))


def models_in(value: object, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Every model inside, itself included, outermost first."""
    if isinstance(value, BaseModel):
        yield path, value
    for name, part in parts_of(value):
        if not is_leaf(part):
            yield from models_in(part, (*path, name))


def own_leaves(cited: Cited, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The plain values that this statement answers for: not those of a cited statement inside it."""
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
    """The last field name on the path (positions in a list have none)."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")
