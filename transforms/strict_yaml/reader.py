"""Strict reading of a pack: a small part of YAML 1.2, every value with its line, every trap refused.

Read from the parser's events, so that no library rule turns `on` into true, `011` into 9 or a code into a number
before we have seen it. Anchors, tags, merge keys and several documents are refused: an official reads what is written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from transforms.strict_yaml.fast_path import parse_events
from transforms.strict_yaml.problems import Finding
from transforms.strict_yaml.syntax_errors import explain_syntax_error

Path = tuple[str | int, ...]
Event = Any  # of either parser: their classes have the same names and what is read here

_ALIAS = (events.AliasEvent, yaml.AliasEvent)
_SCALAR = (events.ScalarEvent, yaml.ScalarEvent)
_MAPPING, _MAPPING_END = (
    (events.MappingStartEvent, yaml.MappingStartEvent),
    (events.MappingEndEvent, yaml.MappingEndEvent),
)
_SEQUENCE = (events.SequenceStartEvent, yaml.SequenceStartEvent)
_SEQUENCE_END = (events.SequenceEndEvent, yaml.SequenceEndEvent)
_AROUND = (
    *(events.StreamStartEvent, events.StreamEndEvent, events.DocumentStartEvent, events.DocumentEndEvent),
    *(yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent),
)

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORD_TRAPS = {"yes", "no", "on", "off", "y", "n"}
_CASED_TRAPS = {"true", "false", "null"}
_NUMBER_TRAP = re.compile(
    r"[-+]?(0[0-9]+|0[oxb][0-9a-f]+|[0-9][0-9_]*_[0-9_]*|\+[0-9]+|[0-9]+(:[0-9]{1,2})+"
    r"|[0-9]*\.[0-9]+(e[-+]?[0-9]+)?|[0-9]+\.|[0-9]+e[-+]?[0-9]+|\.inf|\.nan)",
    re.IGNORECASE,
)
_TIME_TRAP = re.compile(r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2}([Tt ].*)?)?")


# what keeps a value from being read as it was meant: nothing more is to be said of it
UNREAD_CODES = frozenset({"yaml.word", "yaml.number", "yaml.date", "yaml.decoration"})
_MOST_LEVELS = 20  # a pack has fewer than ten
_MOST_DIGITS = 18  # more fit no column of a table, and far more are not even converted
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # an escape writes them; no text that is printed or kept can hold one
# what the parser in Python fails to convert: an escape beyond the last character, the version of a directive
_TOO_LARGE = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}|^%YAML", re.MULTILINE)
_UNSEEN_FIRST = re.compile("[\u200b-\u200f\u2060\ufeff]")


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass
class Tree:
    """The content of a file as plain values (sequences as tuples), the line of every path, and what was refused."""

    content: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[tuple[int, Finding]] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """The line of the path, or of the nearest thing around it that is in the file."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def refuse(self, line: int, finding: Finding) -> None:
        self.findings.append((line, finding))


def read_tree(text: str) -> Tree:
    """Read the text of one pack; never raises for what the text says, the tree lists the problems."""
    return _read_quickly(text) or _read_carefully(text)


def _read_quickly(text: str) -> Tree | None:
    """The tree of a text without any problem; None for others."""
    tree, found = Tree(), parse_events(text)
    if found is None:
        return None
    try:
        _read_stream(found, tree)
    except (_TooDeepError, yaml.YAMLError):
        return None
    # libyaml gives an empty document another line
    return None if tree.findings or tree.content is None else tree


def _read_carefully(text: str) -> Tree:
    tree = Tree()
    try:
        _read_stream(YAML(typ="safe", pure=True).parse(text), tree)
    except _TooDeepError as error:
        tree.refuse(
            error.line,
            Finding(
                (), "yaml.depth", "嵌套过深", "减少层数；若没有写这么多层，检查缩进和括号",
                "less nesting", "write fewer levels; look at indentation and brackets if they were not meant",
            ),
        )  # fmt: skip
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse_syntax(tree, text, mark.line + 1 if mark else 1, str(error.problem or error.context or ""))
    except YAMLError as error:
        _refuse_syntax(tree, text, 1, str(error))
    except (ValueError, OverflowError):
        found = _TOO_LARGE.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        _refuse_syntax(tree, text, line, "number out of range")
    return tree


