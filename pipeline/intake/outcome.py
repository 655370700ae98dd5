"""Record the outcome of a gated delivery: merge it, hold it or reject it, in the caller's transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace

import pyarrow as pa
from sqlalchemy import Connection

from pipeline.intake import history_checks
from pipeline.landing.delivery import Delivery, DeliveryKey
from pipeline.merge import merge, staging
from pipeline.merge.persons import PersonWriter
from transforms.identity.keyring import Keyring
from transforms.identity.sealing import Sealer
from transforms.intake.base.reasons import READ_WITHOUT_ROWS, Reason, ReasonRecord
from transforms.intake.values.context import GateResult
from transforms.policy import Pack, campaign_id
from warehouse import bulk, statements

Waived = frozenset[tuple[str, str]]
"""Code and Chinese text of each reason that an official has accepted."""
_STATES = {"accept": "committed", "hold": "held", "reject": "rejected"}


def record_outcome(
    conn: Connection,
    pack: Pack,
    keyring: Keyring,
    delivery: Delivery,
    result: GateResult,
    business_date: dt.date,
    now: dt.datetime,
    waived: Waived = frozenset(),
    *,
    persons: PersonWriter | None = None,
    is_trial: bool = False,
    read_seconds: float | None = None,
) -> str:
    """Merge, hold or reject a pending delivery after it was gated; return its state.

    The state is committed, superseded, revoked, held or rejected. A delivery that the gate accepts is still held if its
    comparison with earlier deliveries gives a reason. Writes facts (if merged), findings of rows, counts and reasons in
    the caller's transaction; the caller holds the campaign's lock. `result`: the gate's result; `keyring`: hashes and
    encrypts numbers and names; `business_date`: day of the run; `now`: technical time of the decision. `waived`: pairs
    (code, Chinese text) of reasons that do not hold it, because an official has accepted them. `persons`: the writer of
    `stage_rows` if the caller has staged the clean rows in this transaction; None: they are staged here. `is_trial`:
    the caller rolls back: nothing is committed on a second connection. `read_seconds`: None if it was not measured.
    """
    number = campaign_id(pack.pack_code)
    key = delivery.key(number)
    counts = merge.counts_of(result)
    state, committed_no = _STATES["accept" if may_be_released(result, waived) else result.decision], None
    with ExitStack() as staged:
        if state == "committed":
            if persons is None:
                rows = staging.stage_rows(conn, Sealer(keyring), delivery.kind, key, result.clean, not is_trial)
                persons = staged.enter_context(rows)
            reasons = history_checks.reasons_to_hold(conn, pack, delivery, key, business_date, result.left_out_receipts)
            result = replace(result, reasons=[*result.reasons, *reasons])
            if not waivable(reasons) <= waived:
                state = "held"
        if persons is not None and state == "committed":
            committed_no = statements.run(conn, "runtime/next_committed", campaign_id=number).scalar_one()
            state, counts = merge.merge(conn, persons, delivery, key, result, keyring, committed_no)
        elif persons is not None:
            staging.clear_staging(conn, delivery.kind, with_identities=not persons.is_separate)
    _record_findings(conn, key, result)
    statements.run(
        conn,
        "intake/decide",
        **key,
        state=state,
        decided_on=business_date,
        decided_at=now,
        committed_no=committed_no,
        row_count=counts.rows,
        clean_count=counts.clean,
        duplicate_count=counts.duplicates,
        quarantine_count=counts.quarantined,
        amount_fen=result.amount_fen,
        read_seconds=read_seconds,
        reasons=json.dumps([asdict(reason) for reason in result.reasons], ensure_ascii=False),
    )
    return state


def may_be_released(result: GateResult, waived: Waived) -> bool:
    """Return whether a held delivery may be loaded: its rows were read, and every reason is waived.

    `result`: the gate's result; `waived`: pairs (code, Chinese text) of reasons that an official has accepted. A list
    without rows counts as read.
    """
    reasons = waivable(result.reasons)
    was_read = result.row_count > 0 or {code for code, _ in reasons} <= READ_WITHOUT_ROWS
    return result.decision == "hold" and was_read and reasons <= waived


def waivable(reasons: Iterable[Reason]) -> Waived:
    """Return the pairs (code, Chinese text) that an official accepts by releasing a delivery with these reasons.

    The text counts, because a reason with other figures is another reason.
    """
    return frozenset((reason.code, reason.message_zh) for reason in reasons)


def waived_by(shown: Sequence[ReasonRecord]) -> Waived:
    """Return the pairs (code, Chinese text) that an official has accepted, from the reasons shown to the official.

    `shown`: reasons as the ledger stores them, dictionaries with `code` and `message_zh`.
    """
    return frozenset((reason["code"], reason["message_zh"]) for reason in shown)


def hold_instead_of_reject(result: GateResult) -> GateResult:
    """Return a copy of the gate's result that holds the delivery, if the result rejects it; else the result itself.

    Reasons, rows and counts stay. It is for a delivery that an official accepted: about new reasons the official
    decides again.
    """
    return replace(result, decision="hold") if result.decision == "reject" else result


def _record_findings(conn: Connection, key: DeliveryKey, result: GateResult) -> None:
    """Record row numbers and reason codes of quarantined rows and of rows with a warning, and a feed's totals."""
    if result.control is not None:
        totals = asdict(result.control)
        control_rows, control_fen = totals.pop("rows"), totals.pop("fen")
        statements.run(
            conn, "intake/control_total", **key, control_rows=control_rows, control_fen=control_fen, **totals
        )
    for table, rows in (("landing.quarantine", result.quarantine), ("landing.warning", result.warnings)):
        if rows is not None and rows.num_rows:
            unique = rows.group_by(["row_no", "reason_code", "column_name"]).aggregate([])
            bulk.copy(conn, table, pa.table(unique), constants=key)
