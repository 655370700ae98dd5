"""Steps 2 to 4, read, gate and merge: one run takes all pending deliveries of the given kinds.

Small deliveries are gated together, each with the verdict that it would get alone. Each delivery is one transaction:
its clean rows become facts, its other rows go to quarantine with every reason, and its state is recorded. A file that
fails does not affect the other deliveries. Payments come first, files that are slow to read last
(`pipeline/intake/turns.py`).
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from expectations import validate_each
from pipeline.identity.keys import OpenKeys, confirm, open_keys
from pipeline.intake import acknowledgements, gate, history_checks, outcome, reread, transfers
from pipeline.intake.forking_sealer import ForkingSealer
from pipeline.intake.turns import PendingDelivery, Turns, Usage, limits_of
from pipeline.landing.delivery import Delivery
from pipeline.merge import staging
from pipeline.policy import install, registry
from pipeline.runtime import locks
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from transforms.identity.sealing import Sealer
from transforms.intake.base.reasons import MESSAGES_ZH, Reason
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import Awaited, GateResult
from transforms.policy import Pack, campaign_id
from transforms.text.labels import STATE_LABELS
from warehouse import statements

log = logging.getLogger(__name__)


@dataclass
class IntakeReport:
    """Counts of one run; contains no values, so it is safe for logs and XCom."""

    pack_code: str
    committed: int = 0
    held: int = 0
    rejected: int = 0
    rows: int = 0
    clean: int = 0
    duplicates: int = 0
    quarantined: int = 0
    layout_wrong: int = 0  # deliveries skipped because their layout is invalid, or the pack does not fit it
    slow: int = 0  # deliveries left for a later run because they are slow to read
    postponed: int = 0  # deliveries left for the next business day because their sender has used its share
    seconds: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts of the run as a dictionary for logs and XCom (Airflow's value of a task).

        The keys: `pack_code`; numbers of deliveries `committed`, `held`, `rejected`, and `layout_wrong` (skipped,
        because the layout is invalid or the pack does not fit it), `slow` (left for a later run), `postponed` (left for
        the next business day); numbers of `rows`, and of these `clean`, `duplicates` and `quarantined`; `seconds`
        (stage -> seconds).
        """
        return asdict(self)

    def with_later(self, later: IntakeReport) -> IntakeReport:
        """Return the counts and seconds of this run and of a later one together; what was left is the later run's."""
        left = {name: getattr(later, name) for name in ("layout_wrong", "slow", "postponed")}
        numbers = ("committed", "held", "rejected", "rows", "clean", "duplicates", "quarantined")
        counts = {name: getattr(self, name) + getattr(later, name) for name in numbers}
        stages = {*self.seconds, *later.seconds}
        seconds = {stage: self.seconds.get(stage, 0.0) + later.seconds.get(stage, 0.0) for stage in sorted(stages)}
        return IntakeReport(self.pack_code, **counts, **left, seconds=seconds)


class _Selection(NamedTuple):
    """Parameters of `intake/pending`: deliveries of these kinds that arrived by the business date."""

    campaign_id: int
    kinds: list[str]
    business_date: dt.date


class _Files(NamedTuple):
    """Inputs of the gate besides the deliveries."""

    settings: Settings
    pack: Pack
    reader: Reader
    suite: gate.Suite
    sealer: ForkingSealer


_PENDING = statements.Query("intake/pending", PendingDelivery)
_USAGE = statements.Query("intake/sender_usage", Usage)
POSTPONED_FOR = ("sender_bytes", "sender_seconds")
_POSTPONED = statements.Query("intake/postponed", reread.RejectedDelivery)


