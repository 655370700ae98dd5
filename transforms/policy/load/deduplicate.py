"""One mistake is told once: drops what only follows from another finding, and says what a misspelt key means."""

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


def drop_consequences(findings: Iterable[Finding], trapped: Iterable[Path]) -> list[Finding]:
    """The findings of the models, each mistake once. `trapped`: places whose spelling in the file is refused already.

    A value that cannot be read is no wrong value besides; a list whose only items are wrong is not empty besides; a
    key that is misspelt is not missing besides.
    """
    told = [_with_guess(one) for one in findings]
    refused = set(trapped)
    around = {one.path[:length] for one in told for length in range(len(one.path))}
    meant = {(*one.path[:-1], _meant(one)) for one in told if one.code == _UNKNOWN}
    return [
        one for one in told
        if not any(one.path[:length] in refused for length in range(1, len(one.path) + 1))
        and not (one.code == _EMPTY and one.path in around)
        and not (one.code == _MISSING and one.path in meant)
    ]  # fmt: skip


def _meant(finding: Finding) -> str | None:
    """The known name that is nearly the unknown key, if there is one."""
    return next(iter(difflib.get_close_matches(str(finding.path[-1]), _NAMES, 1, _LIKENESS)), None)


def _with_guess(finding: Finding) -> Finding:
    name = _meant(finding) if finding.code == _UNKNOWN else None
    if name is None:
        return finding
    return replace(
        finding, fix_zh=f"是否应为 {name}？改正键名，或删除",
        fix_en=f"perhaps {name} is meant: correct it, or delete the key",
    )  # fmt: skip
