"""Figures and days in Chinese: 130元, 95%, 2019年9月1日."""

from __future__ import annotations

from datetime import date


def yuan(fen: int) -> str:
    """Whole fen as yuan: 10050 is 100.5元."""
    return f"{plain(fen)}元"


def share(basis_points: int) -> str:
    """Basis points as a rate: 9500 is 95%."""
    return f"{plain(basis_points)}%"


def yuan_or_share(amount_fen: int | None, share_bp: int | None) -> str:
    """An amount or a rate, whichever is given; empty where neither is."""
    return yuan(amount_fen) if amount_fen is not None else share(share_bp) if share_bp is not None else ""


def plain(hundredths: int) -> str:
    """Hundredths as a decimal without needless noughts: 10050 is '100.5', 50 is '0.5'."""
    whole, rest = divmod(abs(hundredths), 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if hundredths < 0 else text


def zh_day(day: date) -> str:
    """The day as a notice writes it."""
    return f"{day.year}年{day.month}月{day.day}日"
