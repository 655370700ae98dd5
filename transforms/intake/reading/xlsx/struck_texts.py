"""Finds texts of a workbook that are struck out, as a whole or next to other characters. Runs inside the worker.

calamine, which reads the values later, joins the runs of such a text, whether they are struck out or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.parsers import expat

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.xlsx.parse_xml import DEEPEST, TRUE, local_name, make_parser

MARK = b"strike"
"""These bytes are in every part that strikes a text out: the name of an element has no other spelling."""
_RARE = b"k"  # of MARK, and rare elsewhere; one byte is found much faster than six
_TEXT_DEPTH, _RUN_DEPTH = 2, 3


class StruckTexts(NamedTuple):
    """Numbers (from 0) of the shared texts of a workbook that are struck out: `partly`, next to others, or `wholly`."""

    partly: frozenset[int] = frozenset()
    wholly: frozenset[int] = frozenset()


class Runs:
    """Collects how the runs (pieces of one font) of one text look. Call `begin` before each run."""

    def __init__(self) -> None:
        self._is_struck = False
        self._looks: set[bool] = set()

    def begin(self) -> None:
        """Start the next run, which is not struck out."""
        self._is_struck = False

    def strike(self, attributes: dict[str, str]) -> None:
        """Mark the run as struck out, unless the attributes of the element `strike` deny it (val="0")."""
        self._is_struck = attributes.get("val", "1") in TRUE

    def add(self, characters: str) -> None:
        """Add characters to the run, behind its font."""
        if characters.strip():
            self._looks.add(self._is_struck)

    @property
    def struck(self) -> str:
        """'' if no character is struck out, 'partly' or 'wholly'. Blanks do not count."""
        return "" if True not in self._looks else "partly" if False in self._looks else "wholly"


def has_mark(chunks: Iterable[bytes]) -> bool:
    """Return whether a part, given in pieces (`chunks`), contains `MARK`. Every piece is taken."""
    before, is_marked = b"", False
    for chunk in chunks:
        is_marked = is_marked or (_RARE in chunk and MARK in chunk) or MARK in before + chunk[: len(MARK)]
        before = chunk[-len(MARK) :]
    return is_marked


def struck_texts(chunks: Iterable[bytes]) -> StruckTexts:
    """Find in the part with the shared texts, given in pieces (`chunks`), those that are struck out.

    A `StruckTexts` has the numbers of those struck out `partly` and `wholly`. Raises ReadRefused if the part is not
    well-formed, nested too deeply, or contains what `make_parser` refuses.
    """
    shared = _Shared()
    try:
        for chunk in chunks:
            shared.parser.Parse(chunk, False)
        shared.parser.Parse(b"", True)
    except expat.ExpatError:
        raise refuse("file_unreadable") from None
    return StruckTexts(frozenset(shared.found["partly"]), frozenset(shared.found["wholly"]))


class _Shared:
    """Follows the part with the shared texts. `found`: 'partly' or 'wholly' -> numbers of texts."""

    def __init__(self) -> None:
        self.found: dict[str, list[int]] = {"partly": [], "wholly": []}
        self._number, self._path, self._runs = -1, list[str](), Runs()
        self.parser = make_parser()
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(local_name(name))
        if len(self._path) > DEEPEST:
            raise refuse("file_unsafe")
        if len(self._path) == _TEXT_DEPTH and self._path[-1] == "si":
            self._number += 1
            self._runs = Runs()
        elif _is_run(self._path):
            self._runs.begin()
            self.parser.CharacterDataHandler = self._runs.add
        elif self._path[-1] == MARK.decode() and _is_run(self._path[:_RUN_DEPTH]):
            self._runs.strike(attributes)

    def _end(self, name: str) -> None:
        if _is_run(self._path):
            self.parser.CharacterDataHandler = None
        elif len(self._path) == _TEXT_DEPTH and self._runs.struck:
            self.found[self._runs.struck].append(self._number)
            self._runs = Runs()
        self._path.pop()


def _is_run(path: Sequence[str]) -> bool:
    return len(path) == _RUN_DEPTH and path[-1] == "r"