def _refuse_syntax(tree: Tree, text: str, line: int, problem: str) -> None:
    tree.refuse(
        line,
        Finding(
            (), "yaml.syntax", "文件应是合法的 YAML 1.2", explain_syntax_error(problem, text, line),
            "the file should be valid YAML 1.2", f"look at indentation, quotes and colons ({problem})",
        ),
    )  # fmt: skip


def _read_stream(found: Iterator[Event], tree: Tree) -> None:
    documents = 0
    for event in found:
        if isinstance(event, _AROUND):
            continue
        documents += 1
        value = _read_node(event, found, (), tree)
        if documents == 1:
            tree.content = value
        else:
            line = event.start_mark.line + 1
            tree.refuse(
                line,
                Finding(
                    (), "yaml.documents", "一个文件只写一个文档", "删去 ---；另一份内容另存为一个文件",
                    "one document per file", "take out the ---; what is another content gets a file of its own",
                ),
            )  # fmt: skip


def _read_node(event: Event, found: Iterator[Event], path: Path, tree: Tree) -> Any:
    line = event.start_mark.line + 1
    if len(path) > _MOST_LEVELS:
        raise _TooDeepError(line)
    tree.lines.setdefault(path, line)
    _refuse_decoration(event, path, line, tree)
    if isinstance(event, _SCALAR):
        return _read_scalar(event, path, tree)
    if isinstance(event, _SEQUENCE):
        items: list[Any] = []
        while not isinstance(event := next(found), _SEQUENCE_END):
            items.append(_read_node(event, found, (*path, len(items)), tree))
        return tuple(items)
    if isinstance(event, _MAPPING):
        return _read_mapping(found, path, tree)
    return None


def _refuse_decoration(event: Event, path: Path, line: int, tree: Tree) -> None:
    anchored = getattr(event, "anchor", None) is not None
    if isinstance(event, _ALIAS) or anchored or _has_tag(event):
        tree.refuse(
            line,
            Finding(
                path, "yaml.decoration", "不得使用锚点、别名或标签", "写出完整的值；以 &、*、! 开头的文字要加引号",
                "anchors, aliases and tags are not used",
                "write the value in full; quote text that begins with &, * or !",
            ),
        )  # fmt: skip


def _has_tag(event: Event) -> bool:
    tag = getattr(event, "tag", None)
    return tag is not None and str(tag) not in ("", "None")


def _read_mapping(found: Iterator[Event], path: Path, tree: Tree) -> dict[str | int, Any]:
    mapping: dict[str | int, Any] = {}
    while not isinstance(event := next(found), _MAPPING_END):
        line = event.start_mark.line + 1
        key = _read_key(event, found, path, tree)
        here = (*path, key)
        repeated = key in mapping
        if repeated:
            tree.refuse(
                line,
                Finding(
                    here, "yaml.duplicate_key", f"键 {key} 只能出现一次", "删去其中一处",
                    f"the key {key} appears once", "delete one of the two",
                ),
            )  # fmt: skip
        tree.lines.setdefault(here, line)
        value = _read_node(next(found), found, here, tree)
        if not repeated:
            mapping[key] = value
    return mapping


def _read_key(event: Event, found: Iterator[Event], path: Path, tree: Tree) -> str | int:
    line = event.start_mark.line + 1
    if isinstance(event, _SCALAR):
        _refuse_decoration(event, path, line, tree)
        if event.value == "<<" and not event.style:
            tree.refuse(
                line,
                Finding(
                    path, "yaml.decoration", "不得使用合并键 <<", "删去 <<，把要合并的键逐个写出",
                    "merge keys (<<) are not used", "take out the << and write each of the keys",
                ),
            )  # fmt: skip
        key = _read_scalar(event, (*path, _printable(event.value)), tree)
        if isinstance(key, str) and _UNSEEN_FIRST.match(key):
            return _unseen_refused(key, path, line, tree)
        if isinstance(key, str | int) and not isinstance(key, bool):
            return key
        _refuse_key(path, line, tree, f"写 {_quoted(event.value)}", f"write {_quoted(event.value)}")
        return str(event.value)
    _read_node(event, found, (*path, "?"), Tree())  # only to move past it; such keys nest, too
    _refuse_key(path, line, tree, "以 [ 或 { 开头的文字要加引号", "quote text that begins with [ or {")
    return f"line {line}"


