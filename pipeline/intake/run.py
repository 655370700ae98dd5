"""Steps 2 to 4, read, gate and merge: one run takes all pending deliveries of the given kinds.

Small deliveries are gated together, each with the verdict that it would get alone. Each delivery is one transaction, in
the order of pending deliveries: its clean rows become facts, its other rows go to quarantine with every reason, and its
state is recorded. A file that fails does not affect the other deliveries.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from expectations import validate_each
from pipeline.identity.keys import OpenKeys, confirm, open_keys
from pipeline.intake import gate, history_checks, outcome, reread
from pipeline.intake.forking_sealer import ForkingSealer
from pipeline.landing.delivery import Delivery
from pipeline.merge import staging
from pipeline.policy import install, registry
from pipeline.runtime import locks
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from transforms.identity.sealing import Sealer
from transforms.intake.base.reasons import MESSAGES_ZH
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
    seconds: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts of the run as a dictionary for logs and XCom (Airflow's value of a task).

        The keys: `pack_code`; numbers of deliveries `committed`, `held`, `rejected`, and `layout_wrong` (skipped,
        because the layout is invalid or the pack does not fit it); numbers of `rows`, and of these `clean`,
        `duplicates` and `quarantined`; `seconds` (stage -> seconds).
        """
        return asdict(self)


class _Selection(NamedTuple):
    """Parameters of `intake/pending`: deliveries of these kinds that arrived by the business date."""

    campaign_id: int
    kinds: list[str]
    business_date: dt.date


_PENDING = statements.Query("intake/pending", Delivery)


def run(
    settings: Settings,
    pack_code: str,
    kinds: Iterable[str],
    business_date: dt.date,
    clock: Callable[[], dt.datetime] = technical_now,
    progress: Callable[[str], None] = log.info,
) -> IntakeReport:
    """Gate and merge every pending delivery of `kinds` that arrived by `business_date`; return counts.

    The counts are of deliveries (committed, held, rejected, skipped) and of their rows (clean, duplicate, quarantined).
    `kinds`: kinds of source, for example `tax_feed`. `clock` gives the technical time of decisions; `progress` is
    called with a Chinese line per delivery. Deliveries with an invalid layout file, or with one that the pack does not
    fit, are skipped until that is corrected (`registry.check_layouts` lists what is wrong). Idempotent: a delivery is
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
    with Reader() as reader:
        if is_needed:
            reader.get_ready()
        pending, report.layout_wrong = _select_pending(settings, database, pack, reader, selection)
        with (
            database.connect() as conn,
            gate.suite_in_preparation(validate_each, pending) as suite,
            ForkingSealer(keys.keyring, suite.is_ready) as sealer,
        ):
            started = time.monotonic()
            results = gate.judge_pending(settings, pack, reader, pending, suite.validate, suite.start, sealer.begin)
            for number, (delivery, awaited) in enumerate(zip(pending, results, strict=True), start=1):
                judged = time.monotonic()
                state, result = _decide(conn, pack, keys, sealer, delivery, awaited, business_date, clock())
                merged = time.monotonic()
                del awaited
                _add_counts(report, state, result)
                _add_seconds(report, judged - started, merged - judged)
                place = f"{pack_code}：第 {number} 份，共 {len(pending)} 份，{delivery.source} {delivery.period}"
                progress(f"{place}：{STATE_LABELS.get(state, '已由另一次处理决定')}")
                started = merged
    return report


def _select_pending(
    settings: Settings, database: Engine, pack: Pack, reader: Reader, selection: _Selection
) -> tuple[Sequence[Delivery], int]:
    """Return the deliveries to gate now, and the number skipped because of their layout (`registry.may_be_read`).

    Held deliveries whose layout or missing feed day has arrived are included.
    """
    layouts = registry.layouts(settings)

    def may_be_read(delivery: Delivery) -> bool:
        return registry.may_be_read(layouts, pack, delivery.source)

    def gate_again(held: Iterable[Delivery]) -> Iterable[GateResult]:
        # whether a layout is known does not depend on the suite, which takes seconds to import
        return gate.gate_pending(settings, pack, reader, held, gate.without_suite)

    reread.reopen(database, pack, selection.kinds, selection.business_date, may_be_read, gate_again)
    with database.begin() as conn:
        history_checks.reopen_gaps(conn, selection.campaign_id, selection.business_date)
        waiting = _PENDING.all(conn, **selection._asdict())
    pending = [delivery for delivery in waiting if may_be_read(delivery)]
    return pending, len(waiting) - len(pending)


def _decide(
    conn: Connection,
    pack: Pack,
    keys: OpenKeys,
    sealer: Sealer,
    delivery: Delivery,
    awaited: Awaited,
    business_date: dt.date,
    now: dt.datetime,
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
                conn, pack, keys.keyring, delivery, result, business_date, now, persons=persons
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
