"""Whether a text consists of known words alone, in time that grows with its length.

A regular expression of many words, repeated, takes hours for a cell of sixty characters that can be cut in many ways
(乡镇 and 乡 and 镇).
"""

from __future__ import annotations

from collections.abc import Iterable

from transforms.text.folding import fold

LONGEST_TEXT = 200


class Vocabulary:
    """A set of words. Case, width and blanks of a text do not matter; of a word, neither."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(_folded(word) for word in words) - {""}
        self._longest = max(map(len, self._words), default=0)

    def covers(self, text: str) -> bool:
        """Return whether a text of at most 200 characters can be cut into words of this vocabulary; a blank cannot."""
        folded = _folded(text)
        if not 0 < len(folded) <= LONGEST_TEXT:
            return False
        ends = [True, *[False] * len(folded)]  # whether the text up to a place consists of words
        for end in range(1, len(folded) + 1):
            ends[end] = any(
                ends[start] and folded[start:end] in self._words for start in range(max(0, end - self._longest), end)
            )
        return ends[-1]


def _folded(text: str) -> str:
    return fold(text).lower()
