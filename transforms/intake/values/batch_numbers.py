"""Numbers of batches as offices write them: 1, 第1批, 第一批, 第十二批次."""

from __future__ import annotations

import re

from transforms.text.folding import fold

_BATCH = re.compile(r"第?([0-9]{1,4}|[一二三四五六七八九十]{1,3})(?:批|批次)?")
_DIGITS = "一二三四五六七八九"


def parse_batch_number(text: str) -> int | None:
    """Return the number of a batch, from 1 to 9999; None for any other text. Chinese figures count up to 九十九."""
    match = _BATCH.fullmatch(fold(text))
    return _number(match[1]) or None if match else None


def _number(figures: str) -> int | None:
    if figures.isascii():
        return int(figures)
    tens, ten, units = figures.partition("十")
    if not ten:
        tens, units = "", tens
    if len(tens) > 1 or len(units) > 1 or "十" in units:
        return None
    first = (_DIGITS.index(tens) + 1 if tens else 1) if ten else 0
    return 10 * first + (_DIGITS.index(units) + 1 if units else 0)
