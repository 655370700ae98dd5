"""Amounts in the capital figures of Chinese finance (大写), as letters about money have to state them. Pure.

Rules: 正确填写票据和结算凭证的基本规定 (appendix 1 of 支付结算办法). A 零 or 整 that it leaves to the writer is left
out.
"""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_LARGE = ((100_000_000, "亿"), (10_000, "万"))
_MOST_FEN = 10**18


def capital_yuan(fen: int) -> str:
    """Return an amount in fen in capital figures: 1640902 is 壹万陆仟肆佰零玖元零贰分, 0 is 零元整.

    A negative amount begins with 负. Raises ValueError from 10^16 yuan on, which no payment reaches.
    """
    if fen < 0:
        return f"负{capital_yuan(-fen)}"
    if fen >= _MOST_FEN:
        raise ValueError("the amount has more than sixteen digits before the point")
    yuan, jiao, last = fen // 100, fen // 10 % 10, fen % 10
    if not jiao and not last:
        return f"{_whole(yuan) or '零'}元整"
    text = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif text:
        text += "零"
    return text + (f"{_DIGITS[last]}分" if last else "")


def _whole(number: int) -> str:
    """Return a whole number without 元; '' for 0."""
    for size, word in _LARGE:
        if number >= size:
            rest = number % size
            gap = "零" if 0 < rest < size // 10 else ""
            return f"{_whole(number // size)}{word}{gap}{_whole(rest)}"
    text = ""
    for digit, place in zip(f"{number:04d}", _PLACES, strict=True):
        if digit != "0":
            text += _DIGITS[int(digit)] + place
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")
