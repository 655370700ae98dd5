"""What is wrong with a layout file, in words for whoever edits it: file, line, key, what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML

_WORDS = {
    "extra_forbidden": "没有这个键，请检查拼写",
    "missing": "缺少这个键",
    "literal_error": "应为下列之一：<expected>",
    "string_type": "应为文字（数字请加引号）",
    "int_type": "应为整数",
    "list_type": "应为列表，如 [甲, 乙]",
    "dict_type": "应为“键: 值”，如 {headers: [姓名]}",
    "model_type": "应为“键: 值”，如 {headers: [姓名]}",
    "too_short": "不能为空",
    "too_long": "最多 <max_length> 项",
    "string_too_short": "不能为空",
    "greater_than_equal": "不能小于 <ge>",
    "less_than_equal": "不能大于 <le>",
}


def explained(path: Path, error: ValidationError) -> str:
    """Every problem on a line of its own."""
    return "\n".join(_problem(path, one) for one in error.errors())


def _problem(path: Path, one: ErrorDetails) -> str:
    context = one.get("ctx", {})
    own = context.get("error")
    where = tuple(getattr(own, "path", ()) or one["loc"])
    keys = [str(part) for part in where if part != "[key]"]
    told = str(own) if own is not None else _WORDS.get(one["type"], one["msg"])
    for name, value in context.items():
        told = told.replace(f"<{name}>", str(value).replace(" or ", "、").replace(", ", "、"))
    return f"{path.name}{line_of(path, where)} {'.'.join(keys) or '整个文件'}：{told}"


def line_of(path: Path, where: Sequence[str | int]) -> str:
    """' 第N行' of a key, or of the closest one above it that the file has; '' for none (a key that is missing)."""
    content = YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8"))
    line = None
    for part in where:
        places = getattr(getattr(content, "lc", None), "data", None)
        if not places or part not in places:
            break
        line = places[part][0] + 1
        content = content[part]
    return f" 第{line}行" if line else ""
