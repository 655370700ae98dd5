"""Link person keys that belong to one person, from birth certificates stated with document numbers and from decisions.

Facts keep the key of their row. `core.linked_person` contains the person of each linked key. The links of touched keys
are computed again from the effective lists (`sql/identity/wanted.sql`), so the order of arrival does not matter.
"""

from __future__ import annotations

import uuid
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from pipeline.identity import aliases
from pipeline.landing.delivery import DeliveryKey
from pipeline.runtime import locks
from transforms.identity.document_kinds import BIRTH_CERTIFICATE
from transforms.identity.keyring import Keyring
from transforms.identity.sealing import KEY
from transforms.intake.values.context import GateResult
from warehouse import bulk, statements

Cause = Literal["delivery", "decision", "standing"]
CERTIFICATE, STATED = "birth_certificate_no", "stated_birth_on"


def note_certificates(conn: Connection, keyring: Keyring, key: DeliveryKey, result: GateResult) -> None:
    """Record which clean rows of a delivery state a birth certificate, and add the persons of those certificates.

    Writes `vault.certificate_fact`, and `vault.person` for a certificate that is stated next to another document
    number; links no keys yet (`relink_period` does). `keyring`: hashes the numbers and encrypts names; `key`: primary
    key of the delivery (campaign id, delivery id); `result`: the gate's result, with the clean rows.
    """
    clean = result.clean
    if CERTIFICATE not in clean.column_names:
        return
    is_only_document = pc.equal(clean["document_kind"], BIRTH_CERTIFICATE.code)
    rows = clean.filter(pc.or_(pc.fill_null(is_only_document, False), pc.is_valid(clean[CERTIFICATE])))
    if not rows.num_rows:
        return
    bulk.copy(conn, "vault.certificate_fact", _certificate_facts(conn, keyring, rows), constants=key)
    _save_certificate_persons(conn, keyring, rows.filter(pc.is_valid(rows[CERTIFICATE])))


def _certificate_facts(conn: Connection, keyring: Keyring, rows: pa.Table) -> pa.Table:
    """Return one fact per row. A fact is clear if number and row do not contradict each other about the birth date."""
    numbers, certificates = rows["document_number"].to_pylist(), rows[CERTIFICATE].to_pylist()
    by_number, by_row = rows["birth_on"].to_pylist(), rows[STATED].to_pylist()
    keys = keyring.alias_keys(numbers)
    certificate_numbers = [certificate or number for certificate, number in zip(certificates, numbers, strict=True)]
    number_keys = [key if certificate else None for key, certificate in zip(keys, certificates, strict=True)]
    birth_dates = [from_number or stated for from_number, stated in zip(by_number, by_row, strict=True)]
    clear = [
        day is not None and (stated is None or stated == day) for day, stated in zip(birth_dates, by_row, strict=True)
    ]
    certificate_keys = pa.array(keyring.alias_keys(certificate_numbers), KEY)
    return pa.table(
        {
            "row_no": rows["row_no"],
            "certificate_key": aliases.resolve(conn, certificate_keys),
            "number_key": aliases.resolve(conn, pa.array(number_keys, KEY)),
            "name_cipher": pa.array(keyring.encrypt(rows["name"].to_pylist()), pa.binary()),
            "birth_on": pa.array(birth_dates, pa.date32()),
            "is_clear": pa.array(clear, pa.bool_()),
        }
    )


def _save_certificate_persons(conn: Connection, keyring: Keyring, pairs: pa.Table) -> None:
    """Add a person for each certificate that is stated with a number, under the name of the certificate's first row."""
    if not pairs.num_rows:
        return
    first: dict[str, str] = {}
    for number, name in zip(pairs[CERTIFICATE].to_pylist(), pairs["name"].to_pylist(), strict=True):
        first.setdefault(number, name)
    keys = aliases.resolve(conn, pa.array(keyring.alias_keys(first), KEY)).to_pylist()
    statements.run(
        conn,
        "identity/certificate_person",
        certificate_kind=BIRTH_CERTIFICATE.code,
        certificate_keys=[uuid.UUID(bytes=key) for key in keys],
        number_ciphers=keyring.encrypt(first),
        name_ciphers=keyring.encrypt(first.values()),
    )


def relink_period(
    conn: Connection,
    campaign: int,
    source: str,
    period: str,
    committed_no: int,
    delivery_id: uuid.UUID | None = None,
    state: str = "",
) -> None:
    """Compute again the links of the person keys in one source's deliveries of a period, and queue changed persons.

    Call it after a delivery arrived or states changed. `campaign`: id of the campaign; `source`, `period`: code of the
    source, and period as it was announced. `committed_no`: commit under which changed persons are queued for the next
    assessment. `delivery_id`, `state`: the delivery that is being merged, and the state that it will have; None and ''
    if none is being merged. The states of other deliveries are in the ledger already.
    """
    locks.take(conn, locks.Lock.MERGE)
    if statements.run(conn, "identity/touch_deliveries", campaign_id=campaign, source=source, period=period).rowcount:
        cause: Cause = "standing" if delivery_id is None else "delivery"
        _rewrite_links(conn, campaign, committed_no, cause, delivery_id, delivery_id, state)


def relink_review(conn: Connection, campaign: int, review_id: uuid.UUID, committed_no: int) -> int:
    """Compute again the links between the keys of one review entry; return how many keys belong to another person now.

    `campaign`: id of the campaign; `review_id`: full id of the entry that an official has decided; `committed_no`:
    commit under which the changed persons are queued for the next assessment.
    """
    statements.run(conn, "identity/touch_review", review_id=review_id)
    return _rewrite_links(conn, campaign, committed_no, "decision", review_id)


def _rewrite_links(
    conn: Connection,
    campaign: int,
    committed_no: int,
    cause: Cause,
    cause_id: uuid.UUID | None,
    delivery_id: uuid.UUID | None = None,
    state: str = "",
) -> int:
    """Write the links of the touched keys and the trail of changes, queue the persons; return how many keys moved."""
    numbers = {"campaign_id": campaign, "committed_no": committed_no}
    statements.script(conn, "ANALYZE staging.linked_touched")
    statements.run(conn, "identity/reach")
    statements.script(conn, "ANALYZE staging.linked_reach")
    statements.run(
        conn, "identity/wanted", certificate_kind=BIRTH_CERTIFICATE.code, delivery_id=delivery_id, state=state
    )
    statements.run(conn, "identity/raise_stated", campaign_id=campaign)
    statements.run(conn, "identity/queue", **numbers)
    moved = statements.run(conn, "identity/trail", **numbers, cause=cause, cause_id=cause_id).rowcount
    if moved:
        statements.run(conn, "identity/unlink")
        statements.run(conn, "identity/link")
    statements.script(conn, statements.sql_text("identity/clear"))
    return int(moved)
