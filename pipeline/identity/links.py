"""Whose a key is: what birth certificates beside numbers, and decisions of persons, make one person of two keys.

Facts stay under the key that their row names. `core.linked_person` says whose that key is; it is worked out anew for
the keys that are touched, from what is in force (`sql/identity/wanted.sql`), so the order of arrival does not matter.
"""

from __future__ import annotations

import uuid
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from transforms.identity.document_kinds import BIRTH_CERTIFICATE
from transforms.identity.keyring import Keyring
from transforms.intake.values.context import GateResult
from warehouse import bulk, statements

Cause = Literal["delivery", "decision", "standing"]
BESIDE, STATED = "birth_certificate_no", "stated_birth_on"
# One merge at a time in a warehouse; whoever changes links takes the same lock, after the campaign's.
MERGE_LOCK = 2


def note(conn: Connection, keyring: Keyring, key: dict[str, Any], result: GateResult) -> None:
    """Keep which rows of a delivery name a birth certificate (vault.certificate_fact)."""
    clean = result.clean
    if BESIDE not in clean.column_names:
        return
    alone = pc.equal(clean["document_kind"], BIRTH_CERTIFICATE.code)
    rows = clean.filter(pc.or_(pc.fill_null(alone, False), pc.is_valid(clean[BESIDE])))
    if not rows.num_rows:
        return
    bulk.copy(conn, "vault.certificate_fact", _facts(keyring, rows), constants=key)
    _known(conn, keyring, rows.filter(pc.is_valid(rows[BESIDE])))


def _facts(keyring: Keyring, rows: pa.Table) -> pa.Table:
    """One row per row that names a certificate; clear is one that does not contradict itself about the day of birth."""
    numbers, beside = rows["document_number"].to_pylist(), rows[BESIDE].to_pylist()
    born, stated = rows["birth_on"].to_pylist(), rows[STATED].to_pylist()
    keys = keyring.alias_keys(numbers)
    certificates = [one or number for one, number in zip(beside, numbers, strict=True)]
    number_keys = [key if one else None for key, one in zip(keys, beside, strict=True)]
    said = [by_number or by_row for by_number, by_row in zip(born, stated, strict=True)]
    clear = [
        day is not None and (by_row is None or by_row == day) for day, by_row in zip(said, stated, strict=True)
    ]  # fmt: skip
    return pa.table({
        "row_no": rows["row_no"],
        "certificate_key": pa.array(keyring.alias_keys(certificates), pa.binary(16)),
        "number_key": pa.array(number_keys, pa.binary(16)),
        "name_cipher": pa.array(keyring.encrypt(rows["name"].to_pylist()), pa.binary()),
        "birth_on": pa.array(said, pa.date32()),
        "is_clear": pa.array(clear, pa.bool_()),
    })  # fmt: skip


def _known(conn: Connection, keyring: Keyring, pairs: pa.Table) -> None:
    """Certificates that stand beside a number are known from now on, by the name of their first row."""
    if not pairs.num_rows:
        return
    first: dict[str, str] = {}
    for number, name in zip(pairs[BESIDE].to_pylist(), pairs["name"].to_pylist(), strict=True):
        first.setdefault(number, name)
    keys = [uuid.UUID(bytes=key) for key in keyring.alias_keys(first)]
    statements.run(
        conn, "identity/certificate_person", certificate_kind=BIRTH_CERTIFICATE.code, certificate_keys=keys,
        number_ciphers=keyring.encrypt(first), name_ciphers=keyring.encrypt(first.values()),
    )  # fmt: skip


def of_period(
    conn: Connection, campaign: int, source: str, period: str, committed_no: int,
    delivery_id: uuid.UUID | None = None, state: str = "",
) -> None:  # fmt: skip
    """Work out the links that the deliveries of one source and period touch: one comes, or their standing changes.

    `delivery_id` is one that is being merged and will be in `state`; the states of the others are written.
    """
    statements.run(conn, "runtime/lock", campaign_id=MERGE_LOCK)
    if statements.run(conn, "identity/touch_deliveries", campaign_id=campaign, source=source, period=period).rowcount:
        cause: Cause = "standing" if delivery_id is None else "delivery"
        _settle(conn, campaign, committed_no, cause, delivery_id, delivery_id, state)


def of_review(conn: Connection, campaign: int, review_id: uuid.UUID, committed_no: int) -> int:
    """Work out the links that a decision touches; returns how many keys are another person's now."""
    statements.run(conn, "identity/touch_review", review_id=review_id)
    return _settle(conn, campaign, committed_no, "decision", review_id)


def _settle(
    conn: Connection, campaign: int, committed_no: int, cause: Cause, cause_id: uuid.UUID | None,
    delivery_id: uuid.UUID | None = None, state: str = "",
) -> int:  # fmt: skip
    """Write the links of the touched keys, the trail of what changed, and who is to be assessed again."""
    said = {"campaign_id": campaign, "committed_no": committed_no}
    statements.script(conn, "ANALYZE staging.linked_touched")
    statements.run(conn, "identity/reach")
    statements.script(conn, "ANALYZE staging.linked_reach")
    statements.run(
        conn, "identity/wanted", certificate_kind=BIRTH_CERTIFICATE.code, delivery_id=delivery_id, state=state
    )
    statements.run(conn, "identity/raise_stated", campaign_id=campaign)
    statements.run(conn, "identity/queue", **said)
    moved = statements.run(conn, "identity/trail", **said, cause=cause, cause_id=cause_id).rowcount
    if moved:
        statements.run(conn, "identity/unlink")
        statements.run(conn, "identity/link")
    statements.script(conn, statements.sql_text("identity/clear"))
    return int(moved)
