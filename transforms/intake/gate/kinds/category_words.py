"""The words that mean a category of the pack: of the source, the layout, the pack, and their shared synonyms."""

from __future__ import annotations

import re
from collections.abc import Mapping

from transforms.intake.layouts.model import Layout
from transforms.intake.values.context import Context, SourceLike
from transforms.text.folding import fold

_LOCAL_CODE = re.compile(r"[-_\u2010-\u2015][0-9]{4}$")


class CategoryWords:
    """The words of one delivery's source. A word means the category of the first that has it: source, layout, pack."""

    def __init__(self, source: SourceLike, layout: Layout, context: Context) -> None:
        known = {fold(label): category for label, category in context.category_labels.items()}
        # a layout serves several places, and a place may lack a category of its words
        defined = {*known.values(), *source.categories.values()}
        known |= {fold(word): name for word, name in layout.category_words.items() if name in defined}
        known |= {fold(label): category for label, category in source.categories.items()}
        self._known = _synonyms(layout, known) | known
        self._grades = {fold(word).upper() for word in layout.category_grade_words}

    def bare(self, label: str) -> str:
        """Return a label in one spelling (`fold`), without the local code that insurance exports append (-7131).

        A label that is known with its code keeps it.
        """
        folded = fold(label)
        return folded if folded in self._known else _LOCAL_CODE.sub("", folded)

    def category(self, label: str) -> str | None:
        """Return the category (code of the pack) that a label means, None if nobody describes it."""
        return self._known.get(self.bare(label))

    def is_grade(self, label: str) -> bool:
        """Return whether a label that no category has is a grade (A类, 全额), which leaves the category open."""
        return self.category(label) is None and fold(label).upper() in self._grades


def _synonyms(layout: Layout, known: Mapping[str, str]) -> dict[str, str]:
    """Return word -> category for the groups of synonyms of which all known words mean one category."""
    added: dict[str, str] = {}
    for group in layout.category_synonyms:
        words = [fold(word) for word in group]
        categories = {known[word] for word in words if word in known}
        if len(categories) == 1:
            added |= dict.fromkeys(words, categories.pop())
    return added
