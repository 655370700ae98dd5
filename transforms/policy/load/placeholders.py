"""Report the placeholders of a new pack that must still be filled in, instead of the errors that they cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from transforms.policy.model.walk import Path, leaves_of, parts_of
from transforms.strict_yaml.problems import Finding

MARK = "【待填】"
CODE = "pack.to_fill"


def find_placeholders(content: object) -> list[Finding]:
    """List a finding for each value or key of a pack as read that still contains the mark 【待填】 (to be filled in).

    `content`: mappings and lists, as read from the pack's file. A finding states the place (keys and positions) and, in
    Chinese and English, what to write: the text after the mark. The list is empty if nothing is left to fill in.
    """
    values = [_to_fill(path, text) for path, text in leaves_of(content) if isinstance(text, str) and MARK in text]
    return values + [_to_fill(path, path[-1]) for path in _key_paths(content, ()) if MARK in str(path[-1])]


def _key_paths(content: object, path: Path) -> Iterator[Path]:
    for name, part in parts_of(content):
        if isinstance(content, dict):
            yield (*path, name)
        yield from _key_paths(part, (*path, name))


def _to_fill(path: Path, marked_text: object) -> Finding:
    advice = str(marked_text).replace(MARK, "").strip() or "按通知填写"
    return Finding(
        path,
        CODE,
        f"此处待填：{advice}",
        f"用通知里的内容代替“{MARK}”和其后的说明",
        "to be filled in",
        f"put what the notice says in place of {MARK} and the text behind it",
    )


def drop_placeholder_errors(findings: Iterable[Finding], unfilled: Iterable[Finding]) -> list[Finding]:
    """Return the findings, in their order, without those at, around or inside a value that must still be filled in.

    `unfilled`: the result of `find_placeholders`, one finding for each such value. The dropped findings would only
    follow from the placeholder. A finding states the place in the pack, the fault and the remedy.
    """
    marked = [finding.path for finding in unfilled]
    return [finding for finding in findings if not any(_contains(finding.path, path) for path in marked)]


def _contains(first: Path, second: Path) -> bool:
    """Whether one path is the beginning of the other path."""
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]
