"""How much two persons of one name and day of birth look like one, in points; a person decides, never the score.

A valid number never differs from another in one digit alone: the check digit sees it. So the first seventeen characters
are compared, as they are when a 15-digit number was mistyped and got its check digit afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from transforms.identity.document_kinds import BIRTH_CERTIFICATE

POINTS = {
    "name_and_birth": 40,
    "household": 25,
    "near_number": 25,
    "certificate": 20,
    "unit": 15,
    "sex": 5,
}
"""What agrees (`certificate`: one of the two is known by a birth certificate, the other by a number)."""
PENALTIES = {"sex": 40, "household": 5, "unit": 5}
"""What is known of both and differs."""
RAISED_FROM = 55
"""Name and day of birth alone are shared by strangers; a pair is raised when something further agrees."""
_NUMBERED, _SEX_AT = 18, 16


@dataclass(frozen=True)
class Pair:
    """Two keys with equal name and day of birth. `same_unit`, `same_household`: None = not known of both."""

    numbers: tuple[str, str]
    kinds: tuple[str, str]
    same_unit: bool | None
    same_household: bool | None


@dataclass(frozen=True)
class Likeness:
    """The score, and the codes of what agrees and what differs."""

    score: int
    agreeing: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def is_raised(self) -> bool:
        return self.score >= RAISED_FROM


def likeness(pair: Pair) -> Likeness:
    """The points of a pair; a part that is not known of both counts for nothing."""
    near = is_near(*pair.numbers)
    parts: dict[str, bool | None] = {
        "name_and_birth": True,
        "household": pair.same_household,
        "near_number": near or None,
        "certificate": (BIRTH_CERTIFICATE.code in pair.kinds and pair.kinds[0] != pair.kinds[1]) or None,
        "unit": pair.same_unit,
        # the digit that was mistyped may be the one that says the sex
        "sex": None if near else _same_sex(*pair.numbers),
    }
    agreeing = tuple(code for code, agrees in parts.items() if agrees)
    differing = tuple(code for code, agrees in parts.items() if agrees is False)
    score = sum(POINTS[code] for code in agreeing) - sum(PENALTIES[code] for code in differing)
    return Likeness(score, agreeing, differing)


def is_near(one: str, two: str) -> bool:
    """Whether two 18-character numbers differ in one place, or by two neighbours in turn, the check digit aside."""
    if len(one) != _NUMBERED or len(two) != _NUMBERED:
        return False
    places = [at for at in range(_NUMBERED - 1) if one[at] != two[at]]
    if len(places) == 1:
        return True
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return one[first] == two[second] and one[second] == two[first]


def _same_sex(one: str, two: str) -> bool | None:
    if len(one) != _NUMBERED or len(two) != _NUMBERED:
        return None
    return int(one[_SEX_AT]) % 2 == int(two[_SEX_AT]) % 2
