"""Differences between two packs, or two versions of one: every value, matched by what it is about, not by its line.

Knows no list of sections or fields: it walks the models. Order: that of the new pack's sections.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from transforms.policy.diff.matching import match_entries
from transforms.policy.model.acknowledged import SECTION
from transforms.policy.model.base import Amount, Cited, Phrase
from transforms.policy.model.pack import Pack
from transforms.policy.model.walk import Path

Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Entry:
    """The smallest thing with an identity that a change lies in: an entry of a list, else the section's model.

    `old` or `new` is None where the entry is only in the other pack. `path` leads to it in the new pack, or in the
    old one if it is gone.
    """

    path: Path
    old: Any
    new: Any

    @property
    def kind(self) -> Kind:
        """`added` if the entry is only in the new pack, `removed` if only in the old pack, else `changed`."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"


@dataclass(frozen=True)
class Change:
    """One value that differs. `old` and `new` are values of the models (None: not there, or null)."""

    kind: Kind
    path: Path
    old: Any
    new: Any
    entry: Entry

    @property
    def section(self) -> str:
        """The key of the pack's section that the value is in, e.g. `prices`."""
        return str(self.path[0])

    @property
    def field(self) -> str:
        """The name of the field that differs, e.g. `amount_fen`; '' if there is none.

        For a value of a mapping it is the field that holds the mapping, because the keys of the mapping are senders'
        words.
        """
        return next((part for part in reversed(self.path) if isinstance(part, str) and part.isascii()), "")

    @property
    def is_citation(self) -> bool:
        """Whether only a citation or the pack's acknowledged warnings differ: no amount, date or condition.

        A citation is the rule number, clause and quote by which an entry cites the notice. `acknowledged` is the pack's
        list of warnings that its author has read and accepted. Neither has an effect on any result.
        """
        return self.section == SECTION or (self.kind == "changed" and any(part in _CITATION for part in self.path))


_CITATION = frozenset(("rule_id", *Cited.model_fields))


def changes_between(old: Pack, new: Pack) -> tuple[Change, ...]:
    """List every value that differs between two packs, in the order of the new pack's sections.

    A `Change` has `kind` (added, removed, changed), the path of the value (keys and positions), the old and the new
    value (None: not there), and the entry that it belongs to. Entries of lists are compared by their content, code or
    rule_id, not by position. The result is empty if and only if both packs have equal content.
    """
    years = (old.campaign.plan_year, new.campaign.plan_year)
    return tuple(
        change
        for name in type(new).model_fields
        for change in _compare(getattr(old, name), getattr(new, name), (name,), None, years)
    )


def _compare(old: Any, new: Any, path: Path, entry: Entry | None, years: tuple[int, int]) -> Iterator[Change]:
    if type(old) is type(new) and old == new:
        return
    if _are_models(old, new):
        is_own = entry is None or (len(entry.path) == 1 and isinstance(new, Cited))
        here = Entry(path, old, new) if is_own or entry is None else entry
        for name in type(new).model_fields:
            yield from _compare(getattr(old, name), getattr(new, name), (*path, name), here, years)
    elif _are_lists(old, new):
        yield from _compare_lists(old, new, path, entry, years)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}, key=str):
            yield from _compare(old.get(key), new.get(key), (*path, key), entry, years)
    else:
        yield Change(_kind(old, new), path, old, new, entry or Entry(path, old, new))


def _are_models(old: Any, new: Any) -> bool:
    return isinstance(new, BaseModel) and type(old) is type(new) and not isinstance(new, Amount)


def _are_lists(old: Any, new: Any) -> bool:
    both = isinstance(old, tuple) and isinstance(new, tuple)
    return both and all(isinstance(item, BaseModel) and not isinstance(item, Phrase) for item in (*old, *new))


def _kind(old: Any, new: Any) -> Kind:
    if isinstance(new, BaseModel) and old is None:
        return "added"
    if isinstance(old, BaseModel) and new is None:
        return "removed"
    return "changed"


def _compare_lists(
    old: tuple[BaseModel, ...],
    new: tuple[BaseModel, ...],
    path: Path,
    around: Entry | None,
    years: tuple[int, int],
) -> Iterator[Change]:
    pairs = match_entries(old, new, years)
    of_new = {there: here for here, there in pairs}
    for index, item in enumerate(new):
        place = (*path, index)
        if index in of_new:
            before = old[of_new[index]]
            yield from _compare(before, item, place, Entry(place, before, item), years)
        else:
            yield Change("added", place, None, item, Entry(place, None, item))
    matched = {here for here, _ in pairs}
    for index, item in enumerate(old):
        if index not in matched:
            yield Change("removed", (*path, index), item, None, Entry((*path, index), item, None))
    order = [of_new[index] for index in sorted(of_new)]
    if order != sorted(order):
        before_all, after_all = tuple(old[here] for here in sorted(order)), tuple(old[here] for here in order)
        yield Change("moved", path, before_all, after_all, around or Entry(path, before_all, after_all))
