"""Figures and days in Chinese: 130元, 95%, 2019年9月1日."""

from __future__ import annotations

from datetime import date


def yuan_zh(fen: int) -> str:
    """Whole fen as yuan: 10050 is 100.5元."""
    return f"{short_decimal(fen)}元"


def rate_zh(basis_points: int) -> str:
    """Basis points as a rate: 9500 is 95%."""
    return f"{short_decimal(basis_points)}%"


def yuan_or_rate_zh(amount_fen: int | None, share_bp: int | None) -> str:
    """An amount or a rate, whichever is given; empty where neither is."""
    return yuan_zh(amount_fen) if amount_fen is not None else rate_zh(share_bp) if share_bp is not None else ""


def short_decimal(hundredths: int) -> str:
    """Hundredths as a decimal without needless noughts: 10050 is '100.5', 50 is '0.5'."""
    whole, rest = divmod(abs(hundredths), 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if hundredths < 0 else text


def date_zh(day: date) -> str:
    """The day as a notice writes it."""
    return f"{day.year}年{day.month}月{day.day}日"


def yuan_decimal(amount_fen: int) -> str:
    """Fen as yuan with two decimals and no separators, exact: 25050 -> 250.50."""
    sign = "-" if amount_fen < 0 else ""
    return f"{sign}{abs(amount_fen) // 100}.{abs(amount_fen) % 100:02d}"


def yuan_grouped(amount_fen: int) -> str:
    """Fen as yuan for reading: 1840975000 -> 18,409,750.00."""
    sign = "-" if amount_fen < 0 else ""
    return f"{sign}{abs(amount_fen) // 100:,}.{abs(amount_fen) % 100:02d}"


def yuan_input(fen: int) -> str:
    """Whole fen as yuan, as an official writes them."""
    whole, rest = divmod(abs(fen), 100)
    return ("-" if fen < 0 else "") + (f"{whole}.{rest:02d}" if rest else str(whole))
