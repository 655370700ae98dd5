"""Deliveries by the beginning of their id, as people type it."""

from __future__ import annotations

from collections.abc import Iterable


class NoSuchId(ValueError):  # noqa: N818 - an answer to whoever typed it, not a fault
    """No id begins so, or several do. The text says which, in Chinese."""


def the_one(known: Iterable[object], start: str) -> str:
    """The one of the ids that begins so."""
    wanted = start.strip().lower()
    found = [str(one) for one in known if wanted and str(one).startswith(wanted)]
    if len(found) > 1:
        raise NoSuchId(f"有 {len(found)} 份报送的编号以“{start}”开头，请多写几位。")
    if not found:
        raise NoSuchId(f"没有编号以“{start}”开头的报送")
    return found[0]
