"""Makes a bad pack out of the good one by one change, so that a refusal is about that change and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from transforms.policy import Problem, check_pack
from transforms.policy.reference.page import models_of_annotation

POLICIES = Path(__file__).parents[3] / "policies"
PACKS = ("heyuan-2020", "kaijiang-2020", "hefei-2020", "zhaoqing-2021", "dongan-2020")


def text_of(pack_code: str) -> str:
    return (POLICIES / pack_code / "pack.yaml").read_text(encoding="utf-8")


def write(folder: Path, pack_code: str, text: str) -> Path:
    place = folder / pack_code
    place.mkdir(exist_ok=True)
    (place / "pack.yaml").write_text(text, encoding="utf-8")
    return place


def changed(text: str, old: str, new: str, after: str = "") -> str:
    """The text with the first `old` behind `after` replaced; both must be there."""
    start = text.index(after)
    assert old in text[start:], old
    return text[:start] + text[start:].replace(old, new, 1)


def line_of(text: str, needle: str, after: str = "") -> int:
    """The line of the first `needle` behind `after`, counted from 1."""
    return text[: text.index(needle, text.index(after))].count("\n") + 1


def problems_with(folder: Path, pack_code: str, text: str) -> list[Problem]:
    return check_pack(write(folder, pack_code, text))


def models_of(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    for field in model.model_fields.values():
        for inner in models_of_annotation(field.annotation):
            if inner not in seen:
                seen.add(inner)
                yield inner
                yield from models_of(inner, seen)
