"""Model of the page 报送: a calendar of senders by days, and the deliveries that need attention. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from transforms.mail.reminder import ExpectedDelivery
from transforms.text.labels import ARRIVAL_LABELS, SOURCE_LABELS, state_label
from transforms.text.ratio import percent, ratio

DAYS = 31
SIGNS = {"held": "暂", "rejected": "退", "missing": "缺", "late": "迟", "on_time": "准", "received": "收"}
"""Sign in a cell for the most serious state of its day, the most serious first."""
WEEKDAYS = "一二三四五六日"
Key = tuple[str, str, date]
"""Source, sender, day."""


@dataclass(frozen=True)
class ArrivedDelivery:
    """Row of board/delivery: one delivery that arrived in the period, its state now, and its rows."""

    source: str
    sender: str
    period: str
    version: int
    delivered_on: date
    state: str
    row_count: int | None
    quarantine_count: int | None
    reasons_zh: str


@dataclass(frozen=True)
class DayHead:
    """One day of the calendar."""

    day: date
    weekday: str
    is_weekend: bool


@dataclass(frozen=True)
class Cell:
    """One sender on one day: the state as a code, its sign, the share of quarantined rows, and all of it as words."""

    state: str
    sign: str
    share: str
    text: str


@dataclass(frozen=True)
class SenderLine:
    """One sender: its days in order; None = nothing was due and nothing arrived."""

    source: str
    sender: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Arrivals:
    """The page 报送. `counts`: words for a state, and the number of deliveries in it in the period.

    `earlier`, `later`: last days of the calendars before and after, as ISO texts; '' at the end.
    """

    earlier: str
    later: str
    days: tuple[DayHead, ...]
    lines: tuple[SenderLine, ...]
    legend: tuple[tuple[str, str, str], ...]
    counts: tuple[tuple[str, int], ...]
    attention: tuple[tuple[str, str, str, str], ...]


def days_up_to(last: date) -> tuple[date, ...]:
    """Return the days of the calendar that ends with `last`, the earliest first."""
    return tuple(last - timedelta(days=back) for back in reversed(range(DAYS)))


def arrivals(
    days: Sequence[date],
    choice: tuple[date, date],
    deliveries: Sequence[ArrivedDelivery],
    expected: Sequence[ExpectedDelivery],
) -> Arrivals:
    """Return the model of the page.

    `days`: the calendar's days; `choice`: the first and the last day that can be chosen; `deliveries`: those that
    arrived on these days; `expected`: all deliveries that the pack expects, with their state as of the last
    of the days. Senders are in the order of their sources.
    """
    shown = set(days)
    due = [delivery for delivery in expected if delivery.state == "missing" and delivery.due_on in shown]
    answers = {(e.source, e.sender, e.arrived_on): e.state for e in sorted(expected, key=_late_last)}
    states: dict[Key, list[str]] = {}
    arrived: dict[Key, list[ArrivedDelivery]] = {}
    for delivery in deliveries:
        key = (delivery.source, delivery.sender, delivery.delivered_on)
        is_open = delivery.state in ("held", "rejected")
        states.setdefault(key, []).append(delivery.state if is_open else answers.get(key, "received"))
        arrived.setdefault(key, []).append(delivery)
    for owed in due:
        states.setdefault((owed.source, owed.sender, owed.due_on), []).append("missing")
    senders = {(d.source, d.sender) for d in deliveries} | {(d.source, d.sender) for d in expected}
    lines = [
        SenderLine(
            SOURCE_LABELS.get(source, source),
            sender,
            tuple(
                _cell(day, states.get((source, sender, day)), arrived.get((source, sender, day), [])) for day in days
            ),
        )
        for source, sender in sorted(senders)
    ]
    first_day, last_day = choice
    later = min(days[-1] + timedelta(days=DAYS), last_day)
    return Arrivals(
        f"{days[0] - timedelta(days=1)}" if days[0] > first_day else "",
        f"{later}" if later > days[-1] else "",
        tuple(DayHead(day, WEEKDAYS[day.weekday()], day.weekday() >= 5) for day in days),
        tuple(lines),
        tuple((state, sign, ARRIVAL_LABELS[state]) for state, sign in SIGNS.items()),
        tuple((ARRIVAL_LABELS[state], sum(of_day.count(state) for of_day in states.values())) for state in SIGNS),
        _attention(deliveries, due),
    )


def _late_last(delivery: ExpectedDelivery) -> bool:
    """Sort key: of several deliveries that a day answers, a late one decides."""
    return delivery.state == "late"


def _cell(day: date, states: Sequence[str] | None, arrived: Sequence[ArrivedDelivery]) -> Cell | None:
    if not states:
        return None
    rows = sum(delivery.row_count or 0 for delivery in arrived)
    quarantined = sum(delivery.quarantine_count or 0 for delivery in arrived)
    share = percent(ratio(quarantined, rows)) if quarantined else ""
    state = next(state for state in SIGNS if state in states)
    words = [f"{ARRIVAL_LABELS[s]}{states.count(s)}批" for s in SIGNS if s in states]
    words += [f"{rows:,}行中隔离{quarantined:,}行（{share}）"] if share else []
    return Cell(state, SIGNS[state], share, f"{day.month}月{day.day}日：{'，'.join(words)}")


def _attention(
    deliveries: Sequence[ArrivedDelivery], due: Sequence[ExpectedDelivery]
) -> tuple[tuple[str, str, str, str], ...]:
    """List (day, sender, state, reason) of what is held, rejected or missing, the latest first."""
    rows = [
        (d.delivered_on, d.sender, state_label(d.state), f"{d.period}第{d.version}版：{d.reasons_zh or '原因见系统'}")
        for d in deliveries
        if d.state in ("held", "rejected")
    ]
    rows += [(d.due_on, d.sender, ARRIVAL_LABELS["missing"], f"{d.period}，逾期{d.days_late}天") for d in due]
    return tuple((f"{row[0]}", *row[1:]) for row in sorted(rows, key=lambda row: (row[0], row[1]), reverse=True))
