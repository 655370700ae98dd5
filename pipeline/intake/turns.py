"""Decide whose file is read next, so that no sender keeps the others waiting.

Payments come first, then the files of all senders, then those that are slow to read. What exceeds a sender's share of a
business day waits for the next one. Files stay pending until they are decided, so none is lost.
"""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.landing.delivery import Delivery
from pipeline.runtime.settings import FairShare
from transforms.intake.base.reasons import Reason, reason
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult

MEGABYTE = 1 << 20
_BYTES_A_SECOND = 4 * MEGABYTE
_FIRST_KIND = "tax_feed"


@dataclass(frozen=True)
class PendingDelivery(Delivery):
    """One pending delivery, with the size of its file and the label of its sender."""

    byte_count: int
    sender: str


@dataclass
class Usage:
    """Bytes of one sender's files that were read on a business day, and the seconds of reading them."""

    sender: str
    byte_count: int = 0
    read_seconds: float = 0.0


def limits_of(share: FairShare) -> Limits:
    """Return the limits of reading one file that the settings state."""
    return Limits(
        file_bytes=share.delivery_mb * MEGABYTE,
        memory_bytes=share.delivery_memory_mb * MEGABYTE,
        wall_seconds=float(share.delivery_seconds),
        cpu_seconds=share.delivery_seconds,
    )


@dataclass
class Turns:
    """The order in which pending deliveries are read, and the sums of each sender.

    `pending`: the deliveries to read. `used`: what was read on this business day so far. `is_limited`: False reads
    everything, whatever was used. `slow`: deliveries that turned out slow, or come from the sender of such a one.
    `postponed`: deliveries beyond their sender's share of the day, with the reason.
    """

    reader: Reader
    share: FairShare
    pending: Sequence[PendingDelivery]
    used: dict[str, Usage]
    is_limited: bool = True
    slow: list[PendingDelivery] = field(default_factory=list)
    postponed: list[tuple[PendingDelivery, Reason]] = field(default_factory=list)
    _reading: deque[tuple[PendingDelivery, float]] = field(default_factory=deque)
    _seconds: dict[uuid.UUID, float] = field(default_factory=dict)

    def first(self) -> Iterator[PendingDelivery]:
        """Yield the payments, each with all the time that a file may take."""
        return self._take((delivery for delivery in self.pending if delivery.kind == _FIRST_KIND), patient=True)

    def quick(self) -> Iterator[PendingDelivery]:
        """Yield the other deliveries with little time for each; after a slow one, none of its sender."""
        return self._take((delivery for delivery in self.pending if delivery.kind != _FIRST_KIND), patient=False)

    def last(self) -> Iterator[PendingDelivery]:
        """Yield the slow deliveries with all the time that a file may take, one of each sender in turn."""
        slow = {delivery.delivery_id for delivery in self.slow}
        self.slow = []
        ordered = by_turns(delivery for delivery in self.pending if delivery.delivery_id in slow)
        return self._take(ordered, patient=True)

    def next_read(self) -> PendingDelivery:
        """Return the delivery whose result comes next: results come in the order of reading."""
        delivery, started = self._reading.popleft()
        self._seconds.setdefault(delivery.delivery_id, self.reader.busy_seconds - started)
        return delivery

    def seconds_of(self, delivery: PendingDelivery) -> float:
        """Return the seconds that a delivery took to read."""
        return self._seconds[delivery.delivery_id]

    def must_wait(self, delivery: PendingDelivery, result: GateResult) -> bool:
        """Return whether the delivery was given up for lack of patience; it is then read among the slow ones."""
        is_late = self.reader.patience is not None and [entry.code for entry in result.reasons] == ["file_slow"]
        if is_late:
            self.slow.append(delivery)
            del self._seconds[delivery.delivery_id]
        return is_late

    def _take(self, deliveries: Iterable[PendingDelivery], *, patient: bool) -> Iterator[PendingDelivery]:
        self.reader.patience = None if patient else self._patience
        slow_senders: set[str] = set()
        for delivery in deliveries:
            usage = self.used.setdefault(delivery.sender, Usage(delivery.sender))
            if why := self._why_not_today(delivery, usage):
                self.postponed.append((delivery, why))
                continue
            if delivery.sender in slow_senders:
                self.slow.append(delivery)
                continue
            started, timeouts = self.reader.busy_seconds, self.reader.timeouts
            self._seconds.pop(delivery.delivery_id, None)
            self._reading.append((delivery, started))
            yield delivery
            seconds = self.reader.busy_seconds - started
            self._seconds.setdefault(delivery.delivery_id, seconds)
            usage.read_seconds += seconds
            if not patient and self.reader.timeouts > timeouts:
                slow_senders.add(delivery.sender)
            else:
                usage.byte_count += delivery.byte_count

    def _patience(self, byte_count: int) -> float:
        return self.share.slow_seconds + byte_count / _BYTES_A_SECOND

    def _why_not_today(self, delivery: PendingDelivery, usage: Usage) -> Reason | None:
        """Return why a delivery must wait for the next business day; a sender's first file of a day never does."""
        if not self.is_limited:
            return None
        total = usage.byte_count + delivery.byte_count
        if usage.byte_count and total > self.share.sender_day_mb * MEGABYTE:
            return reason("sender_bytes", f"（每日限额 {self.share.sender_day_mb} MB）")
        if usage.read_seconds >= self.share.sender_day_seconds:
            return reason("sender_seconds", f"（每日时限 {self.share.sender_day_seconds} 秒）")
        return None


def by_turns(deliveries: Iterable[PendingDelivery]) -> list[PendingDelivery]:
    """Return deliveries in turns of their senders: the first of each, then the second of each; else in their order."""
    counts: dict[str, int] = {}
    turns = []
    for delivery in deliveries:
        counts[delivery.sender] = counts.get(delivery.sender, 0) + 1
        turns.append((counts[delivery.sender], delivery))
    return [delivery for _, delivery in sorted(turns, key=lambda turn: turn[0])]
