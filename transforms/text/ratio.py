"""Ratios from whole numbers, rounded half-up once, at the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

BLANK = "—"


@dataclass(frozen=True)
class Ratio:
    """numerator ÷ denominator, both persons; denominator > 0."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if self.denominator <= 0:
            raise ValueError("a ratio needs a positive denominator")

    @property
    def exact(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def basis_points(self) -> int:
        """Hundredths of a percent, rounded half-up (away from zero for negatives)."""
        doubled = abs(self.numerator) * 20_000 + self.denominator
        points = doubled // (2 * self.denominator)
        return points if self.numerator >= 0 else -points

    def at_least(self, goal_bp: int) -> bool:
        """Exact comparison with a goal in basis points: 97.996 % is not 98 %, whatever is printed."""
        return self.numerator * 10_000 >= goal_bp * self.denominator


def ratio(numerator: int | None, denominator: int | None) -> Ratio | None:
    """None where a figure is missing or the denominator is 0: such a rate is printed as a dash."""
    if numerator is None or not denominator or denominator < 0:
        return None
    return Ratio(numerator, denominator)


def percent(value: Ratio | None) -> str:
    """Two decimals and a percent sign, or a dash."""
    return BLANK if value is None else percent_of_bp(value.basis_points)


def percent_of_bp(points: int) -> str:
    """Basis points as percent text: 9800 -> 98.00%."""
    sign = "-" if points < 0 else ""
    return f"{sign}{abs(points) // 100}.{abs(points) % 100:02d}%"


def ranks(values: Sequence[Ratio | None]) -> list[int | None]:
    """Competition ranking (1, 2, 2, 4), the largest first, on exact ratios; None stays unranked."""
    known = sorted((value.exact for value in values if value is not None), reverse=True)
    first = {exact: place for place, exact in reversed(list(enumerate(known, start=1)))}
    return [None if value is None else first[value.exact] for value in values]
