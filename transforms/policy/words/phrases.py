"""Write values and entries of a pack in Chinese: 130元, 95%, 2019年9月1日, 建档立卡贫困人口, 60周岁以上."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel

from transforms.policy.model.base import Amount, Cited
from transforms.policy.model.walk import Path, is_leaf, parts_of
from transforms.policy.words.labels import field_label, section_label, word_label
from transforms.policy.words.rules import ANYBODY, rule_zh
from transforms.text.figures import date_zh, rate_zh, yuan_zh

NOTHING = "无"
STANDARD = "standard"  # the only tier of a pack that names none
_LONG = 60  # characters of a value in a sentence

# the subject of an entry is the first of these fields that it has; its own name goes before what it belongs to
_SUBJECTS = (
    "label_zh", "task_zh", "what_zh", "document_zh", "group_zh", "duty_zh", "sender_label", "unit_id", "category",
    "group", "report", "role", "setting", "source", "payer", "recipient", "counts", "plan_year", "when",
    "title", "name",
)  # fmt: skip


class Names:
    """Labels of the codes of packs: (field, code) -> label. The last mapping that has a code counts."""

    def __init__(self, *labels: dict[tuple[str, str], str]) -> None:
        self._labels = {key: label for mapping in labels for key, label in mapping.items()}

    def label(self, field: str, code: str) -> str:
        """Return the Chinese label of a code that is the value of this field, from the packs, else the general text.

        Returns the code itself if it has neither. `field`: the field's own key, such as `payer`, without the section.
        """
        for name in (field, field.removesuffix("s"), _CODES_IN.get(field, field)):
            if (name, code) in self._labels:
                return self._labels[name, code]
        return word_label(field, code)


def labels_in(pack: BaseModel) -> dict[tuple[str, str], str]:
    """Map (field, code) to the Chinese label, for every code that has a label in the pack.

    The field is the one that holds the code: `payer` for a fund, `category` for a category.
    """
    return dict(_labels_inside(pack))


def _labels_inside(value: object) -> Iterator[tuple[tuple[str, str], str]]:
    if isinstance(value, BaseModel):
        yield from _labels_of(value)
    for _, part in parts_of(value):
        if not is_leaf(part):
            yield from _labels_inside(part)


# fields that hold codes of another name
_CODES_IN = {
    "unless_category": "category", "default_category": "category", "categories": "category", "with_any": "category",
    "unless_any": "category", "of": "category", "counts": "category", "category_by_grade": "category",
    "successors": "unit_id", "own_units": "unit_id", "recipients": "recipient", "signed_by": "recipient",
    "own_payers": "payer", "order": "category",
    "enjoys_tier": "tier", "excused": "category",
}  # fmt: skip


def _labels_of(model: BaseModel) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the label of the model's own code (its first field that is not a citation), if it has a label."""
    label = getattr(model, "label_zh", None) or getattr(model, "name", None)
    if isinstance(label, str) and (own := _own_code(type(model))):
        code = getattr(model, own)
        if isinstance(code, str) and code != label:
            yield (own, code), label


@cache
def _own_code(model: type[BaseModel]) -> str | None:
    """Return the first field that is not a citation."""
    return next((name for name in model.model_fields if name not in ("rule_id", *Cited.model_fields)), None)


def value_zh(value: Any, field: str, names: Names) -> str:
    """Write a value of a pack in Chinese, as an official does: 130元, 95%, 2019年9月1日; 无 for nothing.

    `field`: the name of the field that holds the value; the unit follows from it (`_fen`, `_bp`). `names`
    has the labels of the pack's codes.
    """
    if value is None or value == () or value == {}:
        return NOTHING
    if isinstance(value, Amount):
        return yuan_zh(value.fen) if value.fen is not None else f"未定（{value.undefined}）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return _number_zh(value, field)
    if isinstance(value, date):
        return date_zh(value)
    if isinstance(value, tuple):
        texts = "、".join(value_zh(item, field, names) for item in value)
        return f"{texts}中较晚的一日" if field == "starts" and len(value) > 1 else texts
    if isinstance(value, dict):
        return "；".join(f"{key}→{value_zh(item, field, names)}" for key, item in value.items())
    if isinstance(value, BaseModel):
        return model_zh(value, names)
    return names.label(field, str(value))


def model_zh(model: BaseModel, names: Names, but: str = NOTHING) -> str:
    """Describe a model in Chinese by its fields and values, without citation and default values; 无 if nothing is left.

    `but`: a Chinese text that the reader's sentence already has; a value with that text is left out, and nothing left
    is then ''. `names` has the labels of codes.
    """
    whole = rule_zh(model, names.label)
    if whole is not None:
        return "" if whole == but else whole
    stated = []
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name not in ("rule_id", *Cited.model_fields) and value != field.get_default(call_default_factory=True):
            text = value_zh(value, name, names)
            colon = "：" if isinstance(value, bool) else ""
            stated += [f"{field_label(name)}{colon}{text}"] if text not in (but, NOTHING) else []
    return "，".join(stated) or ("" if but != NOTHING else NOTHING)


def shorten(text: str) -> str:
    """Return the text; if it is longer than 60 characters, only its first 59 with an ellipsis."""
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _number_zh(value: int, field: str) -> str:
    if field == "fen" or field.endswith("_fen") or "_fen_" in field:
        return yuan_zh(value)
    if field.endswith("_bp"):
        return rate_zh(value)
    unit = "年" if field.endswith(("_year", "_years")) else "人" if field == "persons" else ""
    return f"{value}{unit}"


def _qualified(entry: BaseModel, field: str, names: Names) -> str:
    """Return what distinguishes entries with equal subjects: conditions, tier of a price, cadence of a report."""
    if field == "report" and getattr(entry, "cadence", None):
        return f"（{word_label('cadence', str(getattr(entry, 'cadence', '')))}）"
    tier = getattr(entry, "tier", STANDARD) if field == "plan_year" else STANDARD
    when = getattr(entry, "when", None)
    stated = ["" if tier == STANDARD else names.label("tier", tier)]
    stated += [model_zh(when, names)] if isinstance(when, BaseModel) else []
    terms = "，".join(term for term in stated if term not in ("", NOTHING, ANYBODY))
    return f"（{terms}）" if terms else ""


def subject_zh(entry: Any, path: Path, names: Names) -> str:
    """Return the Chinese phrase for what an entry of a pack is about: its label or code in words, else its place.

    `path` is the place of the entry in the pack (keys and positions). `names` has the labels of codes. The entry's
    conditions, tier or cadence follow in brackets.
    """
    if isinstance(entry, BaseModel):
        for field in _SUBJECTS:
            value = getattr(entry, field, None)
            if field == "when" and value is not None:
                return model_zh(value, names)
            if value is not None:
                return value_zh(value, field, names) + _qualified(entry, field, names)
    inner = [f"第{part + 1}条" if isinstance(part, int) else field_label(part) for part in path[1:]]
    return "".join(inner) or section_label(str(path[0]))
