"""Change one value of a loaded pack. The changed pack is not validated."""

from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel

from transforms.policy import Pack
from transforms.policy.model.subsidies import Part
from transforms.policy.model.walk import Path

_TEXT = "其他文字"
_PARTS = (Part(payer="fiscal", amount_fen=1), Part(payer="fiscal", rest=True))
# the first name that the annotation contains decides
_FIRST: dict[str, Any] = {"subsidies.Part": _PARTS, "bool": True, "int": 1, "date": date(2019, 1, 31)}


def mutated(value: Any, annotation: Any = None) -> Any:
    """Return another value of the same type; in place of None, a value of the annotated type."""
    if value is None:
        return next((first for name, first in _FIRST.items() if name in repr(annotation)), _TEXT)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, date):
        return value + timedelta(days=1)
    return value + _TEXT


def annotation_at(pack: Pack, path: Path) -> Any:
    """Return the annotation of the field at the path; None inside a list or mapping."""
    around = at(pack, path[:-1])
    return type(around).model_fields[path[-1]].annotation if isinstance(around, BaseModel) else None


def with_value(whole: Any, path: Path, value: Any) -> Any:
    """Copy a model, list or mapping with another value at the path."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(whole, BaseModel):
        return whole.model_copy(update={first: with_value(getattr(whole, str(first)), rest, value)})
    if isinstance(whole, dict):
        return whole | {first: with_value(whole[first], rest, value)}
    assert isinstance(first, int)
    return (*whole[:first], with_value(whole[first], rest, value), *whole[first + 1 :])


def at(whole: Any, path: Path) -> Any:
    """Return the value at the path."""
    for part in path:
        whole = getattr(whole, str(part)) if isinstance(whole, BaseModel) else whole[part]
    return whole


def pack_with(pack: Pack, path: Path, value: Any) -> Pack:
    """Copy a pack with another value at the path."""
    changed = with_value(pack, path, value)
    assert isinstance(changed, Pack)
    return changed
