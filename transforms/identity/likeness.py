"""Scores how likely two keys with equal name and birth date are the same person. A person decides, never the score.

Two valid numbers never differ in a single digit: the check digit differs, too. So the first seventeen characters are
compared, as in a mistyped 15-digit number whose check digit was computed afterwards.
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
"""Points for each part that agrees. `certificate`: one key is a birth certificate, the other a number."""
PENALTIES = {"sex": 40, "household": 5, "unit": 5}
"""Points subtracted for each part that is known of both and differs."""
RAISED_FROM = 55
"""Least score for review: strangers share name and birth date, so a further part must agree."""
_NUMBERED, _SEX_AT = 18, 16


@dataclass(frozen=True)
class Pair:
    """Two persons' keys with equal name and birth date, of which an official may decide that they are one person.

    `numbers`: the document number of each key. `kinds`: the kind of each document. `same_unit`, `same_household`: None
    if not known of both keys.
    """

    numbers: tuple[str, str]
    kinds: tuple[str, str]
    same_unit: bool | None
    same_household: bool | None


@dataclass(frozen=True)
class Likeness:
    """The score of a pair, with the codes of the parts (household, unit, sex …) that agree and that differ."""

    score: int
    agreeing: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def is_raised(self) -> bool:
        """Whether the score is high enough (`RAISED_FROM`) for an official to review the pair."""
        return self.score >= RAISED_FROM


def score_pair(pair: Pair) -> Likeness:
    """Score how likely both keys of a pair are one person; return the score, and the parts that agree and that differ.

    `pair`: numbers, kinds of documents, and whether unit and household are equal. A `Likeness` has `score` (whole
    points, may be negative) and the names of the agreeing and differing parts, such as household, unit, sex. Agreeing
    parts add points, differing parts subtract points. A part that is not known of both keys is in neither list. The
    score decides nothing: an official does.
    """
    near = is_near(*pair.numbers)
    parts: dict[str, bool | None] = {
        "name_and_birth": True,
        "household": pair.same_household,
        "near_number": near or None,
        "certificate": (BIRTH_CERTIFICATE.code in pair.kinds and pair.kinds[0] != pair.kinds[1]) or None,
        "unit": pair.same_unit,
        # the mistyped digit may be the digit that contains the sex
        "sex": None if near else _same_sex(*pair.numbers),
    }
    agreeing = tuple(code for code, agrees in parts.items() if agrees)
    differing = tuple(code for code, agrees in parts.items() if agrees is False)
    score = sum(POINTS[code] for code in agreeing) - sum(PENALTIES[code] for code in differing)
    return Likeness(score, agreeing, differing)


def is_near(first_number: str, second_number: str) -> bool:
    """Return whether the first 17 characters of two numbers differ in one digit only, or in two swapped neighbours.

    `first_number`, `second_number`: canonical document numbers (`normalise_number`). The 18th character, the check
    digit, is not compared. False for equal numbers, and unless both have 18 characters.
    """
    if len(first_number) != _NUMBERED or len(second_number) != _NUMBERED:
        return False
    places = [at for at in range(_NUMBERED - 1) if first_number[at] != second_number[at]]
    if len(places) == 1:
        return True
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    left, right = places
    return first_number[left] == second_number[right] and first_number[right] == second_number[left]


def _same_sex(first_number: str, second_number: str) -> bool | None:
    if len(first_number) != _NUMBERED or len(second_number) != _NUMBERED:
        return None
    return int(first_number[_SEX_AT]) % 2 == int(second_number[_SEX_AT]) % 2
