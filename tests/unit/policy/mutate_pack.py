"""Changes one value of a loaded pack, without asking whether the pack stays right."""

from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel

from transforms.policy import Pack
from transforms.policy.model.walk import Path

_TEXT = "其他文字"
_FIRST: dict[str, Any] = {"bool": True, "int": 1, "date": date(2019, 1, 31)}


def mutated(value: Any, annotation: Any = None) -> Any:
    """Another value of the same type; where there was none, one of the annotated type."""
    if value is None:
        told = repr(annotation)
        return next((one for name, one in _FIRST.items() if name in told), _TEXT)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, date):
        return value + timedelta(days=1)
    return value + _TEXT


def annotation_at(pack: Pack, path: Path) -> Any:
    """The annotation of the field at the path; None inside a list or mapping."""
    around = at(pack, path[:-1])
    return type(around).model_fields[path[-1]].annotation if isinstance(around, BaseModel) else None


def with_value(whole: Any, path: Path, value: Any) -> Any:
    """A copy of the model, list or mapping in which the value at the path is another."""
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
    """The value at the path."""
    for part in path:
        whole = getattr(whole, str(part)) if isinstance(whole, BaseModel) else whole[part]
    return whole


def pack_with(pack: Pack, path: Path, value: Any) -> Pack:
    changed = with_value(pack, path, value)
    assert isinstance(changed, Pack)
    return changed
