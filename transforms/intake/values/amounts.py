"""Parses one written amount in yuan into whole fen, and one written count into a number. Never guesses."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.text.folding import one_figure

_MARKS = re.compile(r"^(?:人民币|RMB|CNY|[¥￥])|元整?$", re.IGNORECASE)
_PLAIN = re.compile(r"^[0-9]{1,13}(?:\.([0-9]{1,6}))?$")
_GROUPED = re.compile(r"^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,6})?$")
_FEN_PER_YUAN = 100
_MOST_FEN = 10**17
_COUNT = re.compile(r"^(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3})+)$")
_COUNT_SUFFIX = re.compile(r"[笔人户条行]$")


class ParsedAmount(NamedTuple):
    """An amount in fen, or the code of its fault."""

    fen: int | None
    fault: str | None = None


def parse_amount(text: str, fen_per_unit: int = _FEN_PER_YUAN) -> ParsedAmount:
    """Parse an amount in yuan, or in the unit named by the header, into whole fen, or into the code of its fault.

    Never raises. `fen_per_unit`: fen in one unit of the header (100: yuan). Thousands commas must be in their places.
    (…) and a trailing minus are negative. 元 or 万元 after the figure has priority over the header. Fault codes:
    `amount_blank`, and `amount_format` for any other text, a fraction of a fen included.
    """
    figure = one_figure(text)
    if not figure:
        return ParsedAmount(None, "amount_format" if figure is None else "amount_blank")
    text = figure.replace("\u2212", "-")
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1], True
    elif text[0] in "+-" or text.endswith("-"):
        negative = "-" in (text[0], text[-1])
        text = text.removesuffix("-") if text[0] not in "+-" else text[1:]
    bare = _MARKS.sub("", text)
    if bare != text:
        text, fen_per_unit = bare, _FEN_PER_YUAN
    if text.endswith("万"):
        text, fen_per_unit = text[:-1], 10_000 * _FEN_PER_YUAN
    if _GROUPED.match(text):
        text = text.replace(",", "")
    if not _PLAIN.match(text):
        return ParsedAmount(None, "amount_format")
    yuan, _, decimals = text.partition(".")
    scaled = int(yuan + decimals) * fen_per_unit
    fen, rest = divmod(scaled, 10 ** len(decimals))
    if rest or fen > _MOST_FEN:  # a fraction of a fen is a mistake, never rounded
        return ParsedAmount(None, "amount_format")
    return ParsedAmount(-fen if negative else fen)


def parse_count(text: str) -> int | None:
    """Parse a whole number with or without a counting word: 12人 is 12, 1,200笔 is 1200; None for any other text."""
    text = _COUNT_SUFFIX.sub("", one_figure(text) or "")
    return int(text.replace(",", "")) if _COUNT.match(text) else None
