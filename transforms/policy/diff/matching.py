"""Which entry of an old list is which entry of the new one: by what the entries are about, from the models' types."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from transforms.policy.model.base import Amount, Cited

Pairs = list[tuple[int, int]]
Key = Callable[[Any, int], Hashable]


def match_entries(old: tuple[BaseModel, ...], new: tuple[BaseModel, ...], years: tuple[int, int] = (0, 0)) -> Pairs:
    """Match the entries of two versions of a list, and return pairs of positions (old, new), sorted by the old one.

    A position is in at most one pair; an entry without a pair was added or removed. Equal entries are matched first,
    then entries with equal codes, rule_id or name, if only one entry on each side has them. `years` are the plan years
    of the old and the new pack: plan years of entries are compared by their distance from these.
    """
    pairs: Pairs = []
    left_old, left_new = dict(enumerate(old)), dict(enumerate(new))
    if not old or not new:
        return pairs
    shifts: list[tuple[int, int]] = [(0, 0)] if years[0] == years[1] else [years, (0, 0)]
    for key, shift in ((key, shift) for key in _keys(type(new[0])) for shift in shifts):
        ours, theirs = _unique(left_old, key, shift[0]), _unique(left_new, key, shift[1])
        for value in [key_value for key_value in ours if key_value in theirs]:
            pairs.append((ours[value], theirs[value]))
            del left_old[ours[value]], left_new[theirs[value]]
    return sorted(pairs)


def _unique(left: dict[int, BaseModel], key: Key, year: int) -> dict[Hashable, int]:
    """Key -> position, of the keys that only one of the entries has."""
    places: dict[Hashable, list[int]] = {}
    for index, entry in left.items():
        places.setdefault(key(entry, year), []).append(index)
    return {value: indexes[0] for value, indexes in places.items() if len(indexes) == 1 and value is not None}


def _keys(model: type[BaseModel]) -> Iterator[Key]:
    """Equal; then the same codes, fewer and fewer down to the first; then the same rule_id; then the same name."""
    yield lambda entry, _: repr(entry)
    own = {name: field for name, field in model.model_fields.items() if name not in Cited.model_fields}
    own.pop("rule_id", None)
    fields = [name for name, field in own.items() if _distinguishes(name, field)]
    first_code = next((place for place, name in enumerate(fields) if _is_code(own[name])), None)
    shortest = len(fields) if first_code is None else first_code + 1
    for length in range(len(fields), shortest - 1, -1):
        if fields[:length]:
            yield _values(tuple(fields[:length]))
    if "rule_id" in model.model_fields:
        yield lambda entry, _: getattr(entry, "rule_id", None)
    text = next((name for name, field in own.items() if field.annotation is str and name not in fields), None)
    if first_code is None and text is not None:
        yield _values((text,))
    if first_code is None:
        yield lambda entry, _: "the only entry left"


def _values(names: tuple[str, ...]) -> Key:
    return lambda entry, year: tuple(_value(entry, name, year) for name in names)


def _value(entry: Any, name: str, year: int) -> str:
    value = getattr(entry, name, None)
    return repr(value - year if isinstance(value, int) and _is_year(name) else value)


def _is_year(name: str) -> bool:
    return name.endswith("_year")


def _distinguishes(name: str, field: FieldInfo) -> bool:
    return _is_code(field) or "Literal[" in repr(field.annotation) or _is_year(name) or _is_model(field)


def _is_code(field: FieldInfo) -> bool:
    """Whether the field is one identifier: text of a pattern that begins with a letter, as the models' codes do."""
    description = f"{field.annotation!r} {field.metadata!r}"
    return (
        "tuple[" not in description
        and "dict[" not in description
        and any(start in description for start in ("'^[a-z]", "'^[A-Z]"))
    )


def _is_model(field: FieldInfo) -> bool:
    """Conditions and the like, without a list: they describe the persons of an entry."""
    kind = field.annotation
    return isinstance(kind, type) and issubclass(kind, BaseModel) and not issubclass(kind, Amount)
