"""Checks of the reasons for late entry: each word has one meaning, and a source of them can change a result."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.policy.model.conduct import MidYearEntry
from transforms.policy.model.sources import Source
from transforms.strict_yaml.problems import Finding
from transforms.text.folding import fold


def words_are_distinct(mid_year: tuple[MidYearEntry, ...]) -> Iterator[Finding]:
    """Yield an error for each word of a complete list of reasons that has another meaning already.

    `mid_year`: the pack's rules about late entry. A finding has its path, and texts in Chinese and English.
    """
    first: dict[str, str] = {}
    for place, entry in enumerate(mid_year):
        for code, words in () if entry.list_is_open else entry.reasons.items():
            for word in (code, *words):
                known = first.setdefault(fold(word), code)
                if known != code:
                    yield Finding(
                        ("mid_year", place, "reasons", code),
                        "pack.late_reason_twice",
                        f"“{word}”已经表示 {known}，每个写法只表示一种情形",
                        "删除其中一处",
                        f"the word {word} has one meaning",
                        "delete one of the two",
                    )


def sources_have_a_list(sources: tuple[Source, ...], mid_year: tuple[MidYearEntry, ...]) -> Iterator[Finding]:
    """Yield an error for a source of late entries in a pack without a complete list of reasons: no row could be read.

    `sources`: the pack's senders; `mid_year`: its rules about late entry.
    """
    if any(not entry.list_is_open for entry in mid_year):
        return
    for place, source in enumerate(sources):
        if source.kind == "late_entry":
            yield Finding(
                ("sources", place, "kind"),
                "pack.late_entry_without_list",
                "通知列全中途参保情形时才接收中途参保原因名单",
                "在 mid_year 写明各种情形，list_is_open 写 false；通知以“等”结尾或没有列明的，删除这个来源",
                "a notice that lists every reason for late entry",
                "state the reasons under mid_year with list_is_open: false, or delete the source",
            )
