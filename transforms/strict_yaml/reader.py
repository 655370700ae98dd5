"""Read a data file strictly: a small part of YAML 1.2, the line of every value, a finding for every trap.

The values are read from the parser's events, so that no library rule turns `on` into true, `011` into 9 or a code into
a number. Anchors, tags, merge keys and several documents are refused: an official reads exactly what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from transforms.strict_yaml.fast_path import parse_events
from transforms.strict_yaml.problems import Finding
from transforms.strict_yaml.scalars import Path, Scalar, quote, read_plain, replace_surrogates
from transforms.strict_yaml.syntax_errors import explain_syntax_error

Event = Any  # an event of either parser: their classes have equal names and the attributes that are read here

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

_MOST_LEVELS = 20  # A pack has fewer than ten.
# The parser in Python raises ValueError for an escape beyond the last character and for the version of a directive.
_TOO_LARGE = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}|^%YAML", re.MULTILINE)
_UNSEEN_FIRST = re.compile("[\u200b-\u200f\u2060\ufeff]")


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass
class Tree:
    """The content of a file as plain values (sequences as tuples), the line of every path, and the findings."""

    content: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[tuple[int, Finding]] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """Return the line (from 1) of the value at `path` (keys and positions from the root of the file).

        A path is such as ("units", 0, "name"); positions count from 0. If nothing was read there, it is the line of the
        nearest parent in the file; else 1.
        """
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def refuse(self, line: int, finding: Finding) -> None:
        """Add a finding about the given line (from 1) to this tree's `findings`; its values are unchanged.

        A finding states place, fault and advice in Chinese and English, without file and line.
        """
        self.findings.append((line, finding))


def read_tree(text: str) -> Tree:
    """Read a YAML text strictly; return its values, their lines, and every problem as a finding.

    A `Tree` has `content` (dicts, tuples and scalars; None if nothing could be read), `lines` (path -> line from 1) and
    `findings`: (line, finding), where a finding states place, fault and advice. Does not raise for any text: a caller
    looks at `findings` first.
    """
    return _read_quickly(text) or _read_carefully(text)


def _read_quickly(text: str) -> Tree | None:
    """Read a text by libyaml. Returns None for a text with any problem: the other parser explains it."""
    tree, stream = Tree(), parse_events(text)
    if stream is None:
        return None
    try:
        _read_stream(stream, tree)
    except (_TooDeepError, yaml.YAMLError):
        return None
    # For an empty document, the line numbers of the two parsers differ.
    return None if tree.findings or tree.content is None else tree


def _read_carefully(text: str) -> Tree:
    tree = Tree()
    try:
        _read_stream(YAML(typ="safe", pure=True).parse(text), tree)
    except _TooDeepError as error:
        tree.refuse(
            error.line,
            Finding(
                (),
                "yaml.depth",
                "嵌套过深",
                "减少层数；若没有写这么多层，检查缩进和括号",
                "less nesting",
                "write fewer levels; look at indentation and brackets if they were not meant",
            ),
        )
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse_syntax(tree, text, mark.line + 1 if mark else 1, str(error.problem or error.context or ""))
    except YAMLError as error:
        _refuse_syntax(tree, text, 1, str(error))
    except (ValueError, OverflowError):
        match = _TOO_LARGE.search(text)
        line = text.count("\n", 0, match.start()) + 1 if match else 1
        _refuse_syntax(tree, text, line, "number out of range")
    return tree


def _refuse_syntax(tree: Tree, text: str, line: int, problem: str) -> None:
    tree.refuse(
        line,
        Finding(
            (),
            "yaml.syntax",
            "文件应是合法的 YAML 1.2",
            explain_syntax_error(problem, text, line),
            "the file should be valid YAML 1.2",
            f"look at indentation, quotes and colons ({problem})",
        ),
    )


def _read_stream(stream: Iterator[Event], tree: Tree) -> None:
    documents = 0
    for event in stream:
        if isinstance(event, _AROUND):
            continue
        documents += 1
        value = _read_node(event, stream, (), tree)
        if documents == 1:
            tree.content = value
        else:
            line = event.start_mark.line + 1
            tree.refuse(
                line,
                Finding(
                    (),
                    "yaml.documents",
                    "一个文件只写一个文档",
                    "删去 ---；另一份内容另存为一个文件",
                    "one document per file",
                    "take out the ---; what is another content gets a file of its own",
                ),
            )


def _read_node(event: Event, stream: Iterator[Event], path: Path, tree: Tree) -> Any:
    line = event.start_mark.line + 1
    if len(path) > _MOST_LEVELS:
        raise _TooDeepError(line)
    tree.lines.setdefault(path, line)
    _refuse_decoration(event, path, line, tree)
    if isinstance(event, _SCALAR):
        return _read_scalar(event, path, tree)
    if isinstance(event, _SEQUENCE):
        items: list[Any] = []
        while not isinstance(event := next(stream), _SEQUENCE_END):
            items.append(_read_node(event, stream, (*path, len(items)), tree))
        return tuple(items)
    if isinstance(event, _MAPPING):
        return _read_mapping(stream, path, tree)
    return None


def _refuse_decoration(event: Event, path: Path, line: int, tree: Tree) -> None:
    anchored = getattr(event, "anchor", None) is not None
    if isinstance(event, _ALIAS) or anchored or _has_tag(event):
        tree.refuse(
            line,
            Finding(
                path,
                "yaml.decoration",
                "不得使用锚点、别名或标签",
                "写出完整的值；以 &、*、! 开头的文字要加引号",
                "anchors, aliases and tags are not used",
                "write the value in full; quote text that begins with &, * or !",
            ),
        )


def _has_tag(event: Event) -> bool:
    tag = getattr(event, "tag", None)
    return tag is not None and str(tag) not in ("", "None")


def _read_mapping(stream: Iterator[Event], path: Path, tree: Tree) -> dict[str | int, Any]:
    mapping: dict[str | int, Any] = {}
    while not isinstance(event := next(stream), _MAPPING_END):
        line = event.start_mark.line + 1
        key = _read_key(event, stream, path, tree)
        here = (*path, key)
        repeated = key in mapping
        if repeated:
            tree.refuse(
                line,
                Finding(
                    here,
                    "yaml.duplicate_key",
                    f"键 {key} 只能出现一次",
                    "删去其中一处",
                    f"the key {key} appears once",
                    "delete one of the two",
                ),
            )
        tree.lines.setdefault(here, line)
        value = _read_node(next(stream), stream, here, tree)
        if not repeated:
            mapping[key] = value
    return mapping


def _read_key(event: Event, stream: Iterator[Event], path: Path, tree: Tree) -> str | int:
    line = event.start_mark.line + 1
    if isinstance(event, _SCALAR):
        _refuse_decoration(event, path, line, tree)
        if event.value == "<<" and not event.style:
            tree.refuse(
                line,
                Finding(
                    path,
                    "yaml.decoration",
                    "不得使用合并键 <<",
                    "删去 <<，把要合并的键逐个写出",
                    "merge keys (<<) are not used",
                    "take out the << and write each of the keys",
                ),
            )
        key = _read_scalar(event, (*path, replace_surrogates(event.value)), tree)
        if isinstance(key, str) and _UNSEEN_FIRST.match(key):
            return _refuse_unseen_start(key, path, line, tree)
        if isinstance(key, str | int) and not isinstance(key, bool):
            return key
        _refuse_key(path, line, tree, f"写 {quote(event.value)}", f"write {quote(event.value)}")
        return str(event.value)
    _read_node(event, stream, (*path, "?"), Tree())  # only to move past the key, which can contain further keys
    _refuse_key(path, line, tree, "以 [ 或 { 开头的文字要加引号", "quote text that begins with [ or {")
    return f"line {line}"


def _refuse_unseen_start(key: str, path: Path, line: int, tree: Tree) -> str:
    """Refuse a key that begins with an invisible mark, such as that of a file joined to another; return it without."""
    seen = _UNSEEN_FIRST.sub("", key)
    tree.refuse(
        line,
        Finding(
            (*path, seen),
            "yaml.unseen",
            "键的开头有不可见的字符",
            "删去整个键，重新输入",
            "an invisible character at the start of a key",
            "delete the key and type it again",
        ),
    )
    return seen


def _refuse_key(path: Path, line: int, tree: Tree, fix_zh: str, fix_en: str) -> None:
    tree.refuse(line, Finding(path, "yaml.key", "键应是文字", fix_zh, "a key is text", fix_en))


def _read_scalar(event: Event, path: Path, tree: Tree) -> Scalar:
    text, line = replace_surrogates(event.value), event.start_mark.line + 1
    if text != event.value:
        tree.refuse(
            line,
            Finding(
                path,
                "yaml.character",
                "\\uD800 至 \\uDFFF 不是字符",
                "直接写出这个字",
                "\\uD800 to \\uDFFF are no characters",
                "write the character itself",
            ),
        )
    if event.style:
        return text
    value, finding = read_plain(text, path)
    if finding is not None:
        tree.refuse(line, finding)
    return value
