"""Controls on the page 资金: feeds by day, differences with statements, held cash, terms of audits and requests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import NO_UNIT

MOST_FEED_DAYS = 15
_SETTLED = ("balanced", "answered")
Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class FeedState:
    """Row of board/money/feed: one tax feed and the state of its reconciliation. None: not known."""

    cut_off_on: date
    control_rows: int | None
    control_fen: int | None
    receipt_fen: int
    open_rows: int
    open_fen: int | None
    state: str
    state_zh: str
    owner_zh: str


@dataclass(frozen=True)
class CauseOfUnit:
    """Row of board/money/statement_difference: differences of one unit with one cause; '' = no unit."""

    unit_id: str
    cause: str
    cause_zh: str
    owner_zh: str
    next_step_zh: str
    differences: int
    statement_fen: int
    feed_fen: int


@dataclass(frozen=True)
class HeldCash:
    """Row of board/money/cash: cash that collectors of one unit hold at the end of the day."""

    unit_id: str
    unit_name: str | None
    collectors: int
    held_receipts: int
    held_fen: int
    oldest_on: date
    over_limit: int
    overdue: int


@dataclass(frozen=True)
class Audits:
    """Row of board/money/audit: receipts of one unit by the tax bureau's term."""

    unit_id: str
    unit_name: str | None
    met_receipts: int
    open_receipts: int
    missed_receipts: int
    missed_fen: int


@dataclass(frozen=True)
class Requests:
    """Row of board/money/request: requests for correction of one unit by the agency's term."""

    unit_id: str
    unit_name: str | None
    met_requests: int
    open_requests: int
    missed_requests: int
    refused_requests: int
    changed_after_payment: int


@dataclass(frozen=True)
class Controls:
    """Tables of the page, rows of texts; an empty table is not shown. `feeds_zh`: how many feed days are open."""

    feeds_zh: str
    feeds: Table
    statements: Table
    cash: Table
    audits: Table
    requests: Table


def controls(
    feeds: Sequence[FeedState],
    causes: Sequence[CauseOfUnit],
    cash: Sequence[HeldCash],
    audits: Sequence[Audits],
    unit_ids: Collection[str] | None = None,
    requests: Sequence[Requests] = (),
) -> Controls:
    """Return the tables of controls. `unit_ids`: units that the reader may see, None for all.

    `feeds`: newest first; a control row has no unit, so that a reader of some units gets none. Days that are not
    settled come first.
    """
    days = _feed_days(feeds if unit_ids is None else ())
    is_open = [lines[-1].state not in _SETTLED for lines in days]
    ordered = [day for day, still in zip(days, is_open, strict=True) if still]
    ordered += [day for day, still in zip(days, is_open, strict=True) if not still]
    return Controls(
        f"共{len(days)}日有流水，{sum(is_open)}日未平。" if days else "",
        tuple(_feed_day(day) for day in ordered[:MOST_FEED_DAYS]),
        _by_cause([row for row in causes if unit_ids is None or row.unit_id in unit_ids]),
        tuple(_cash(row) for row in cash if unit_ids is None or row.unit_id in unit_ids),
        tuple(_audits(row) for row in audits if unit_ids is None or row.unit_id in unit_ids),
        tuple(_requests(row) for row in requests if unit_ids is None or row.unit_id in unit_ids),
    )


def _feed_days(feeds: Sequence[FeedState]) -> list[list[FeedState]]:
    """Return the feeds by day, the newest day first; of each day, feeds that are not settled come last."""
    days: dict[date, list[FeedState]] = {}
    for feed in feeds:
        days.setdefault(feed.cut_off_on, []).append(feed)
    return [sorted(lines, key=lambda feed: feed.state not in _SETTLED) for lines in days.values()]


def _feed_day(lines: Sequence[FeedState]) -> tuple[str, ...]:
    """Return the cells of one day: files, count and sum of control rows, new receipts, open rows and money, state."""
    still = [line for line in lines if line.state not in _SETTLED]
    states = list(dict.fromkeys(line.state_zh for line in still or lines))
    owners = list(dict.fromkeys(line.owner_zh for line in still if line.owner_zh))
    return (
        date_zh(lines[0].cut_off_on),
        f"{len(lines):,}",
        _sum_or_open([line.control_rows for line in lines], "{:,}".format),
        _sum_or_open([line.control_fen for line in lines], yuan_grouped),
        yuan_grouped(sum(line.receipt_fen for line in lines)),
        f"{sum(line.open_rows for line in still):,}",
        _sum_or_open([line.open_fen for line in still], yuan_grouped),
        "、".join(states),
        "、".join(owners) or "—",
    )


def _sum_or_open(values: Sequence[int | None], shown: Callable[[int], str]) -> str:
    known = [value for value in values if value is not None]
    return shown(sum(known)) if len(known) == len(values) else "未知"


def _by_cause(rows: Sequence[CauseOfUnit]) -> Table:
    causes: dict[str, list[CauseOfUnit]] = {}
    for row in rows:
        causes.setdefault(row.cause, []).append(row)
    return tuple(
        (
            lines[0].cause_zh,
            f"{sum(line.differences for line in lines):,}",
            yuan_grouped(sum(line.statement_fen for line in lines)),
            yuan_grouped(sum(line.feed_fen for line in lines)),
            lines[0].owner_zh,
            lines[0].next_step_zh,
        )
        for lines in causes.values()
    )


def _cash(row: HeldCash) -> tuple[str, ...]:
    return (
        row.unit_name or NO_UNIT,
        f"{row.collectors:,}",
        f"{row.held_receipts:,}",
        yuan_grouped(row.held_fen),
        date_zh(row.oldest_on),
        f"{row.over_limit:,}",
        f"{row.overdue:,}",
    )


def _audits(row: Audits) -> tuple[str, ...]:
    return (
        row.unit_name or NO_UNIT,
        f"{row.met_receipts:,}",
        f"{row.open_receipts:,}",
        f"{row.missed_receipts:,}",
        yuan_grouped(row.missed_fen),
    )


def _requests(row: Requests) -> tuple[str, ...]:
    counts = (row.met_requests, row.open_requests, row.missed_requests, row.refused_requests, row.changed_after_payment)
    return (row.unit_name or NO_UNIT, *(f"{count:,}" for count in counts))
