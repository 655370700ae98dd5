"""How the raw table writes cells of a workbook that are no text."""

from __future__ import annotations

_LONGEST_EXACT = 16  # characters of a figure with 15 digits and a point
_SIGNIFICANT_DIGITS = 15


def number_text(value: float) -> str:
    """Write a number with the 15 significant digits that a spreadsheet shows; a whole number without a point.

    A computed amount carries binary noise beyond them: 350 × 0.7 is stored as 244.99999999999997 and means 245. Whole
    numbers keep all digits.
    """
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    if len(text) <= _LONGEST_EXACT:
        return text
    rounded = float(f"{value:.{_SIGNIFICANT_DIGITS}g}")
    return str(int(rounded)) if rounded.is_integer() else repr(rounded)
