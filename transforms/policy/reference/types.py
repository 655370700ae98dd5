"""Describe the type of a field and the values that it allows, from its annotation and constraints."""

from __future__ import annotations

from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from transforms.policy.model import base

_PLAIN = {str: "text", int: "whole number", bool: "`true` or `false`", date: "date", NoneType: "`null`"}
# The patterns of the shared types in words; any other pattern is shown itself.
_FORMS = {
    base.RequirementId: "number of a requirement (`AB-01`)",
    base.RuleId: "number of a rule (`AB-01`, `AB-01-suffix`)",
    base.Code: "code (small letters, figures, `_`)",
    base.Text: "text",
    base.Name: "text on one line",
}


def _pattern(annotation: Any) -> str | None:
    """The pattern of an annotated type, if it has one."""
    if get_origin(annotation) is not Annotated:
        return None
    constraints = [part for metadata in annotation.__metadata__ for part in _constraints(metadata)]
    return next((str(part.pattern) for part in constraints if _has_pattern(part)), None)


def _constraints(metadata: Any) -> list[Any]:
    """The constraints behind one piece of metadata: those of a `Field`, else the piece itself."""
    return [*metadata.metadata] if isinstance(metadata, FieldInfo) else [metadata]


def _has_pattern(constraint: Any) -> bool:
    # pydantic keeps a pattern in a private class
    return getattr(constraint, "pattern", None) is not None


_FORM_OF = {_pattern(form): words for form, words in _FORMS.items()}


def describe_type(field: FieldInfo) -> str:
    """Describe the type of a field as part of a sentence: 'list of `Window`', 'date or `null`'."""
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
    """Describe the words, limits and forms that a field's values must keep: '1 or more; at most 99'; '' without any."""
    return "; ".join(dict.fromkeys(_limits(_annotated(field))))


def _limits(annotation: Any) -> list[str]:
    origin = get_origin(annotation)
    if origin is Literal:
        return [", ".join(f"`{word}`" for word in get_args(annotation))]
    limits: list[str] = []
    if origin is Annotated:
        inside, *constraints = get_args(annotation)
        limits = _limits(inside)
        if _pattern(annotation) not in _FORM_OF:
            for metadata in constraints:
                limits += [limit for part in _constraints(metadata) if (limit := _limit(part))]
        return limits
    for part in get_args(annotation):
        limits += _limits(part)
    return limits


def _limit(constraint: Any) -> str:
    match constraint:
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
    return f"form `{constraint.pattern}`" if _has_pattern(constraint) else ""
