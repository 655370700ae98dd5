"""Steps 2 to 4, read, gate and merge: one run takes all pending deliveries of some kinds.

Small deliveries are gated together, with the verdicts that each would get alone. Each is its own transaction, in the
order of pending: clean rows become facts, the others go to quarantine with every reason, and the delivery is committed,
all together or not at all. A file that fails leaves the others alone.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import logging
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

import pyarrow as pa
from sqlalchemy import Connection, Engine

from expectations import validate_each
from pipeline.holds.presentation import NO_ROWS
from pipeline.intake import history_checks, reread, returned_workbook
from pipeline.intake.hash_ahead import Ahead
from pipeline.merge import merge
from pipeline.merge.persons import Named
from pipeline.policy import install, registry
from pipeline.runtime import content_store
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.fork import forked
from pipeline.runtime.settings import Settings
from transforms.identity.keyring import Keyring
from transforms.identity.sealing import Sealer
from transforms.intake.base.reasons import MESSAGES_ZH, ReadRefused
from transforms.intake.gate.batches import Delivered, StartedWork, StartWork, Verdicts, judge_deliveries, without_wait
from transforms.intake.gate.gate import gate_table, refused_result
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import Awaited, Context, GateResult, OnRead, Validate
from transforms.policy import Pack, campaign_id, plausible_amounts_fen
from transforms.text.labels import STATE_LABELS
from warehouse import bulk, statements

log = logging.getLogger(__name__)

Waived = frozenset[tuple[str, str]]
_PAST_YEARS = 60  # a history reaches back a working life, not further


@dataclass
class IntakeReport:
    """Counts of one run; holds no values, safe for logs and XCom."""

    pack_code: str
    committed: int = 0
    held: int = 0
    rejected: int = 0
    rows: int = 0
    clean: int = 0
    duplicates: int = 0
    quarantined: int = 0
    layout_wrong: int = 0  # deliveries that wait for their layout to be mended
    seconds: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def run(
    settings: Settings,
    pack_code: str,
    kinds: Iterable[str],
    business_date: dt.date,
    clock: Callable[[], dt.datetime] = technical_now,
    progress: Callable[[str], None] = log.info,
) -> IntakeReport:
    """Take every pending delivery of `kinds` that arrived by `business_date`, but for those whose layout is wrong: they
    wait until it is mended (`packs.layouts(settings).check()` says what is wrong).

    Idempotent: a delivery is decided once, by whoever locks the campaign first.
    """
    pack = registry.load(settings, pack_code)
    database = loader(settings)
    keyring = Keyring(settings.hash_key, settings.cipher_key)
    with database.begin() as conn:
        install.ensure_installed(conn, pack)
        statements.run(conn, "intake/reason_words", codes=list(MESSAGES_ZH), messages=list(MESSAGES_ZH.values()))
        some = {"campaign_id": campaign_id(pack_code), "kinds": list(kinds), "business_date": business_date}
        anything = statements.run(conn, "intake/pending", **some).first() is not None
    report = IntakeReport(pack_code)
    with Reader() as reader:
        if anything:
            reader.get_ready()
        pending, report.layout_wrong = _pending(settings, database, pack, reader, some)
        with (
            database.connect() as conn,
            getting_ready(validate_each, pending) as suite,
            Ahead(keyring, suite.is_ready) as ahead,
        ):
            started = time.monotonic()
            results = gated_ahead(settings, pack, reader, pending, suite.validate, suite.aside, ahead.read)
            for number, (delivery, coming) in enumerate(zip(pending, results, strict=True), start=1):
                judged = time.monotonic()
                state, result = _decide(conn, pack, keyring, ahead, dict(delivery), coming, business_date, clock())
                merged = time.monotonic()
                del coming
                _count(report, state, result)
                _spent(report, judged - started, merged - judged)
                told = f"{pack_code}：第 {number} 份，共 {len(pending)} 份，{delivery['source']} {delivery['period']}"
                progress(f"{told}：{STATE_LABELS.get(state, '已由另一次处理决定')}")
                started = merged
    return report


def _pending(
    settings: Settings, database: Engine, pack: Pack, reader: Reader, some: Mapping[str, Any]
) -> tuple[Sequence[Mapping[str, Any]], int]:
    """What waits for the gate, with what waited for a form or a day that has come; and how many wait for a layout.
    `some`: campaign_id, kinds and business_date."""
    layouts = registry.layouts(settings)

    def may_be_read(delivery: Mapping[str, Any]) -> bool:
        return pack.source(delivery["source"]).layout in layouts

    # the suite has nothing to say about whether a form is known, and is slow to get ready
    reread.reopen(
        database, pack, some["kinds"], some["business_date"], may_be_read,
        lambda held: gated(settings, pack, reader, held, _no_suite),
    )  # fmt: skip
    with database.begin() as conn:
        history_checks.reopen_gaps(conn, some["campaign_id"], some["business_date"])
        waiting = list(statements.run(conn, "intake/pending", **some).mappings())
    pending = [one for one in waiting if may_be_read(one)]
    return pending, len(waiting) - len(pending)


def _no_suite(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> Sequence[Sequence[str]]:
    return [()] * len(tables)


class Suite(NamedTuple):
    """Great Expectations' word: at once, or by work that is done aside while the caller goes on."""

    validate: Validate
    aside: StartWork
    is_ready: Callable[[], bool]