def run(
    settings: Settings,
    pack_code: str,
    kinds: Iterable[str],
    business_date: dt.date,
    clock: Callable[[], dt.datetime] = technical_now,
    progress: Callable[[str], None] = log.info,
    *,
    leave_slow: bool = False,
    with_postponed: bool = False,
) -> IntakeReport:
    """Gate and merge every pending delivery of `kinds` that arrived by `business_date`; return counts.

    The counts are of deliveries (committed, held, rejected, skipped) and of their rows (clean, duplicate, quarantined).
    `kinds`: kinds of source, for example `tax_feed`. `clock` gives the technical time of decisions; `progress` is
    called with a Chinese line per delivery. Deliveries with an invalid layout file, or with one that the pack does not
    fit, are skipped until that is corrected (`registry.check_layouts` lists what is wrong). `leave_slow`: leave files
    that are slow to read, and later ones of their senders, pending for a run without it. `with_postponed`: also take
    what exceeds a sender's share of the day; else that waits for the next business day. Idempotent: a delivery is
    decided once, by the run that locks the campaign first. Raises KeysRefused, before anything is written, if the data
    keys are not those of the warehouse.
    """
    pack = registry.load(settings, pack_code)
    database = loader(settings)
    selection = _Selection(campaign_id(pack_code), list(kinds), business_date)
    with database.begin() as conn:
        keys = open_keys(conn, settings)
        install.ensure_installed(conn, pack)
        statements.run(conn, "intake/reason_words", codes=list(MESSAGES_ZH), messages=list(MESSAGES_ZH.values()))
        is_needed = _PENDING.first(conn, **selection._asdict()) is not None
    report = IntakeReport(pack_code)
    with Reader(limits_of(settings.fair_share)) as reader:
        if is_needed:
            reader.get_ready()
        pending, report.layout_wrong = _select_pending(settings, database, pack, reader, selection)
        with database.begin() as conn:
            used = {usage.sender: usage for usage in _USAGE.all(conn, **_of_day(selection))}
        turns = Turns(reader, settings.fair_share, pending, used, is_limited=not with_postponed)
        decide = partial(_decide, pack=pack, keys=keys, business_date=business_date, clock=clock)
        with (
            database.connect() as conn,
            gate.suite_in_preparation(validate_each, pending) as suite,
            ForkingSealer(keys.keyring, suite.is_ready) as sealer,
        ):
            files, number = _Files(settings, pack, reader, suite, sealer), 0
            started = time.monotonic()
            for delivery, awaited in _judge_by_turns(files, turns, leave_slow):
                number, judged = number + 1, time.monotonic()
                state, result = decide(conn, sealer, delivery, awaited, read_seconds=turns.seconds_of(delivery))
                del awaited
                _add_counts(report, state, result)
                _add_seconds(report, judged - started, time.monotonic() - judged)
                place = f"{pack_code}：第 {number} 份，共 {len(pending)} 份，{delivery.source} {delivery.period}"
                progress(f"{place}：{STATE_LABELS.get(state, '已由另一次处理决定')}")
                started = time.monotonic()
    report.slow, report.postponed = len(turns.slow), len(turns.postponed)
    _record_postponed(database, selection.campaign_id, turns.postponed)
    for delivery, why in turns.postponed:
        progress(f"{pack_code}：{delivery.source} {delivery.period}：{why.message_zh}")
    return report


def postponed(settings: Settings, pack_code: str) -> list[reread.RejectedDelivery]:
    """Return the pending deliveries that wait for the next business day, oldest first, each with the reason."""
    with loader(settings).connect() as conn:
        return _POSTPONED.all(conn, campaign_id=campaign_id(pack_code), codes=list(POSTPONED_FOR))


def _judge_by_turns(files: _Files, turns: Turns, leave_slow: bool) -> Iterator[tuple[PendingDelivery, Awaited]]:
    """Yield each delivery with its result: payments, then the others, then (unless they are left) the slow ones.

    Each of the three is judged apart: a small file's result waits for those that are judged with it.
    """
    for take in (turns.first, turns.quick):
        yield from _judge(files, turns, take())
    if not leave_slow:
        yield from _judge(files, turns, turns.last())


def _judge(
    files: _Files, turns: Turns, deliveries: Iterator[PendingDelivery]
) -> Iterator[tuple[PendingDelivery, Awaited]]:
    settings, pack, reader, suite, sealer = files
    results = gate.judge_pending(settings, pack, reader, deliveries, suite.validate, suite.start, sealer.begin)
    for awaited in results:
        delivery = turns.next_read()
        if not turns.must_wait(delivery, awaited.likely):
            yield delivery, awaited
        del awaited  # else its values stay in memory while the next file is read


