"""Ratios of whole numbers, exact until they are printed; rounded half-up once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

BLANK = "—"


@dataclass(frozen=True)
class Ratio:
    """numerator ÷ denominator, both persons. Raises ValueError unless the denominator is positive."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if self.denominator <= 0:
            raise ValueError("a ratio needs a positive denominator")

    @property
    def exact(self) -> Fraction:
        """The ratio as an exact fraction."""
        return Fraction(self.numerator, self.denominator)

    @property
    def basis_points(self) -> int:
        """The ratio in hundredths of a percent, rounded half-up (away from zero for negatives)."""
        doubled = abs(self.numerator) * 20_000 + self.denominator
        points = doubled // (2 * self.denominator)
        return points if self.numerator >= 0 else -points

    def at_least(self, goal_bp: int) -> bool:
        """Return whether the exact ratio reaches a goal of `goal_bp` basis points (9800 is 98 %).

        The printed ratio is rounded: 97.996 % misses 9800, although it prints as 98.00%.
        """
        return self.numerator * 10_000 >= goal_bp * self.denominator


def ratio(numerator: int | None, denominator: int | None) -> Ratio | None:
    """Build the exact ratio `numerator` ÷ `denominator`; None if either is None, or the denominator is not positive.

    A `Ratio` keeps both figures. `percent` prints None as a dash.
    """
    if numerator is None or not denominator or denominator < 0:
        return None
    return Ratio(numerator, denominator)


def percent(value: Ratio | None) -> str:
    """Format a ratio as percent, rounded half-up to two decimals: 98.00%. None gives a dash."""
    return BLANK if value is None else percent_of_bp(value.basis_points)


def percent_of_bp(points: int) -> str:
    """Format basis points as percent with two decimals: 9800 is 98.00%."""
    sign = "-" if points < 0 else ""
    return f"{sign}{abs(points) // 100}.{abs(points) % 100:02d}%"


def percent_of_goal(value: Ratio | None, goal_bp: int) -> str:
    """Format a ratio; one that misses the goal is never printed as the goal: 97.996% of 98.00%, not 98.00%.

    It has as many decimals as that needs, and is cut instead of rounded.
    """
    if value is None or value.at_least(goal_bp) or value.basis_points < goal_bp:
        return percent(value)
    digits = 3
    while (cut := value.numerator * 10 ** (digits + 2) // value.denominator) >= goal_bp * 10 ** (digits - 2):
        digits += 1
    return f"{cut // 10**digits}.{cut % 10**digits:0{digits}d}%"


def ranks(values: Sequence[Ratio | None]) -> list[int | None]:
    """Return the rank of each ratio of `values`, in the given order: 1 is the largest.

    Equal ratios share a rank (1, 2, 2, 4). Ratios are compared exactly, not as printed. None has the rank None.
    """
    known = sorted((value.exact for value in values if value is not None), reverse=True)
    first = {exact: place for place, exact in reversed(list(enumerate(known, start=1)))}
    return [None if value is None else first[value.exact] for value in values]
