"""Steps 2 to 4, read, gate and merge: one run takes all pending deliveries of some kinds.

Each delivery is its own transaction: clean rows become facts, the others go to quarantine with every reason, and the
delivery is committed, all together or not at all. A file that fails leaves the others alone.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection

from pipeline import merge, packs, store
from pipeline.land import technical_now
from pipeline.settings import Settings
from transforms.identity.keyring import Keyring
from transforms.intake import Context, GateResult, Reader, gate_file, load_layouts
from transforms.policy import Pack, campaign_id
from warehouse import engine

log = logging.getLogger(__name__)


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
    """Take every pending delivery of `kinds` that arrived by `business_date`.

    Idempotent: a delivery is decided once, by whoever locks the campaign first.
    """
    pack = packs.load(settings, pack_code)
    database = engine.create(settings.warehouse_url("loader"))
    keyring = Keyring(settings.hash_key, settings.cipher_key)
    with database.begin() as conn:
        packs.ensure(conn, pack)
        pending = engine.run(
            conn, "land/pending", campaign_id=campaign_id(pack_code), kinds=list(kinds), business_date=business_date
        ).mappings().all()
    report = IntakeReport(pack_code)
    layouts = load_layouts(settings.policies_dir / "layouts")
    with Reader() as reader, database.connect() as conn:
        for number, delivery in enumerate(pending, start=1):
            started = time.monotonic()
            result = _gate(settings, pack, layouts, reader, dict(delivery))
            gated = time.monotonic()
            state = _decide(conn, pack, keyring, dict(delivery), result, business_date, clock())
            _count(report, state, result, gated - started, time.monotonic() - gated)
            progress(f"{pack_code}: delivery {number} of {len(pending)}, {delivery['source']} {delivery['period']}: {state}")
    return report


def _gate(settings: Settings, pack: Pack, layouts: Any, reader: Reader, delivery: dict[str, Any]) -> GateResult:
    source = pack.source(delivery["source"])
    context = Context(
        pack_code=pack.pack_code,
        plan_years=frozenset(pack.campaign.payable_plan_years),
        units=pack.unit_names(),
        as_of=delivery["delivered_on"],
        cut_off_on=delivery["cut_off_on"],
        list_mode=delivery["list_mode"],
    )
    path = store.place(settings.landing_dir, delivery["sha256"])
    return gate_file(reader, path, source, layouts[source.layout], context)


def _decide(
    conn: Connection, pack: Pack, keyring: Keyring, delivery: dict[str, Any], result: GateResult,
    business_date: dt.date, now: dt.datetime,
) -> str:  # fmt: skip
    """One transaction: merge and commit, or record why not. Returns the state, 'skipped' if another run decided it."""
    with conn.begin():
        number = campaign_id(pack.pack_code)
        engine.run(conn, "land/lock", campaign_id=number)
        key = {"campaign_id": number, "delivery_id": delivery["delivery_id"]}
        if engine.run(conn, "land/state", **key).scalar() != "landed":
            return "skipped"
        fate = merge.Fate(result.row_count, result.clean_count, result.duplicate_count, result.quarantine_count)
        state, committed_no = {"accept": "committed", "hold": "held", "reject": "rejected"}[result.decision], None
        if state == "committed":
            committed_no = engine.run(conn, "land/next_committed", campaign_id=number).scalar_one()
            state, fate = merge.merge(conn, keyring, delivery, key, result, committed_no)
        _remember_rows(conn, key, result)
        engine.run(
            conn, "land/decide", **key, state=state, decided_on=business_date, decided_at=now, committed_no=committed_no,
            row_count=fate.rows, clean_count=fate.clean, duplicate_count=fate.duplicates,
            quarantine_count=fate.quarantined, amount_fen=result.amount_fen, reasons=_reasons(result),
        )  # fmt: skip
    return state


def _remember_rows(conn: Connection, key: dict[str, uuid.UUID | int], result: GateResult) -> None:
    """Which rows went to quarantine or were loaded with a warning, and why; never their values."""
    for table, rows in (("landing.quarantine", result.quarantine), ("landing.warning", result.warnings)):
        if rows is not None and rows.num_rows:
            unique = rows.group_by(["row_no", "reason_code", "column_name"]).aggregate([])
            engine.copy(conn, table, pa.table(unique), constants=key)


def _reasons(result: GateResult) -> str:
    return json.dumps([asdict(reason) for reason in result.reasons], ensure_ascii=False)


def _count(report: IntakeReport, state: str, result: GateResult, gate_seconds: float, merge_seconds: float) -> None:
    if state == "skipped":
        return
    report.committed += state in ("committed", "superseded")
    report.held += state == "held"
    report.rejected += state == "rejected"
    report.rows += result.row_count
    report.clean += result.clean_count
    report.duplicates += result.duplicate_count
    report.quarantined += result.quarantine_count
    for stage, seconds in (("read and gate", gate_seconds), ("merge", merge_seconds)):
        report.seconds[stage] = round(report.seconds.get(stage, 0.0) + seconds, 3)
