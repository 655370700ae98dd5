"""Input and result of the gate: the context of one delivery, its decision and its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import pyarrow as pa

from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import Reason
from transforms.intake.layouts.divisions import NO_DIVISIONS, Divisions
from transforms.intake.layouts.model import Layout

Decision = Literal["accept", "hold", "reject"]


class SourceLike(Protocol):
    """A pack's source, as far as the gate reads it."""

    @property
    def source(self) -> str:
        """Return the code of the source in its pack."""
        ...

    @property
    def kind(self) -> str:
        """Return the kind of source, such as `special_list` or `tax_feed`."""
        ...

    @property
    def layout(self) -> str:
        """Return the name of the layout of the source's files: `policies/layouts/<name>.yaml`."""
        ...

    @property
    def list_mode(self) -> str:
        """Return the list mode (full, change or feed) of the source's first delivery."""
        ...

    @property
    def categories(self) -> Mapping[str, str]:
        """Return the sender's own words for categories: word -> category of the pack."""
        ...

    @property
    def category_by_grade(self) -> Mapping[int, str]:
        """Return the category of each disability grade (1 to 4): grade -> category of the pack."""
        ...

    @property
    def default_category(self) -> str | None:
        """Return the category of every row of a list without categories; None: the layout's category."""
        ...


@dataclass(frozen=True)
class Context:
    """The circumstances by which one delivery is judged: day, list mode, years, units and words of the pack.

    `as_of`: day of delivery. `cut_off_on`: day up to which the list is complete; a special list without dates has its
    memberships from that day. `list_mode`: full, change or feed. `plan_years`: years that may be paid. `units`: printed
    name or alias -> unit_id. `unit_codes`: national code -> unit_id. `unit_area`: names of the county or city itself,
    which senders put in front of a unit's name, and `higher_places`: those of its city and province. `region`: region
    in which employee insurance counts, '' for any. `divisions`: provinces, cities and counties of the country.
    `category_labels`: the pack's own labels -> category, used if the source names none. `payer_words`: label and
    code of each fund of the pack -> its code. `late_reasons`: words and code of each reason for late entry that the
    pack lists -> its code; `proof_reasons`: codes of those that need a proof. `known_area_codes`: what area codes may
    begin with. `file_name`: as the sender wrote it, else the path's. `plausible_amounts_fen`: the amounts
    that a person may owe this year; if empty, no amount gets a warning. `known_layouts`: all layouts, to recognise
    another header. `alternatives`: layouts of the real forms that the source may send instead of its usual layout.
    """

    pack_code: str
    plan_years: Collection[int]
    units: Mapping[str, str]
    as_of: dt.date
    cut_off_on: dt.date
    list_mode: str
    unit_area: Collection[str] = ()
    higher_places: Collection[str] = ()
    unit_codes: Mapping[str, str] = field(default_factory=dict)
    region: str = ""
    divisions: Divisions = NO_DIVISIONS
    category_labels: Mapping[str, str] = field(default_factory=dict)
    payer_words: Mapping[str, str] = field(default_factory=dict)
    late_reasons: Mapping[str, str] = field(default_factory=dict)
    proof_reasons: Collection[str] = ()
    known_area_codes: Collection[str] = ()
    file_name: str = ""
    plausible_amounts_fen: Collection[int] = ()
    known_layouts: Sequence[Layout] = ()
    alternatives: Sequence[Layout] = ()

    def layout_of(self, raw: RawTable, layout: Layout) -> Layout:
        """Return the layout that a file was read with: one of `alternatives`, else `layout`.

        `raw`: the table that was read; it states the name of the layout. `layout`: the source's usual layout.
        """
        return next((form for form in self.alternatives if form.layout == raw.layout), layout)


QUARANTINE_SCHEMA = pa.schema([("row_no", pa.int32()), ("reason_code", pa.string()), ("column_name", pa.string())])


@dataclass(frozen=True)
class ControlTotals:
    """What a tax feed's control row states about all its rows, and the fen of rows that are not loaded.

    `rows`, `fen`: as stated; None if no total row is about all rows. `duplicate_fen`: of rows that equal an earlier
    row. `quarantine_fen`: of quarantined rows; None if one of them has no readable amount.
    """

    rows: int | None
    fen: int | None
    duplicate_fen: int
    quarantine_fen: int | None


@dataclass(frozen=True)
class GateResult:
    """The delivery's decision and its rows. Only an accepted or a released delivery may be loaded.

    row_count = clean_count + duplicate_count + quarantine_count. `quarantine_count` counts rows; `quarantine` has one
    entry per row, reason and column. `amount_fen`: sum of the clean rows of a tax feed, None for other kinds.
    Warnings about the whole file have the number of the header's row. `layout`: name of the layout that the file was
    read with, '' for a file that could not be read. `left_out_receipts`: (row number, receipt number) of rows of a tax
    feed that state a receipt and do not count by the layout's `row_states`; they are in none of the counts. `control`:
    totals of a tax feed that was read, None for other kinds.
    """

    decision: Decision
    reasons: list[Reason]
    clean: pa.Table
    quarantine: pa.Table
    warnings: pa.Table
    row_count: int
    clean_count: int
    duplicate_count: int
    quarantine_count: int
    amount_fen: int | None
    layout: str = ""
    left_out_receipts: Sequence[tuple[int, str]] = ()
    control: ControlTotals | None = None


@dataclass(frozen=True)
class Awaited:
    """A result that waits for the verdict of its suite. `likely`: the result if the suite finds no critical failure."""

    likely: GateResult
    final: Callable[[], GateResult]
    """Returns the result; waits for the suite if necessary, and raises what the suite raises."""


Validate = Callable[[str, Sequence[pa.Table], Mapping[str, Any]], Sequence[Sequence[str]]]
"""validate(kind, tables of parsed values, limits) -> for each table the codes of the critical expectations it fails.

Great Expectations runs outside of this package, so the caller passes the function. The verdict about a table must not
depend on the other tables. A call without tables only prepares the suite, which may take seconds.
"""
OnRead = Callable[[RawTable], object]
"""Called with a table that was read and is about to be judged, so that work without a verdict can begin."""
