"""What is wrong with a layout file, in words for whoever edits it: file, line, key, what was expected."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from transforms.policy.yaml_reader import Tree

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
    "invalid_key": "键应是文字（数字请加引号）",
    "date_type": "应为日期，如 1900-01-01",
    "date_from_datetime_parsing": "应为日期，如 1900-01-01",
}
_OTHERWISE = "写法不对，请对照其他版式文件"


def explained(file: str, tree: Tree, error: ValidationError) -> str:
    """Every problem on a line of its own."""
    return "\n".join(_problem(file, tree, one) for one in error.errors())


def refused(file: str, tree: Tree) -> str:
    """What keeps a file from being read as it is meant, every problem on a line of its own."""
    return "\n".join(
        f"{file} 第{line}行{''.join(f' {part}' for part in one.path)}：{one.expected_zh}。{one.mend_zh}"
        for line, one in tree.findings
    )


def _problem(file: str, tree: Tree, one: ErrorDetails) -> str:
    context = one.get("ctx", {})
    own = context.get("error")
    own = own if isinstance(own, ValueError) else None  # ours; pydantic puts words of its own there, too
    where = tuple(getattr(own, "path", ()) or one["loc"])
    keys = [str(part) for part in where if part != "[key]"]
    told = str(own) if own is not None else _WORDS.get(one["type"], _OTHERWISE)
    for name, value in context.items():
        told = told.replace(f"<{name}>", str(value).replace(" or ", "、").replace(", ", "、"))
    return f"{file}{place(tree, where)} {'.'.join(keys) or '整个文件'}：{told}"


def place(tree: Tree, where: Sequence[str | int]) -> str:
    """' 第N行' of a key, or of the closest one above it that the file has; '' for none (a key that is missing)."""
    known = [tuple(where[:length]) for length in range(len(where), 0, -1) if tuple(where[:length]) in tree.lines]
    return f" 第{tree.lines[known[0]]}行" if known else ""
