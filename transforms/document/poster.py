"""A poster of one page (A4): one large figure, a bar, and rows of figures, to be read from two metres."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Poster:
    """Texts of a poster, from top to bottom.

    `bar`: filled part of the bar from 0 to 1, None without a bar; `goal`: place of the goal's mark on the bar, None
    without a goal; `rows`: label and figure each; `lines`: smaller texts at the end.
    """

    place: str
    title: str
    label: str
    figure: str
    bar: float | None
    bar_text: str
    goal: float | None
    goal_text: str
    rows: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
