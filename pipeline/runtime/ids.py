"""Ids of deliveries that a person abbreviates to their first characters."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.runtime.refusals import Refusal


class NoSuchId(Refusal):
    """No id begins with the given characters, or several do. The text states which, in Chinese."""


def complete_id(known: Iterable[object], start: str) -> str:
    """Return, as text, the only id of `known` that begins with `start`; capital letters in `start` count as small ones.

    Raises NoSuchId if `start` is blank, or if no id or several ids begin so.
    """
    prefix = start.strip().lower()
    matching = [str(known_id) for known_id in known if prefix and str(known_id).startswith(prefix)]
    if len(matching) > 1:
        raise NoSuchId(f"有 {len(matching)} 份报送的编号以“{start}”开头，请多写几位。")
    if not matching:
        raise NoSuchId(f"没有编号以“{start}”开头的报送")
    return matching[0]
