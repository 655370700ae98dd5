"""Describes errors of a layout file for its author: file, line, key and the expected value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from transforms.strict_yaml.reader import Tree
from transforms.strict_yaml.syntax_errors import COLON_ZH

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
    "greater_than_equal": "不能小于 <ge>",
    "less_than_equal": "不能大于 <le>",
    "less_than": "应小于 <lt>",
    "invalid_key": "键应是文字（数字请加引号）",
    "date_type": "应为日期，如 1900-01-01",
    "date_from_datetime_parsing": "应为日期，如 1900-01-01",
}
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")  # 县(市、区、旗) is a printed heading
_OTHERWISE = "写法不对，请对照其他版式文件"
# a form may print these signs; in a layout they are more often typed instead of YAML's own
_MEANT_ZH = {
    **dict.fromkeys("，、；", "若要分开几个名称，用英文逗号"),
    **dict.fromkeys("“”‘’", "若只是给文字加引号，删去或改用英文引号"),
    "：": COLON_ZH,
}


def explain_validation(file: str, tree: Tree, error: ValidationError) -> str:
    """Describe every problem that pydantic found in a data file, in Chinese, one line each.

    Each line states file, line, key and correction. `file`: name to print. `tree`: the parsed file, with the line
    number of each key.
    """
    return "\n".join(_problem(file, tree, problem) for problem in error.errors())


def explain_syntax(file: str, tree: Tree) -> str:
    """Describe every problem of the YAML syntax of a file (`tree.findings`), in Chinese, one line each.

    `file`: name to print. `tree`: the parsed file, with the problems found. Each line states the file, the line, the
    key, what is expected and how to correct it.
    """
    return "\n".join(
        f"{file} 第{line}行 {_key(tree, problem.path)}：{problem.expected_zh}。{problem.fix_zh}"
        for line, problem in tree.findings
    )


def explain_punctuation(file: str, tree: Tree) -> list[str]:
    """Return one Chinese line for each header and word of a valid layout with Chinese punctuation; [] if there is none.

    Such punctuation is allowed, but rarely intended. `file`: name to print. `tree`: the parsed layout file, with the
    line number of each key.
    """
    return [
        f"{file}{place(tree, where)} {_key(tree, where)}：{text} 含有中文标点 {sign}。请核对：{_MEANT_ZH[sign]}"
        for where, text in _names(tree.content)
        if (sign := next((problem for problem in _BRACKETED.sub("", text) if problem in _MEANT_ZH), None))
    ]


def _names(content: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield place and text of every header, every ignored column and every word for a category."""
    for canonical, column in content["columns"].items():
        yield from _items(column.get("headers", ()), "columns", canonical, "headers")
    for at, person in enumerate(content.get("further_persons", ())):
        for name, headers in person.items():
            yield from _items(headers, "further_persons", at, name)
    yield from _items(content.get("ignored", ()), "ignored")
    for word in content.get("category_words", ()):
        yield ("category_words", word), word


def _items(texts: Sequence[str], *where: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    return (((*where, at), text) for at, text in enumerate(texts))


def _problem(file: str, tree: Tree, problem: ErrorDetails) -> str:
    context = problem.get("ctx", {})
    own = context.get("error")
    own = own if isinstance(own, ValueError) else None  # ours; pydantic puts its own text there
    paths = [path for path in (getattr(own, "path", ()), getattr(own, "or_path", ()), problem["loc"]) if path]
    path = next((path for path in paths if path[0] in tree.content), paths[0] if paths else ())
    where = tuple(part for part in path if part != "[key]")
    text = str(own) if own is not None else _WORDS.get(problem["type"], _OTHERWISE)
    text = f"{COLON_ZH}；{text}" if any("：" in str(part) for part in where) else text
    for name, value in context.items():
        text = text.replace(f"<{name}>", str(value).replace(" or ", "、").replace(", ", "、"))
    return f"{file}{place(tree, where)} {_key(tree, where)}：{text}"


def _key(tree: Tree, where: Sequence[str | int]) -> str:
    """Return a key with its parent keys, as the author reads it; places in a list count from 1."""
    text, inside = "", tree.content
    for part in where:
        is_item = isinstance(part, int) and not isinstance(inside, dict)  # a number may be a key
        text += f" 第{int(part) + 1}项" if is_item else f".{part}"
        try:
            inside = inside[part]
        except (KeyError, IndexError, TypeError):
            inside = None
    return text.strip(" .") or "整个文件"


def place(tree: Tree, where: Sequence[str | int]) -> str:
    """Return ' 第N行', the line of a key, or of its closest parent if the key is missing; '' if there is none.

    `tree`: a parsed YAML file. `where`: path of the key from the root: keys, and positions in lists from 0, as in
    ('further_persons', 0, 'name').
    """
    known = [tuple(where[:length]) for length in range(len(where), 0, -1) if tuple(where[:length]) in tree.lines]
    return f" 第{tree.lines[known[0]]}行" if known else ""
