"""Placeholders of a new pack: what is still to be filled in, instead of the errors that a placeholder would cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from transforms.policy.model.walk import Path, leaves_of, parts_of
from transforms.strict_yaml.problems import Finding

MARK = "【待填】"
CODE = "pack.to_fill"


def find_placeholders(content: object) -> list[Finding]:
    """One finding for each value or key that still holds the mark; the text behind the mark says what to write."""
    findings = [_to_fill(path, value) for path, value in leaves_of(content) if isinstance(value, str) and MARK in value]
    return findings + [_to_fill(path, path[-1]) for path in _keys(content, ()) if MARK in str(path[-1])]


def _keys(content: object, path: Path) -> Iterator[Path]:
    for name, part in parts_of(content):
        if isinstance(content, dict):
            yield (*path, name)
        yield from _keys(part, (*path, name))


def _to_fill(path: Path, value: object) -> Finding:
    what = str(value).replace(MARK, "").strip() or "按通知填写"
    return Finding(
        path, CODE, f"此处待填：{what}", f"用通知里的内容代替“{MARK}”和其后的说明",
        "to be filled in", f"put what the notice says in place of {MARK} and the text behind it",
    )  # fmt: skip


def drop_placeholder_errors(findings: Iterable[Finding], unfilled: Iterable[Finding]) -> list[Finding]:
    """The findings that no placeholder explains: neither at, around nor inside a value that is still to be filled."""
    marked = [one.path for one in unfilled]
    return [one for one in findings if not any(_on_one_line(one.path, path) for path in marked)]


def _on_one_line(first: Path, second: Path) -> bool:
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]
