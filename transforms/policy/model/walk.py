"""Walk over the models of a pack without a list of fields: for checks, references and differences."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from transforms.policy.model.base import Cited

Path = tuple[str | int, ...]


def parts_of(value: object) -> Iterator[tuple[str | int, Any]]:
    """Yield (name, value) for each direct part of a model, mapping or tuple; nothing for a plain value.

    The name is the field of a model, the key of a mapping, or the position in a tuple (from 0).
    """
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
    """Decide whether a value is plain (text, number, date, true or false, None), not a model, tuple or mapping."""
    return not isinstance(value, BaseModel | tuple | dict)


def leaves_of(value: object, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield (path, value) for every plain value inside `value`, at any depth, in the order of the pack.

    `path` is the place of `value` itself (field names, keys and positions); every path begins with it.
    """
    if is_leaf(value):
        yield path, value
    for name, part in parts_of(value):
        yield from leaves_of(part, (*path, name))


def models_in(value: object, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Yield (path, model) for every model inside `value`, at any depth and itself included, outermost first.

    `path` is the place of `value` itself (field names, keys and positions); every path begins with it.
    """
    if isinstance(value, BaseModel):
        yield path, value
    for name, part in parts_of(value):
        if not is_leaf(part):
            yield from models_in(part, (*path, name))


def own_leaves(cited: Cited, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield (path, value) for the plain values of one statement of the notice, at any depth.

    Left out are its citation (clause, quote …) and all values of other cited statements inside. `path` is the place of
    `cited` (field names, keys and positions); every path begins with it.
    """
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
    """Return the last field name or key of a path; positions in a list are passed over. '' if there is none."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")
