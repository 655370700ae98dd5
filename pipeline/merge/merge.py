"""Step 4, merge: turn the clean rows of one delivery into dated facts, inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pyarrow.compute as pc
from sqlalchemy import Connection

from pipeline.identity import links, review
from pipeline.landing.delivery import Delivery, DeliveryKey
from pipeline.merge import staging, versions
from pipeline.merge.other_campaigns import paid_in_other_campaigns
from pipeline.merge.persons import PersonWriter
from pipeline.runtime import planner
from transforms.identity.keyring import Keyring
from transforms.intake.gate.kinds.registry import KINDS
from transforms.intake.values.context import GateResult
from transforms.text.labels import UNKNOWN
from warehouse import statements

_SMALL_TABLES = ("landing.delivery",)  # few rows, by which many facts are selected
FACT_TABLES = {
    "special_list": "core.membership_fact",
    "roll": "core.roll_fact",
    "employee": "core.employee_fact",
    "history": "core.history_fact",
    "fund_claim": "core.fund_claim_fact",
    "uninsured_reason": "core.uninsured_reason_fact",
    "tax_statement": "core.statement_line",
    "late_entry": "core.late_entry_fact",
    "correction_request": "core.correction_request",
    "tax_feed": "core.payment",  # and, rarely, core.reversal
}
FACT_STATEMENTS = {
    "special_list": "merge/facts/special_list",
    "roll": "merge/facts/roll",
    "employee": "merge/facts/employee",
    "history": "merge/facts/history",
    "fund_claim": "merge/facts/fund_claim",
    "target_table": "merge/facts/target_table",
    "fund_transfer": "merge/facts/fund_transfer",
    "due_acknowledgement": "merge/facts/due_acknowledgement",
    "tax_statement": "merge/totals/statement_line",
    "late_entry": "merge/answers/late_entry",
    "correction_request": "merge/answers/correction_request",
}
_NAMES_NOBODY = ("uninsured_reason", "tax_statement", "correction_request")
"""Kinds whose rows make nobody a person of the campaign."""
_CHANGES_NOBODY = ("fund_claim", "tax_statement", "correction_request")
"""Kinds of lists of persons that change nobody's result."""


@dataclass(frozen=True)
class _KnownReceipt:
    """One row of a feed whose receipt or reversal is known; `is_conflict`: with other content."""

    row_no: int
    is_conflict: bool


_KNOWN_RECEIPT = statements.Query("merge/facts/known_receipt", _KnownReceipt)


@dataclass(frozen=True)
class RowCounts:
    """Outcome of a delivery's rows; rows = clean + duplicates + quarantined."""

    rows: int
    clean: int
    duplicates: int
    quarantined: int


def counts_of(result: GateResult) -> RowCounts:
    """Return how many rows of a delivery the gate read, and how many of them are clean, duplicate and quarantined.

    A `RowCounts` has `rows`, `clean`, `duplicates` and `quarantined`; the last three add up to the first. `result`: the
    gate's result. A merge may find further duplicates among the clean rows of a tax feed, or quarantine some; it
    returns counts of its own.
    """
    return RowCounts(result.row_count, result.clean_count, result.duplicate_count, result.quarantine_count)


def merge(
    conn: Connection,
    persons: PersonWriter,
    delivery: Delivery,
    key: DeliveryKey,
    result: GateResult,
    keyring: Keyring,
    committed_no: int,
) -> tuple[str, RowCounts]:
    """Write the facts of the rows that `stage_rows` staged in this transaction, and clear the staging tables.

    Also writes the delivery's persons, links their keys, queues them for assessment, and updates the states of other
    versions of the list. `persons`: the writer that `stage_rows` yielded; `key`: primary key of the delivery; `result`:
    the gate's result; `keyring`: hashes and encrypts numbers and names; `committed_no`: number of this commit in the
    campaign. Returns the delivery's state and the counts of its rows (all, clean, duplicate, quarantined); the caller
    records them. The state is 'committed'; 'superseded' if a higher version is effective; 'revoked' if its sender has
    taken it back. Of a tax feed, known receipts count as duplicates, and receipts that contradict known ones count as
    quarantined. Of answers of townships, rows about persons unknown to the campaign count as quarantined.
    """
    kind = delivery.kind
    if KINDS[kind].names_persons:
        persons.submit(lambda separate: _write_persons(separate, delivery, key, result))
    _number_unlisted(conn, key, result)
    refused, written = _write_facts(conn, kind, key, delivery, result, committed_no)
    # persons may still be being written
    is_bulk = kind in FACT_TABLES and planner.refresh(conn, FACT_TABLES[kind], result.clean_count, _SMALL_TABLES)
    persons.commit()
    links.note_certificates(conn, keyring, key, result)
    campaign, source, period = key["campaign_id"], delivery.source, delivery.period
    state = versions.accept_version(conn, campaign, source, period, committed_no, delivery.delivery_id)
    links.relink_period(conn, campaign, source, period, committed_no, delivery.delivery_id, state)
    staging.clear_staging(conn, kind)
    if is_bulk:
        statements.script(conn, "ANALYZE vault.person")
    counts = counts_of(result)
    if kind == "tax_feed":
        known = result.clean_count - written - refused
        counts = RowCounts(counts.rows, written, counts.duplicates + known, counts.quarantined + refused)
    elif refused:
        counts = replace(counts, clean=counts.clean - refused, quarantined=counts.quarantined + refused)
    return state, counts


