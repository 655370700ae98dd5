"""What the gate is told, and what it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import pyarrow as pa

from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import Reason
from transforms.intake.layouts.model import Layout

Decision = Literal["accept", "hold", "reject"]


class SourceLike(Protocol):
    """What the gate needs to know of a pack's source."""

    @property
    def source(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def layout(self) -> str: ...
    @property
    def list_mode(self) -> str: ...
    @property
    def categories(self) -> Mapping[str, str]: ...
    @property
    def category_by_grade(self) -> Mapping[int, str]: ...
    @property
    def default_category(self) -> str | None: ...


@dataclass(frozen=True)
class Context:
    """One delivery's surroundings. `as_of` is the day it was delivered; `plan_years` are those that may be paid.

    `units`: printed name or alias -> unit_id. `unit_area`: names of the places above, which senders put in front of a
    unit's name. `category_labels`: the pack's own labels -> category, used where the source names none.
    `file_name`: as the sender wrote it, else the path's. `usual_amounts_fen`: what anybody may owe this year; without
    any, no amount is remarked on. `known_layouts`: to say whose file it is when its header is not the expected one.
    """

    pack_code: str
    plan_years: Collection[int]
    units: Mapping[str, str]
    as_of: dt.date
    cut_off_on: dt.date
    list_mode: str
    unit_area: Collection[str] = ()
    category_labels: Mapping[str, str] = field(default_factory=dict)
    known_area_codes: Collection[str] = ()
    file_name: str = ""
    usual_amounts_fen: Collection[int] = ()
    known_layouts: Sequence[Layout] = ()


QUARANTINE_SCHEMA = pa.schema([("row_no", pa.int32()), ("reason_code", pa.string()), ("column_name", pa.string())])


@dataclass(frozen=True)
class GateResult:
    """The delivery's decision and its rows. Only an accepted delivery (or a held one, released) may be loaded.

    row_count = clean_count + duplicate_count + quarantine_count; quarantine_count counts rows, `quarantine` has one
    entry per row, reason and column. `amount_fen`: sum of the clean rows of a tax feed, None for other kinds.
    Warnings about the whole file stand at the header's row.
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


@dataclass(frozen=True)
class Awaited:
    """A result that is sure but for the suite's word. `likely`: what it is if the suite finds nothing critical."""

    likely: GateResult
    final: Callable[[], GateResult]
    """The result; waits for the suite's word where that is not there yet, and raises what the suite raises."""


Validate = Callable[[str, Sequence[pa.Table], Mapping[str, Any]], Sequence[Sequence[str]]]
"""validate(kind, tables of parsed values, limits) -> for each table the codes of the critical expectations it fails.

Great Expectations runs outside of this package: the caller hands the function in. The verdict about a table must not
depend on the tables beside it. Called without tables it gets ready, which may take seconds.
"""
OnRead = Callable[[RawTable], object]
"""Is shown a table that has been read and will be judged: work that needs no judgement may begin."""
