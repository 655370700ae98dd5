"""Compute which deliveries a pack expects, from the due days of its sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from transforms.policy.model.pack import Pack
from transforms.policy.model.sources import Source

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Expected:
    """One delivery that a source owes, as a row of policy.expected_delivery (without the campaign).

    A delivery of the source fulfils it if its cut-off is after `covers_after` (None: however early) and not after
    `covers_to`; a list with a later cut-off is late (`landing.answered_delivery`). `period` is the
    day of a feed, or the month in which a list is due.
    """

    source: str
    due_on: date
    sender: str
    contact: str
    list_mode: str
    period: str
    covers_after: date | None
    covers_to: date
    rule_id: str


def expected_deliveries(pack: Pack) -> list[Expected]:
    """List every delivery that the sources of the pack owe, by due day, then in the order of the pack's sources.

    Each states source, due day, sender, contact, list mode, period, and the cut-offs that fulfil it.
    """
    expected = [delivery for source in pack.sources for delivery in expected_of(source)]
    return sorted(expected, key=lambda delivery: delivery.due_on)


def expected_of(source: Source) -> Iterator[Expected]:
    """Yield the deliveries that one source owes.

    A list is owed on each of the source's due days; a daily feed on the day after each day from `feed_from` to
    `feed_to`. Each states source, due day, sender, contact, list mode, period, and the cut-offs that fulfil it.
    """
    yield from _lists(source)
    if source.feed_from is None or source.feed_to is None:
        return
    day = source.feed_from
    while day <= source.feed_to:
        yield _expected(source, day + _DAY, source.list_mode, day.isoformat(), day - _DAY, day)
        day += _DAY


def _lists(source: Source) -> Iterator[Expected]:
    before = None
    for due_on in _due_days(source):
        mode = source.list_mode if due_on == source.first_due_on else source.change_mode or source.list_mode
        yield _expected(source, due_on, mode, f"{due_on:%Y-%m}", before, due_on)
        before = due_on


def _due_days(source: Source) -> list[date]:
    return [*([source.first_due_on] if source.first_due_on else []), *source.change_due_on]


def _expected(source: Source, due_on: date, mode: str, period: str, after: date | None, to: date) -> Expected:
    return Expected(
        source.source,
        due_on,
        source.sender_label,
        source.contact or source.source,
        mode,
        period,
        after,
        to,
        source.rule_id,
    )