@contextmanager
def getting_ready(validate: Validate, pending: Sequence[Mapping[str, Any]]) -> Iterator[Suite]:
    """The same `validate`, which gets ready beside the reading of the first file: that is another process's work."""
    with ThreadPoolExecutor(1) as beside:
        ready = beside.submit(validate, pending[0]["kind"], [], {}) if pending else None

        def when_ready(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> Verdicts:
            if ready is not None:
                ready.result()
            return validate(kind, tables, limits)

        def aside(work: Callable[[], Verdicts]) -> StartedWork:
            if ready is not None:
                ready.result()  # a copy of this process has no such thread
            return forked(work)

        yield Suite(when_ready, aside, lambda: ready is None or ready.done())


def gated(
    settings: Settings, pack: Pack, reader: Reader, pending: Iterable[Mapping[str, Any]], validate: Validate
) -> Iterator[GateResult]:
    """The gate's result of each pending delivery, in their order. Feedback workbooks that came back are put together
    with the rows that they mend, and gated as the whole that they mean."""
    return (one.final() for one in gated_ahead(settings, pack, reader, pending, validate))


def gated_ahead(
    settings: Settings, pack: Pack, reader: Reader, pending: Iterable[Mapping[str, Any]], validate: Validate,
    aside: StartWork | None = None, on_read: OnRead | None = None,
) -> Iterator[Awaited]:  # fmt: skip
    """The same; a large one as soon as its rows are judged: loading takes seconds, and so does its suite (`aside`).
    `on_read` is shown every table before it is judged."""
    place = returned_workbook.Place(settings, pack, registry.layouts(settings), reader)
    for is_back, some in itertools.groupby(pending, key=lambda one: returned_workbook.is_returned(place, one)):
        if not is_back:
            yield from judge_deliveries(reader, delivered(settings, pack, some), validate, aside, on_read)
            continue
        for one in some:
            (told,) = delivered(settings, pack, [one])
            try:
                raw = returned_workbook.read(place, one)
            except ReadRefused as refused:
                yield without_wait(
                    refused_result(told.source.kind, "hold" if refused.hold else "reject", list(refused.reasons))
                )
            else:
                yield without_wait(gate_table(raw, told.source, told.layout, told.context, validate))


def delivered(settings: Settings, pack: Pack, pending: Iterable[Mapping[str, Any]]) -> Iterator[Delivered]:
    """What the gate must know of each pending delivery, in their order."""
    layouts = registry.layouts(settings)
    everywhere = Context(
        pack_code=pack.pack_code,
        plan_years=frozenset(),
        units=pack.unit_names(),
        unit_area=_places_above(pack),
        category_labels={one.label_zh: one.category for one in pack.categories},
        known_area_codes=registry.area_codes(settings),
        usual_amounts_fen=plausible_amounts_fen(pack),
        known_layouts=tuple(layouts.values()),
        as_of=dt.date.min, cut_off_on=dt.date.min, list_mode="",
    )  # fmt: skip
    for one in pending:
        source = pack.source(one["source"])
        context = replace(
            everywhere, as_of=one["delivered_on"], cut_off_on=one["cut_off_on"], list_mode=one["list_mode"],
            plan_years=_plan_years(pack, source.kind), file_name=one["file_name"],
        )  # fmt: skip
        yield Delivered(
            content_store.place(settings.landing_dir, one["sha256"]), source, layouts[source.layout], context
        )


def _plan_years(pack: Pack, kind: str) -> frozenset[int]:
    """Plan years that a row may be of: past ones in a history; else those that may be paid, missed ones included."""
    if kind == "history":
        return frozenset(range(pack.campaign.plan_year - _PAST_YEARS, pack.campaign.plan_year))
    return frozenset((*pack.campaign.payable_plan_years, *pack.repair_years))


def _places_above(pack: Pack) -> tuple[str, ...]:
    """Names that senders put before a unit's name, longest first: a short one may be the beginning of a long one."""
    root = pack.units.root
    names = {root.name, *root.aliases, pack.campaign.place_name}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _decide(
    conn: Connection, pack: Pack, keyring: Keyring, sealer: Sealer, delivery: dict[str, Any], coming: Awaited,
    business_date: dt.date, now: dt.datetime,
) -> tuple[str, GateResult]:  # fmt: skip
    """One transaction: merge and commit, or record why not. The state ('skipped' if another run decided it), and the
    gate's result. What will be loaded if the suite has nothing against it is staged while the suite looks at it.
    """
    with conn.begin():
        number = campaign_id(pack.pack_code)
        key = {"campaign_id": number, "delivery_id": delivery["delivery_id"]}
        statements.run(conn, "runtime/lock", campaign_id=number)
        if statements.run(conn, "intake/state", **key).scalar() != "landed":
            return "skipped", coming.likely
        with ExitStack() as until_decided:
            named = None
            if coming.likely.decision == "accept":
                named = until_decided.enter_context(merge.staged(conn, sealer, delivery, key, coming.likely))
            result = coming.final()
            return settle(conn, pack, keyring, delivery, result, business_date, now, named=named), result


def settle(
    conn: Connection, pack: Pack, keyring: Keyring, delivery: dict[str, Any], result: GateResult,
    business_date: dt.date, now: dt.datetime, waived: Waived = frozenset(), *, named: Named | None = None,
) -> str:  # fmt: skip
    """Give an undecided delivery its fate, in the caller's transaction and under the campaign's lock; returns it.

    `waived`: reasons for which it would be held and which a person has answered for (`answered`). `named`: its clean
    rows are in the staging tables already, by `merge.staged` in this transaction.
    """
    number = campaign_id(pack.pack_code)
    key = {"campaign_id": number, "delivery_id": delivery["delivery_id"]}
    fate = merge.Fate(result.row_count, result.clean_count, result.duplicate_count, result.quarantine_count)
    decision = "accept" if may_pass(result, waived) else result.decision
    state, committed_no = {"accept": "committed", "hold": "held", "reject": "rejected"}[decision], None
    with ExitStack() as until_decided:
        if state == "committed":
            named = named or until_decided.enter_context(merge.staged(conn, Sealer(keyring), delivery, key, result))
            found = history_checks.doubts(conn, pack, delivery, key, business_date)
            result = replace(result, reasons=[*result.reasons, *found])
            if not answered(asdict(one) for one in found) <= waived:
                state = "held"
        if named is not None and state == "committed":
            committed_no = statements.run(conn, "runtime/next_committed", campaign_id=number).scalar_one()
            state, fate = merge.merge(conn, named, delivery, key, result, keyring, committed_no)
        elif named is not None:
            merge.unstage(conn, delivery, named)
    _remember_rows(conn, key, result)
    statements.run(
        conn, "intake/decide", **key, state=state, decided_on=business_date, decided_at=now,
        committed_no=committed_no, row_count=fate.rows, clean_count=fate.clean, duplicate_count=fate.duplicates,
        quarantine_count=fate.quarantined, amount_fen=result.amount_fen, reasons=_reasons(result),
    )  # fmt: skip
    return state


def may_pass(result: GateResult, waived: Waived) -> bool:
    """Whether a held delivery may be loaded: every reason was answered for, and its rows could be read at all."""
    reasons = answered(asdict(one) for one in result.reasons)
    was_read = result.row_count > 0 or {code for code, _ in reasons} == {NO_ROWS}
    return result.decision == "hold" and was_read and reasons <= waived


def answered(reasons: Iterable[Mapping[str, Any]]) -> Waived:
    """What a person answers for who was shown these reasons: their words, so that other figures are another reason."""
    return frozenset((one["code"], one["message_zh"]) for one in reasons)


def held_rather_than_rejected(result: GateResult) -> GateResult:
    """What a person has answered for is not rejected by machine: it waits for the person again."""
    return replace(result, decision="hold") if result.decision == "reject" else result


def _remember_rows(conn: Connection, key: dict[str, uuid.UUID | int], result: GateResult) -> None:
    """Which rows went to quarantine or were loaded with a warning, and why; never their values."""
    for table, rows in (("landing.quarantine", result.quarantine), ("landing.warning", result.warnings)):
        if rows is not None and rows.num_rows:
            unique = rows.group_by(["row_no", "reason_code", "column_name"]).aggregate([])
            bulk.copy(conn, table, pa.table(unique), constants=key)


def _reasons(result: GateResult) -> str:
    return json.dumps([asdict(reason) for reason in result.reasons], ensure_ascii=False)


def _count(report: IntakeReport, state: str, result: GateResult) -> None:
    if state == "skipped":
        return
    report.committed += state in ("committed", "superseded", "revoked")
    report.held += state == "held"
    report.rejected += state == "rejected"
    report.rows += result.row_count
    report.clean += result.clean_count
    report.duplicates += result.duplicate_count
    report.quarantined += result.quarantine_count


def _spent(report: IntakeReport, gate_seconds: float, merge_seconds: float) -> None:
    """Seconds of the clock on the wall. Files are gated together, so the first of a group carries the group's time."""
    for stage, seconds in (("read and gate", gate_seconds), ("merge", merge_seconds)):
        report.seconds[stage] = report.seconds.get(stage, 0.0) + seconds