def _number_unlisted(conn: Connection, key: DeliveryKey, result: GateResult) -> None:
    """Number the words for categories that the pack does not list: marts and reports show the number only."""
    if "category" not in result.clean.column_names:
        return
    categories = pc.unique(result.clean["category"]).to_pylist()
    words = [category.removeprefix(UNKNOWN) for category in categories if category and category.startswith(UNKNOWN)]
    if words:
        statements.run(conn, "merge/facts/unlisted_category", **key, words=words)


def _write_persons(conn: Connection, delivery: Delivery, key: DeliveryKey, result: GateResult) -> None:
    """Write the delivery's new persons, and raise review entries for numbers that have another name than before."""
    review.raise_two_names(conn, key, delivery)
    if delivery.kind not in _NAMES_NOBODY:
        statements.run(conn, "merge/facts/person", **key)
    review.raise_two_names_inside(conn, key, delivery, result)


def _write_facts(
    conn: Connection, kind: str, key: DeliveryKey, delivery: Delivery, result: GateResult, committed_no: int
) -> tuple[int, int]:
    """Write facts, and queue their persons for assessment.

    Returns how many rows the warehouse refuses, and how many facts were written. It refuses receipts and reversals that
    contradict known ones, and answers about persons unknown to the campaign.
    """
    refused = 0
    if kind == "tax_feed":
        refused, written = _write_receipts(conn, key, result)
    elif kind == "uninsured_reason":
        refused, written = _write_answers(conn, key, delivery)
    else:
        name = FACT_STATEMENTS[kind]
        written = statements.run(conn, name, **key, cut_off_on=delivery.cut_off_on).rowcount
    if not KINDS[kind].names_persons:
        return 0, written
    if kind == "correction_request":
        statements.run(conn, "merge/answers/request_days", **key)
    if kind not in _CHANGES_NOBODY:
        statements.run(conn, "merge/queue/changed", **key, committed_no=committed_no)
    if kind == "history":
        statements.run(conn, "merge/facts/history_year", **key)
        statements.run(conn, "merge/queue/history_changed", campaign_id=key["campaign_id"], committed_no=committed_no)
    return refused, written


def _write_receipts(conn: Connection, key: DeliveryKey, result: GateResult) -> tuple[int, int]:
    """Write receipts, reversals and cash of a feed; return how many contradict known ones, and how many are new.

    Cash that is not deposited is kept and is no receipt yet; the cash of a known receipt is not new.
    """
    known = _KNOWN_RECEIPT.all(conn, **key)
    conflicting = sorted({receipt.row_no for receipt in known if receipt.is_conflict})
    conflicts = 0
    if conflicting:
        conflicts = statements.run(conn, "merge/facts/receipt_conflict", **key, row_nos=conflicting).rowcount
    known_rows = sorted({receipt.row_no for receipt in known})
    written = statements.run(conn, "merge/facts/tax_feed", **key, known_rows=known_rows).rowcount
    written += statements.run(conn, "merge/facts/reversal", **key).rowcount
    statements.run(conn, "merge/totals/feed_day", **key, known_rows=known_rows, conflicting_rows=conflicting)
    statements.run(conn, "merge/facts/collected_cash", **key, conflicting_rows=conflicting)
    statements.run(conn, "merge/facts/audit_day", **key)
    statements.run(conn, "merge/facts/receipt_audit", **key, conflicting_rows=conflicting)
    statements.run(conn, "merge/facts/paid_after_death", **key)
    repeated = sorted({payment.row_no for payment in paid_in_other_campaigns(conn, key, is_same_place=True)})
    if repeated:
        statements.run(conn, "merge/facts/paid_in_other_campaign", **key, row_nos=repeated)
    held = result.clean.filter(pc.is_null(result.clean["received_on"]))["row_no"].to_pylist()
    return conflicts, written + len(set(held) - set(known_rows))


def _write_answers(conn: Connection, key: DeliveryKey, delivery: Delivery) -> tuple[int, int]:
    """Write answers of townships with their notes; return how many name unknown persons, and how many were written."""
    unknown = list(statements.run(conn, "merge/answers/unknown_rows", **key).scalars())
    if unknown:
        statements.run(conn, "merge/answers/quarantine", **key, row_nos=unknown)
        statements.run(conn, "merge/answers/remove", **key, row_nos=unknown)
    written = statements.run(conn, "merge/answers/facts", **key, cut_off_on=delivery.cut_off_on).rowcount
    statements.run(conn, "merge/answers/notes", **key)
    statements.run(conn, "merge/answers/contradictions", **key)
    return len(unknown), written
