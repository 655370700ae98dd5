"""Chooses the layout of a file among a source's layout and its alternatives. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import find_header, folded_headers, map_header

_HELD_AS = {"fund_claim": "fund_claim_list", "progress_table": "progress_table", "pay_sheet": "pay_sheet"}
"""Word of a layout's `held_as` -> reason code."""
_ABOUT_THE_HEADER = {"header_unknown", "column_missing", "column_duplicate", "tables_stacked", "wrong_mode"}


def may_be_other_form(result: RawTable | ReadRefused) -> bool:
    """Return whether a file that was read with a source's usual layout may have another of the source's forms.

    `result`: the table that was read, or the refusal (an exception with the reasons). True if the header was not
    understood, or has columns that the layout does not know. A file of the usual form is never read a second time.
    """
    if isinstance(result, RawTable):
        return bool(result.extra)
    return {reason.code for reason in result.reasons} <= _ABOUT_THE_HEADER


def best_layout(
    heads: Iterable[Sequence[Sequence[str]]], own: Layout, alternatives: Sequence[Layout], list_mode: str
) -> Layout:
    """Return the layout that knows most columns of the file, among those of which no required column is missing.

    `heads`: the first rows of each sheet, or of a csv split by each delimiter, as cells. `own`: the source's usual
    layout, returned if no other knows more. `alternatives`: layouts of the real forms that the source may send,
    in the order of preference. `list_mode`: full, change or feed.
    """
    best, most = own, 0
    heads = list(heads)
    for layout in (own, *alternatives):
        known = max((known_columns(head, layout, list_mode) for head in heads), default=0)
        if known > most:
            best, most = layout, known
    return best


def check_may_be_loaded(layout: Layout) -> None:
    """Raise ReadRefused, to hold, if the form of a layout is nothing that its source may send (`held_as`)."""
    if layout.held_as:
        raise refuse(_HELD_AS[layout.held_as], hold=True)


def known_columns(head: Sequence[Sequence[str]], layout: Layout, list_mode: str) -> int:
    """Return how many headers the layout knows, read or ignored; 0 if a required column is missing.

    `head`: the first rows of a table, as cells. `list_mode`: full, change or feed. Also 0 if an alternative layout
    knows fewer headers than it does not know: then the file is another form, of which this one has a few headers (a
    list of deaths asks for name, number and day only).
    """
    try:
        header = map_header(head, layout, list_mode)
    except ReadRefused:
        return 0
    index = find_header(head, layout)
    cells = set(folded_headers(head[index], layout.named_headers)) if index is not None else set()
    known = len(header.columns) + len(cells & layout.ignored_headers)
    return 0 if layout.alternative_to and known < len(header.extra) else known