def _unseen_refused(key: str, path: Path, line: int, tree: Tree) -> str:
    """The key without the mark before it, such as that of a file that was joined to another."""
    seen = _UNSEEN_FIRST.sub("", key)
    tree.refuse(
        line,
        Finding(
            (*path, seen), "yaml.unseen", "键的开头有不可见的字符", "删去整个键，重新输入",
            "an invisible character at the start of a key", "delete the key and type it again",
        ),
    )  # fmt: skip
    return seen


def _refuse_key(path: Path, line: int, tree: Tree, fix_zh: str, fix_en: str) -> None:
    tree.refuse(line, Finding(path, "yaml.key", "键应是文字", fix_zh, "a key is text", fix_en))


def _read_scalar(event: Event, path: Path, tree: Tree) -> Any:
    text, line = _printable(event.value), event.start_mark.line + 1
    if text != event.value:
        tree.refuse(
            line,
            Finding(
                path, "yaml.character", "\\uD800 至 \\uDFFF 不是字符", "直接写出这个字",
                "\\uD800 to \\uDFFF are no characters", "write the character itself",
            ),
        )  # fmt: skip
    if event.style:
        return text
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return _read_integer(text, path, line, tree)
    if _DATE.fullmatch(text):
        return _read_date(text, path, line, tree)
    _refuse_scalar_trap(text, path, line, tree)
    return text


def _printable(text: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", text)


def _read_integer(text: str, path: Path, line: int, tree: Tree) -> int | str:
    if len(text.removeprefix("-")) <= _MOST_DIGITS:
        return int(text)
    tree.refuse(
        line,
        Finding(
            path, "yaml.number", f"整数最多 {_MOST_DIGITS} 位", "若本意是代码或文字，加上引号；若是数，请核对位数",
            f"a whole number has at most {_MOST_DIGITS} digits",
            "quote it if a code or text is meant; look at the digits if a number is meant",
        ),
    )  # fmt: skip
    return text


def _read_date(text: str, path: Path, line: int, tree: Tree) -> dt.date | str:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        tree.refuse(
            line,
            Finding(
                path, "yaml.date", f"{text} 不是日历上的日期", "写一个日历上有的日期",
                f"{text} is not a day of the calendar", "write a day that the calendar has",
            ),
        )  # fmt: skip
        return text


def _refuse_scalar_trap(text: str, path: Path, line: int, tree: Tree) -> None:
    lowered, quoted = text.lower(), _quoted(text)
    if lowered in _WORD_TRAPS or lowered in _CASED_TRAPS:
        finding = Finding(
            path, "yaml.word", f"不加引号的 {text} 会与“是”“否”或空混淆",
            f"若本意是文字，写 {quoted}；是/否写 true 或 false，空写 null",
            f"without quotes, {text} may be taken for yes, no or nothing",
            f"if text is meant, write {quoted}; write true or false for yes or no, null for nothing",
        )  # fmt: skip
    elif _NUMBER_TRAP.fullmatch(text):
        finding = Finding(
            path, "yaml.number", "整数只写十进制，无前导零、小数点、下划线",
            f"若本意是代码或文字，写 {quoted}；若是数，改写成这样的整数",
            "whole numbers are plain decimal without leading zero, point or underscore",
            f"if a code or text is meant, write {quoted}; if a number is meant, write it in this way",
        )  # fmt: skip
    elif _TIME_TRAP.fullmatch(text):
        finding = Finding(
            path, "yaml.date", "日期写 2019-09-01", f"若是日期，写全年月日；若本意是文字，写 {quoted}",
            "write dates as 2019-09-01", f"if a day is meant, write all of it; if text is meant, write {quoted}",
        )  # fmt: skip
    else:
        return
    tree.refuse(line, finding)


def _quoted(text: str) -> str:
    """The text as it is to be written where it is meant as text."""
    return f'"{text}"'
