"""Fill the template of a new pack with the names and years of a place. Pure: no file is written here."""

from __future__ import annotations

import os
import re
from pathlib import Path

PACK_CODE = re.compile(r"([a-z]+)-[0-9]{4}")
PREFIX = re.compile(r"[A-Z]{2}")
# The first line of a pack names its schema to the editor.
_SCHEMA_LINE = re.compile(r"\A# yaml-language-server: \$schema=.*\n")


class NewPackRefused(ValueError):  # noqa: N818
    """A code, prefix, place or year that no pack can have; the text states what an official should write instead."""


def default_prefix(code: str) -> str:
    """Derive the two letters that begin the numbers of the requirements from a pack code: `pinyin-2026` gives `PI`.

    Raises NewPackRefused if the code is not two or more small letters, a hyphen and four digits.
    """
    match = PACK_CODE.fullmatch(code)
    if match is None or len(match[1]) < 2:
        raise NewPackRefused(f"代码 {code} 应是小写拼音、短横线和四位年份，如 pinyin-2026")
    return match[1][:2].upper()


def fill_template(template: str, code: str, place: str, year: int, prefix: str) -> str:
    """Return the text of a new pack: the template with its placeholders `<code>`, `<place>`, `<year>` … filled in.

    `code` is the pack code, `place` the Chinese name of the county or city, `year` the plan year, `prefix` the two
    capital letters that begin the numbers of the requirements. Other placeholders: `<before>` (the year before) and
    `<PP>`, `<pp>` (the prefix in capital and small letters). Raises NewPackRefused for a value that no pack can have.
    """
    default_prefix(code)
    if PREFIX.fullmatch(prefix) is None:
        raise NewPackRefused(f"要求编号前缀 {prefix} 应是两个大写字母")
    if len(str(year)) != 4:
        raise NewPackRefused(f"参保年度 {year} 应是四位年份")
    if re.fullmatch(r"[一-鿿]{2,20}", place) is None:
        raise NewPackRefused(f"地方名称“{place}”应是中文，如 某某县")
    names = {
        "<code>": code,
        "<place>": place,
        "<year>": str(year),
        "<before>": str(year - 1),
        "<PP>": prefix,
        "<pp>": prefix.lower(),
    }
    return re.sub("|".join(names), lambda match: names[match[0]], template)


def set_schema_line(text: str, schema: Path, folder: Path) -> str:
    """Return the text of a pack with its first line, which names the JSON Schema to editors, rewritten for `schema`.

    The line states the path of `schema` relative to `folder`, the pack's folder. It is removed if no right path can be
    written: no such file, another drive, or a space, which ends the path. A text without such a line is returned
    unchanged. No file is written.
    """
    line = ""
    if schema.is_file():
        try:
            relative = os.path.relpath(schema.resolve(), folder.resolve()).replace(os.sep, "/")
            line = "" if re.search(r"\s", relative) else f"# yaml-language-server: $schema={relative}\n"
        except ValueError:  # a path on another drive of Windows
            line = ""
    return _SCHEMA_LINE.sub(lambda _: line, text)
