"""Warnings about names: codes that are listed and used nowhere, and units whose names are easily confused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations

from transforms.policy.model.places import Unit
from transforms.policy.model.schedule import Recipient
from transforms.policy.model.sections import Sections
from transforms.policy.model.subsidies import Payer
from transforms.policy.model.walk import Path, leaves_of
from transforms.strict_yaml.problems import Finding, build_warning

_SUFFIX = re.compile(r"(街道办事处|办事处|街道|自治县|镇|乡|区|县|市)$")
_LEAST = 3  # Characters before the suffix: shorter names differ in one character by nature.
# Characters by which places are named in pairs.
_PAIRED = set("东西南北中上下前后左右内外大小新老旧一二三四五六七八九十0123456789")


def categories_nobody_sends(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each category that no source gives to its rows, so that nobody can ever be in it.

    `sections`: section name -> its model; it must have `categories` and `sources`. A finding states the place in the
    pack, the fault and the remedy, in Chinese and English.
    """
    sent = {code for source in sections["sources"] for code in source.all_categories()}
    for index, category in enumerate(sections["categories"]):
        if category.category not in sent:
            yield build_warning(
                ("categories", index, "category"),
                "doubt.category_unsent",
                f"没有单位报送“{category.label_zh}”名单，不会有人属于这一类",
                "在 sources 中写明：按列的写 categories，按等级的写 category_by_grade，整份一类的写 default_category；"
                "或确认暂无名单",
                f"no source sends the category {category.category}: nobody will ever be in it",
                "name it at the source that sends it: in categories, category_by_grade or default_category, as its "
                "layout asks; or make sure that no list is expected",
            )


def unused_payers(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each fund in `payers` that no other section but `recipients` names: it pays for nobody.

    `sections`: section name -> its model; it must have `payers`. A finding states the place in the pack, the fault and
    the remedy, in Chinese and English.
    """
    used = _codes_of(sections, "payer", ("payers", "recipients"))
    for index, payer in enumerate(sections["payers"]):
        if payer.payer not in used:
            yield _unused(("payers", index), payer, payer.payer)


def unused_recipients(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each office in `recipients` that no other section names.

    `sections`: section name -> its model; it must have `recipients`. A finding states the place in the pack, the fault
    and the remedy, in Chinese and English.
    """
    used = _codes_of(sections, "recipient", ("recipients",))
    for index, recipient in enumerate(sections["recipients"]):
        if recipient.recipient not in used:
            yield _unused(("recipients", index), recipient, recipient.recipient)


def _codes_of(sections: Sections, field: str, left_out: tuple[str, ...]) -> set[object]:
    """The values of all fields whose name contains `field`, in every section but those left out."""
    return {
        value
        for name, content in sections.items()
        if name not in left_out
        for path, value in leaves_of(content, (name,))
        if any(isinstance(part, str) and field in part for part in path)
    }


def _unused(path: Path, entry: Payer | Recipient, code: str) -> Finding:
    field, zh, user = (
        ("payer", "出资方", "subsidies") if isinstance(entry, Payer) else ("recipient", "接收单位", "publications")
    )
    return build_warning(
        (*path, field),
        f"doubt.{field}_unused",
        f"{zh}“{entry.label_zh}”没有用到",
        f"在 {user} 中用上，或删除；通知未定金额的可保留",
        f"the {field} {code} is used nowhere",
        f"use it under {user} or delete it; keep it where the notice leaves the amount open",
    )


def units_with_similar_names(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each pair of units whose names or aliases differ only in their kind or one character.

    The kind is the ending (镇, 乡, 街道). Names that differ in a direction or a number (东, 二) give no warning.
    `sections`: section name -> its model; it must have `units`. A finding states the place in the pack, the fault and
    the remedy, in Chinese and English.
    """
    names = [(path, name) for path, unit in _placed_units(sections) for name in (unit.name, *unit.aliases)]
    reported: set[tuple[Path, Path]] = set()
    for (path_a, name_a), (path_b, name_b) in combinations(names, 2):
        are_siblings = path_a != path_b and path_a[:-1] == path_b[:-1]
        if are_siblings and (path_a, path_b) not in reported and names_are_similar(name_a, name_b):
            reported.add((path_a, path_b))
            yield build_warning(
                (*path_b, "name"),
                "doubt.names_alike",
                f"“{name_b}”与“{name_a}”几乎同名",
                "看是否同一单位写了两遍，或有错字",
                f"{name_b} and {name_a} are nearly the same name",
                "see whether one unit is listed twice, or a letter is wrong",
            )


def _placed_units(sections: Sections) -> Iterator[tuple[Path, Unit]]:
    tree = sections["units"]
    yield ("units", "root"), tree.root
    yield from ((("units", "children", index), unit) for index, unit in enumerate(tree.children))


def names_are_similar(first: str, second: str) -> bool:
    """Decide whether two Chinese names of units are easily confused: only their kind or one character differs.

    The kind is the ending (镇, 乡, 街道). Names that differ in a direction or a number (东, 二) are not similar.
    """
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
