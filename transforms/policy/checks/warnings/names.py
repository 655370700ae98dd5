"""Doubts about names: what is listed and used nowhere, and units whose names are easily confused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from transforms.policy.model.walk import Path, leaves_of, parts_of
from transforms.strict_yaml.problems import Finding, build_warning

Sections = dict[str, Any]

_SUFFIX = re.compile(r"(街道办事处|办事处|街道|自治县|镇|乡|区|县|市)$")
_LEAST = 3  # letters before the suffix: shorter names differ in one letter by nature
_PAIRED = set("东西南北中上下前后左右内外大小新老旧一二三四五六七八九十0123456789")  # letters that tell places apart


def categories_nobody_sends(sections: Sections) -> Iterator[Finding]:
    """A category that no source's labels lead to: nobody can ever be in it."""
    sent = {category for source in sections["sources"] for category in source.all_categories()}
    for index, one in enumerate(sections["categories"]):
        if one.category not in sent:
            yield build_warning(
                ("categories", index, "category"), "doubt.category_unsent",
                f"没有单位报送“{one.label_zh}”名单，不会有人属于这一类",
                "在 sources 某单位的 categories 中写上名单里的叫法，或确认暂无名单",
                f"no source sends the category {one.category}: nobody will ever be in it",
                "name it under categories of the source that sends it, or make sure that no list is expected",
            )  # fmt: skip


def unused_payers(sections: Sections) -> Iterator[Finding]:
    """A fund that pays for nobody."""
    yield from _unused(sections, "payers", "payer", "出资方", "payer", "subsidies")


def unused_recipients(sections: Sections) -> Iterator[Finding]:
    """An office that gets no publication."""
    yield from _unused(sections, "recipients", "recipient", "接收单位", "recipient", "publications")


def _unused(sections: Sections, section: str, field: str, zh: str, en: str, user: str) -> Iterator[Finding]:
    """Codes of a section that no field whose name speaks of them holds, in any other section."""
    used = {
        value
        for name, content in sections.items()
        if name != section
        for path, value in leaves_of(content, (name,))
        if any(isinstance(part, str) and field in part for part in path)
    }
    for index, one in enumerate(sections[section]):
        code = getattr(one, field)
        if code not in used:
            yield build_warning(
                (section, index, field), f"doubt.{field}_unused", f"{zh}“{one.label_zh}”没有用到",
                f"在 {user} 中用上，或删除；通知未定金额的可保留", f"the {en} {code} is used nowhere",
                f"use it under {user} or delete it; keep it where the notice leaves the amount open",
            )  # fmt: skip


def units_with_similar_names(sections: Sections) -> Iterator[Finding]:
    """Two units whose names are equal but for their kind, or differ in one letter of several."""
    named = [(path, name) for path, unit in _units(sections["units"]) for name in (unit.name, *unit.aliases)]
    told: set[tuple[Path, Path]] = set()
    for (path_a, name_a), (path_b, name_b) in combinations(named, 2):
        if (
            path_a != path_b
            and path_a[:-1] == path_b[:-1]
            and (path_a, path_b) not in told
            and names_are_similar(name_a, name_b)
        ):
            told.add((path_a, path_b))
            yield build_warning(
                (*path_b, "name"), "doubt.names_alike", f"“{name_b}”与“{name_a}”几乎同名",
                "看是否同一单位写了两遍，或有错字", f"{name_b} and {name_a} are nearly the same name",
                "see whether one unit is listed twice, or a letter is wrong",
            )  # fmt: skip


def _units(value: object, path: Path = ("units",)) -> Iterator[tuple[Path, Any]]:
    if hasattr(value, "unit_id") and hasattr(value, "aliases"):
        yield path, value
    for name, part in parts_of(value):
        yield from _units(part, (*path, name))


def names_are_similar(first: str, second: str) -> bool:
    """Whether two names are easily taken for each other. Names apart by a direction or a number are meant so."""
    a, b = _stem(first), _stem(second)
    if a == b:
        return True
    if min(len(a), len(b)) < _LEAST:
        return False
    if len(a) == len(b):
        differ = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        return len(differ) == 1 and not set(differ[0]) <= _PAIRED
    short, long = sorted((a, b), key=len)
    return len(long) == len(short) + 1 and any(
        long[:i] + long[i + 1 :] == short and long[i] not in _PAIRED for i in range(len(long))
    )


def _stem(name: str) -> str:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", name))
    return _SUFFIX.sub("", plain) or plain
