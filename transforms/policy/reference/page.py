"""Write the reference of the pack from its models: docs/reference/policy-pack.md. No section or field is listed here.

The meaning of a field is its `description`, else the sentences of its model's docstring that name it in backticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from transforms.policy.model.base import Cited, Rule, Strict
from transforms.policy.model.pack import Pack
from transforms.policy.reference.types import describe_limits, describe_type
from transforms.policy.words.labels import FIELDS, SECTIONS

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "reference" / "policy-pack.md"

_HEAD = """# Reference of the policy pack

Generated from the models of `transforms/policy` by `make docs`; do not edit. How to write a pack: [policy-packs.md](../how-to/write-a-policy-pack.md).

A pack is `policies/<pack_code>/pack.yaml`. Money is whole fen (`…_fen`, 10050 is 100.5 yuan), rates are basis points (`…_bp`,
10000 is 100 %), dates are unquoted `2019-09-01` and belong to the span that they bound. A field with a default may be left out.
"""  # noqa: E501
_COLUMNS = "| field | 名称 | type | | allowed | meaning |\n|---|---|---|---|---|---|"


def render() -> str:
    """Return the Markdown text of docs/reference/policy-pack.md, which describes every field of a pack. Writes no file.

    It has a chapter for each section of a pack, with a table for each model: field, Chinese name, type, whether it may
    be left out, allowed values, meaning.
    """
    lines = [_HEAD, "## Sections", "", "| section | 名称 | what | |", "|---|---|---|---|"]
    lines += [_section_row(name, field) for name, field in Pack.model_fields.items()]
    lines += ["", "## Citations", "", *_cited()]
    described: set[type[BaseModel]] = {Cited, Rule}
    for name, field in Pack.model_fields.items():
        lines += ["", f"## `{name}` {SECTIONS.get(name, '')}".rstrip(), "", *_section(field, described)]
    return "\n".join(lines) + "\n"


def _section_row(name: str, field: FieldInfo) -> str:
    return f"| [`{name}`](#{_anchor(name)}) | {SECTIONS.get(name, '')} | {describe_type(field)} | {_needed(field)} |"


def _anchor(name: str) -> str:
    return "-".join(part for part in (name, SECTIONS.get(name, "")) if part)


def _cited() -> Iterator[str]:
    yield f"{_text(Cited)} Entries marked *cited* carry these fields; those marked *rule* have a `rule_id` too:"
    yield f"{_text(Rule)[0].lower()}{_text(Rule)[1:]}"
    yield ""
    yield _COLUMNS
    yield from (_field_row(name, field, Rule) for name, field in Rule.model_fields.items())


def _section(field: FieldInfo, described: set[type[BaseModel]]) -> Iterator[str]:
    yield f"{_capital(describe_type(field))}, {_needed(field)}." + (
        f" {field.description}" if field.description else ""
    )
    models = list(dict.fromkeys(models_of_annotation(field.annotation)))
    for model in models:
        yield from _model(model, described)


def _model(model: type[BaseModel], described: set[type[BaseModel]]) -> Iterator[str]:
    """The table of a model, then those of the models inside it; each model has one table."""
    yield ""
    if model in described:
        yield f"`{model.__name__}`: see above."
        return
    described.add(model)
    kind = " (rule)" if issubclass(model, Rule) else " (cited)" if issubclass(model, Cited) else ""
    yield from (f"### {model.__name__}{kind}", "", _text(model), "")
    own = {name: field for name, field in model.model_fields.items() if not kind or name not in Rule.model_fields}
    yield _COLUMNS
    yield from (_field_row(name, field, model) for name, field in own.items())
    for field in own.values():
        for inner in dict.fromkeys(models_of_annotation(field.annotation)):
            if inner not in described:
                yield from _model(inner, described)


def _field_row(name: str, field: FieldInfo, model: type[BaseModel]) -> str:
    left = (f"`{name}`", FIELDS.get(name, ""), describe_type(field), _needed(field), describe_limits(field))
    cells = (*left, _meaning(name, field, model))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _needed(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    return f"default {_default(default)}"


def _default(value: Any) -> str:
    if value is None or value == () or value == {}:
        return {NoneType: "null", tuple: "none", dict: "none"}[type(value)]
    if isinstance(value, BaseModel):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _meaning(name: str, field: FieldInfo, model: type[BaseModel]) -> str:
    if field.description:
        return " ".join(field.description.split())
    for base in model.__mro__:
        if issubclass(base, Strict) and name in base.model_fields:
            sentences = [sentence for sentence in _sentences(base) if f"`{name}`" in sentence]
            if sentences:
                return " ".join(sentences)
    return ""


def _text(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())


def _sentences(model: type[BaseModel]) -> list[str]:
    return re.split(r"(?<=[.;:]) (?=[A-Z`])", _text(model))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def models_of_annotation(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models inside a type annotation such as `tuple[X, ...]` or `X | None`, in order, repeats included."""
    if isinstance(annotation, type) and not get_origin(annotation):
        if issubclass(annotation, BaseModel):
            yield annotation
    elif get_origin(annotation) in (Union, UnionType) or get_origin(annotation) not in (None, Literal):
        for part in get_args(annotation):
            yield from models_of_annotation(part)


if __name__ == "__main__":
    DOCUMENT.write_text(render(), encoding="utf-8")