def _record_postponed(database: Engine, number: int, deliveries: Sequence[tuple[Delivery, Reason]]) -> None:
    """Record why each of these deliveries waits for the next business day."""
    for delivery, why in deliveries:
        with database.begin() as conn:
            statements.run(
                conn, "intake/postpone", **delivery.key(number), reasons=json.dumps([asdict(why)], ensure_ascii=False)
            )


def _of_day(selection: _Selection) -> dict[str, Any]:
    return {"campaign_id": selection.campaign_id, "business_date": selection.business_date}


def _select_pending(
    settings: Settings, database: Engine, pack: Pack, reader: Reader, selection: _Selection
) -> tuple[Sequence[PendingDelivery], int]:
    """Return the deliveries to gate now, and the number skipped because of their layout (`registry.may_be_read`).

    Held deliveries whose layout, missing feed day, settlement or due list has arrived are included.
    """
    layouts = registry.layouts(settings)

    def may_be_read(delivery: Delivery) -> bool:
        return registry.may_be_read(layouts, pack, delivery.source)

    def gate_again(held: Iterable[Delivery]) -> Iterable[GateResult]:
        # whether a layout is known does not depend on the suite, which takes seconds to import
        return gate.gate_pending(settings, pack, reader, held, gate.without_suite)

    reread.reopen(database, pack, selection.kinds, selection.business_date, may_be_read, gate_again)
    for reopen in (transfers.reopen_transfers, acknowledgements.reopen_acknowledgements):
        reopen(database, pack, selection.business_date, may_be_read, gate_again)
    with database.begin() as conn:
        history_checks.reopen_gaps(conn, selection.campaign_id, selection.business_date)
        waiting = _PENDING.all(conn, **selection._asdict())
    pending = [delivery for delivery in waiting if may_be_read(delivery)]
    return pending, len(waiting) - len(pending)


def _decide(
    conn: Connection,
    sealer: Sealer,
    delivery: Delivery,
    awaited: Awaited,
    *,
    pack: Pack,
    keys: OpenKeys,
    business_date: dt.date,
    clock: Callable[[], dt.datetime],
    read_seconds: float,
) -> tuple[str, GateResult]:
    """Record a delivery's outcome in one transaction; return its state and the gate's result.

    The state is 'skipped' if another run has decided it. A delivery that is likely to be accepted is staged while its
    suite runs.
    """
    with conn.begin():
        number = campaign_id(pack.pack_code)
        key = delivery.key(number)
        locks.take_campaign(conn, number)
        confirm(conn, keys)
        if statements.run(conn, "intake/state", **key).scalar() != "landed":
            return "skipped", awaited.likely
        with ExitStack() as staged:
            persons = None
            if awaited.likely.decision == "accept":
                rows = staging.stage_rows(conn, sealer, delivery.kind, key, awaited.likely.clean)
                persons = staged.enter_context(rows)
            result = awaited.final()
            state = outcome.record_outcome(
                conn,
                pack,
                keys.keyring,
                delivery,
                result,
                business_date,
                clock(),
                persons=persons,
                read_seconds=read_seconds,
            )
            return state, result


def _add_counts(report: IntakeReport, state: str, result: GateResult) -> None:
    if state == "skipped":
        return
    report.committed += state in ("committed", "superseded", "revoked")
    report.held += state == "held"
    report.rejected += state == "rejected"
    report.rows += result.row_count
    report.clean += result.clean_count
    report.duplicates += result.duplicate_count
    report.quarantined += result.quarantine_count


def _add_seconds(report: IntakeReport, gate_seconds: float, merge_seconds: float) -> None:
    """Add elapsed seconds. Files are gated together, so the first file of a group carries the group's time."""
    for stage, seconds in (("read and gate", gate_seconds), ("merge", merge_seconds)):
        report.seconds[stage] = report.seconds.get(stage, 0.0) + seconds
