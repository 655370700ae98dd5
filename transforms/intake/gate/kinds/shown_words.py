"""Columns that reports and marts show: texts of unknown words are replaced, so that no name typed into them leaves."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from transforms.intake.values.parser import Parser
from transforms.text.arrow_columns import distinct, flags, spread


def shown_words(
    parser: Parser,
    column: str,
    is_known: Callable[[str], bool],
    other: str,
    code: str,
    *,
    blank_fault: str = "",
    numbered: bool = False,
) -> pa.Array:
    """Return the texts of a canonical column: as written if `is_known`, '' for a blank, else `other`.

    Rows with an unknown text get the warning `code`, blank ones the fault `blank_fault` if it is given. `numbered`:
    different unknown texts get different numbers behind `other`, in the order of the file, so that they stay different.
    """
    indices, texts = distinct(pa.chunked_array([parser.plain(column, blank_fault)]))
    unknown = [text for text in texts if text and not is_known(text)]
    parser.findings.warn(code, column, flags(indices, [text in set(unknown) for text in texts]))
    words = {text: f"{other}{number}" if numbered else other for number, text in enumerate(unknown, start=1)}
    return spread(indices, [words.get(text, text) for text in texts], pa.string())
