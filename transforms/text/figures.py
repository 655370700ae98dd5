"""Amounts, rates and days as text.

Three forms of an amount: `yuan_zh` for sentences (130元), `yuan_grouped` for tables that people read (18,409,750.00),
`yuan_decimal` for files that programs read (250.50). `yuan_input` is the form in which a pack's author writes amounts.
"""

from __future__ import annotations

from datetime import date

_CELL_LIMIT_FEN = 10**15


def yuan_zh(fen: int) -> str:
    """Format fen as yuan for a Chinese sentence, without trailing zeros: 10050 is 100.5元."""
    return f"{short_decimal(fen)}元"


def rate_zh(basis_points: int) -> str:
    """Format basis points as a rate for a Chinese sentence, without trailing zeros: 9500 is 95%."""
    return f"{short_decimal(basis_points)}%"


def yuan_or_rate_zh(amount_fen: int | None, share_bp: int | None) -> str:
    """Format an amount in fen (100.5元) or, if it is None, a share in basis points (95%); '' if both are None."""
    return yuan_zh(amount_fen) if amount_fen is not None else rate_zh(share_bp) if share_bp is not None else ""


def short_decimal(hundredths: int) -> str:
    """Format hundredths as a decimal without trailing zeros: 10050 is '100.5', 50 is '0.5', 100 is '1'."""
    return yuan_decimal(hundredths).rstrip("0").rstrip(".")


def date_zh(day: date) -> str:
    """Format a day as a Chinese notice writes it: 2019年9月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def yuan_decimal(amount_fen: int) -> str:
    """Format fen as yuan with two decimals and no separators, exact: 25050 is 250.50."""
    return yuan_grouped(amount_fen).replace(",", "")


def yuan_grouped(amount_fen: int) -> str:
    """Format fen as yuan with two decimals and thousands commas: 1840975000 is 18,409,750.00."""
    sign = "-" if amount_fen < 0 else ""
    return f"{sign}{abs(amount_fen) // 100:,}.{abs(amount_fen) % 100:02d}"


def yuan_input(fen: int) -> str:
    """Format fen as a pack's author writes yuan: 12300 is 123 and 12340 is 123.40, without a unit."""
    return yuan_decimal(fen).removesuffix(".00")


def yuan_cell(amount_fen: int) -> float:
    """Return fen as the number of yuan in a cell of a spreadsheet, which holds floats only: 25050 is 250.5.

    This is the only place where an amount becomes a float. The result is the float nearest to the amount; a cell shows
    it with two decimals, and no code computes with it. Raises ValueError for more than 15 digits, which a cell would
    round.
    """
    if abs(amount_fen) >= _CELL_LIMIT_FEN:
        raise ValueError("amount has more than 15 digits; a cell of a spreadsheet would round it")
    return amount_fen / 100
