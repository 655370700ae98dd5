"""Report one mistake once: drop findings that only follow from another, and guess what a misspelt key means."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace

from transforms.policy.model.walk import Path
from transforms.policy.words.labels import FIELDS, SECTIONS
from transforms.strict_yaml.problems import Finding

_UNKNOWN, _MISSING, _EMPTY = "pack.extra_forbidden", "pack.missing", "pack.too_short"
_NAMES = sorted({*FIELDS, *SECTIONS})
_LIKENESS = 0.8


def drop_consequences(findings: Iterable[Finding], refused: Iterable[Path]) -> list[Finding]:
    """Return the findings without those that only follow from another one, with advice at misspelt keys.

    Dropped are findings about a value that could not be read (`refused`: the paths of these values); that a list is
    empty, if all its items are wrong; that a key is missing, if a misspelt key next to it means that key. The advice at
    a misspelt key is which key may be meant. A path is keys and positions from the root of the file.
    """
    guessed = [_add_guess(finding) for finding in findings]
    unread = set(refused)
    containers = {finding.path[:length] for finding in guessed for length in range(len(finding.path))}
    meant = {(*finding.path[:-1], _guess_name(finding)) for finding in guessed if finding.code == _UNKNOWN}
    return [
        finding
        for finding in guessed
        if not any(finding.path[:length] in unread for length in range(1, len(finding.path) + 1))
        and not (finding.code == _EMPTY and finding.path in containers)
        and not (finding.code == _MISSING and finding.path in meant)
    ]


def _guess_name(finding: Finding) -> str | None:
    """The known name that is nearly the unknown key, if there is one."""
    return next(iter(difflib.get_close_matches(str(finding.path[-1]), _NAMES, 1, _LIKENESS)), None)


def _add_guess(finding: Finding) -> Finding:
    name = _guess_name(finding) if finding.code == _UNKNOWN else None
    if name is None:
        return finding
    return replace(
        finding,
        fix_zh=f"是否应为 {name}？改正键名，或删除",
        fix_en=f"perhaps {name} is meant: correct it, or delete the key",
    )
