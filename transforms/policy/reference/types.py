"""The type of a field in words, and what it may hold, read from its annotation and constraints."""

from __future__ import annotations

from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from transforms.policy.model import base

_PLAIN = {str: "text", int: "whole number", bool: "`true` or `false`", date: "date", NoneType: "`null`"}
# the forms of the shared types, in words; another form is shown as it is
_FORMS = {
    "RequirementId": "number of a requirement (`AB-01`)",
    "RuleId": "number of a rule (`AB-01`, `AB-01-suffix`)",
    "Code": "code (small letters, figures, `_`)",
    "Text": "text",
}


def _pattern(annotation: Any) -> str | None:
    for one in getattr(annotation, "__metadata__", ()):
        for constraint in getattr(one, "metadata", [one]):
            pattern = getattr(constraint, "pattern", None)
            if pattern is not None:
                return str(pattern)
    return None


_FORM_OF = {_pattern(getattr(base, name)): words for name, words in _FORMS.items()}


def describe_type(field: FieldInfo) -> str:
    """The type as a sentence part: 'list of `Window`', 'date or `null`'."""
    return _words(_annotated(field))


def _annotated(field: FieldInfo) -> Any:
    annotation: Any = field.annotation
    for constraint in field.metadata:
        annotation = Annotated[annotation, constraint]
    return annotation


def _words(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _FORM_OF.get(_pattern(annotation)) or _words(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return " or ".join(_words(part) for part in get_args(annotation))
    if origin is Literal:
        return "word"
    if origin is tuple:
        parts = [part for part in get_args(annotation) if part is not Ellipsis]
        return f"list of {' or '.join(_words(part) for part in parts)}"
    if origin is dict:
        key, value = get_args(annotation)
        return f"mapping of {_words(key)} to {_words(value)}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"`{annotation.__name__}`"
    return _PLAIN.get(annotation) or str(getattr(annotation, "__name__", annotation))


def describe_limits(field: FieldInfo) -> str:
    """The words, limits and forms that the field's values must keep; empty where the type says all."""
    return "; ".join(dict.fromkeys(_limits(_annotated(field))))


def _limits(annotation: Any) -> list[str]:
    origin = get_origin(annotation)
    if origin is Literal:
        return [", ".join(f"`{word}`" for word in get_args(annotation))]
    said: list[str] = []
    if origin is Annotated:
        inside, *constraints = get_args(annotation)
        said = _limits(inside)
        if _pattern(annotation) not in _FORM_OF:
            for one in constraints:
                said += _limits_of(one)
        return said
    for part in get_args(annotation):
        said += _limits(part)
    return said


def _limits_of(constraint: Any) -> list[str]:
    said = []
    for one in [constraint, *getattr(constraint, "metadata", [])]:
        said += [text for text in [_limit(one)] if text]
    return said


def _limit(one: Any) -> str:
    match one:
        case Ge(ge=least):
            return f"{least} or more"
        case Gt(gt=below):
            return f"more than {below}"
        case Le(le=most):
            return f"at most {most}"
        case Lt(lt=above):
            return f"less than {above}"
        case MinLen(min_length=1):
            return "not empty"
        case MinLen(min_length=least):
            return f"at least {least} long"
        case MaxLen(max_length=most):
            return f"at most {most} long"
    pattern = getattr(one, "pattern", None)
    return f"form `{pattern}`" if pattern else ""
