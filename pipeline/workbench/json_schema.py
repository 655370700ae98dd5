"""JSON Schema of packs, layouts, their vocabulary and the directory, generated from the models by `make docs`.

The first line of each YAML file names its schema, so that an editor completes keys and marks errors. Titles are the
Chinese labels. A schema checks keys, types and words; `campaign policy check` also checks what lies between the fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from transforms.directory.model import DIRECTORY_FIELDS, Directory
from transforms.intake.layouts.model import Layout, Vocabulary
from transforms.intake.layouts.parts import Canonical
from transforms.policy.model.pack import Pack
from transforms.policy.reference.layout_labels import LAYOUT_FIELDS, LAYOUT_WORDS
from transforms.policy.words.labels import FIELDS, SECTIONS, word_label

FOLDER = Path(__file__).resolve().parents[2] / "policies" / "schema"
PACK, LAYOUT, VOCABULARY = "pack.schema.json", "layout.schema.json", "vocabulary.schema.json"
DIRECTORY = "directory.schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]
Labels = Mapping[str, str]


def render() -> dict[str, str]:
    """Generate all JSON Schemas of data files. Returns file name -> JSON text; writes no file.

    They let an editor complete and check these YAML files. Equal models give equal texts.
    """
    schemas = {
        PACK: _labelled_schema(Pack, "政策包", {**FIELDS, **SECTIONS}, FIELDS),
        LAYOUT: _without_shared_keys(_labelled_schema(Layout, "版式", LAYOUT_FIELDS, LAYOUT_FIELDS)),
        VOCABULARY: _labelled_schema(Vocabulary, "版式共用的用语", LAYOUT_FIELDS, LAYOUT_FIELDS),
        DIRECTORY: _labelled_schema(Directory, "通讯录", DIRECTORY_FIELDS, DIRECTORY_FIELDS),
    }
    return {name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in schemas.items()}


def _without_shared_keys(schema: Schema) -> Schema:
    """A layout file may leave out every key that the vocabulary gives to all layouts of the folder."""
    return {**schema, "required": [name for name in schema["required"] if name not in Vocabulary.model_fields]}


def _labelled_schema(model: type[BaseModel], title: str, sections: Labels, fields: Labels) -> Schema:
    """The schema of a model with Chinese titles: `sections` labels its own keys, `fields` those of inner models."""
    schema = model.model_json_schema()
    definitions: dict[str, Schema] = schema.pop("$defs", {})
    titles: dict[str, set[str]] = {}
    for part in (schema, *definitions.values()):
        del part["title"]
        part.pop("description", None)  # the class docstring, for developers
        for name, field in part["properties"].items():
            _label_field(name, field, sections if part is schema else fields)
            for reference in _references(field):
                titles.setdefault(reference, set()).add(field["title"])
    for name, definition in definitions.items():
        if len(titles.get(name, ())) == 1:
            (definition["title"],) = titles[name]
    return {"$schema": _DIALECT, "title": title, **schema, "$defs": definitions}


def _label_field(name: str, field: Schema, labels: Labels) -> None:
    """Replace title and description of a field by Chinese ones; do so for the keys and words that it allows."""
    meaning = field.pop("description", None)
    if not isinstance(field.get("default"), str | int):
        field.pop("default", None)  # an editor would write out every null and empty list
    field["title"] = labels.get(name, name)
    notes = [_note(name), *(_describe_words(name, part) for part in _alternatives(field))]
    _name_keys(field, labels)
    described = "；".join([field["title"], *(note for note in notes if note)])
    field["description"] = f"{described}\n{meaning}" if meaning else described


def _note(name: str) -> str:
    """The unit of a number, by the ending of the field's name."""
    if name == "fen" or name.endswith("_fen"):
        return "单位是分，1元写 100"
    return "单位是万分之一，95% 写 9500" if name.endswith("_bp") else ""


def _alternatives(field: Schema) -> Iterator[Schema]:
    """The schema of a field and of the values that it may hold: alternatives, items of a list, values of a mapping."""
    yield field
    nested = [*field.get("anyOf", ()), field.get("items"), field.get("additionalProperties")]
    for part in nested:
        if isinstance(part, dict):
            yield from _alternatives(part)


def _describe_words(name: str, part: Schema) -> str:
    """Add its Chinese meaning to each word of an enumeration, for the editor's list. Returns them as one sentence."""
    words = [str(word) for word in part.get("enum", ())]
    meanings = {word: _meaning_of(name, word) for word in words}
    if all(word == meaning for word, meaning in meanings.items()):
        return ""
    part["enumDescriptions"] = list(meanings.values())
    return "、".join(f"{word}（{meaning}）" for word, meaning in meanings.items())


def _meaning_of(field: str, word: str) -> str:
    """The Chinese meaning of a word of a pack or layout, else of a column that a layout names; else the word."""
    return LAYOUT_WORDS.get(f"{field}.{word}") or _column_label(word, word_label(field, word))


def _column_label(word: str, label: str) -> str:
    return LAYOUT_FIELDS.get(word, word) if label == word and word in get_args(Canonical) else label


def _name_keys(field: Schema, labels: Labels) -> None:
    """Turn a mapping whose keys are enumerated into named properties, which an editor completes with their titles."""
    for part in _alternatives(field):
        keys: Schema = part.get("propertyNames", {})
        if "enum" in keys:
            del part["propertyNames"]
            value = part["additionalProperties"]
            part["properties"] = {key: {**value, "title": labels.get(key, key)} for key in keys["enum"]}
            part["additionalProperties"] = False


def _references(field: Schema) -> Iterator[str]:
    for part in _alternatives(field):
        if "$ref" in part:
            yield part["$ref"].rsplit("/", 1)[-1]


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file_name, text in render().items():
        (FOLDER / file_name).write_text(text, encoding="utf-8")
