"""How the raw table writes cells of a workbook that are no text."""

from __future__ import annotations

_LONGEST_EXACT = 16  # characters of a figure with 15 digits and a point
_SIGNIFICANT_DIGITS = 15


def number_text(value: float) -> str:
    """Format `value`, the number of a cell, as text with 15 significant digits, a whole number without a decimal point.

    A computed amount carries binary noise beyond 15 digits: 350 × 0.7 is stored as 244.99999999999997 and becomes
    '245'. Whole numbers keep all digits.
    """
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    if len(text) <= _LONGEST_EXACT:
        return text
    rounded = float(f"{value:.{_SIGNIFICANT_DIGITS}g}")
    return str(int(rounded)) if rounded.is_integer() else repr(rounded)
