"""A new pack from the template: names and years put in, all else left to be filled in. Pure; nothing is written."""

from __future__ import annotations

import re

PACK_CODE = re.compile(r"([a-z]+)-[0-9]{4}")
PREFIX = re.compile(r"[A-Z]{2}")


class NewPackRefused(ValueError):  # noqa: N818
    """The code, prefix or year cannot be that of a pack; the text tells an official what to write instead."""


def default_prefix(code: str) -> str:
    """The usual prefix of the requirements: the first two letters of the place. Raises NewPackRefused."""
    found = PACK_CODE.fullmatch(code)
    if found is None or len(found[1]) < 2:
        raise NewPackRefused(f"代码 {code} 应是小写拼音、短横线和四位年份，如 pinyin-2026")
    return found[1][:2].upper()


def fill_template(template: str, code: str, place: str, year: int, prefix: str) -> str:
    """The template with the place's names in it. Raises NewPackRefused for what no pack could hold."""
    default_prefix(code)
    if PREFIX.fullmatch(prefix) is None:
        raise NewPackRefused(f"要求编号前缀 {prefix} 应是两个大写字母")
    if len(str(year)) != 4:
        raise NewPackRefused(f"参保年度 {year} 应是四位年份")
    if re.fullmatch(r"[一-鿿]{2,20}", place) is None:
        raise NewPackRefused(f"地方名称“{place}”应是中文，如 某某县")
    names = {
        "<code>": code, "<place>": place, "<year>": str(year), "<before>": str(year - 1), "<PP>": prefix,
        "<pp>": prefix.lower(),
    }  # fmt: skip
    return re.sub("|".join(names), lambda found: names[found[0]], template)
