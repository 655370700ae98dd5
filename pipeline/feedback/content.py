"""Content of one feedback workbook: the sender's rows with their findings, cross-checks and amounts to secure.

Read from the stored bytes, from the ledger's findings, and from other deliveries about the persons of this delivery.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from pipeline.feedback import cross_check
from pipeline.identity.keys import open_keys
from pipeline.intake import gate, returned_workbook
from pipeline.landing.delivery import DeliveryStatus
from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.intake.base.reasons import ReadRefused, Reason
from transforms.intake.gate.gate import judge_table
from transforms.intake.reading.forms.row_states import leave_out_rows
from transforms.policy import Pack, campaign_id
from transforms.report.feedback.content import (
    Delivery,
    Feedback,
    Finding,
    Funded,
    columns_of,
    file_remarks,
    file_rows,
    left_out_rows,
    lines_of,
    row_key,
    shown_rows,
)
from transforms.report.feedback.masking import shown
from transforms.text.arrow_columns import distinct
from warehouse import statements

RowFindings = dict[int, list[tuple[str, str]]]
"""Row number -> (reason code, column) of each finding."""


class ShownPerson(NamedTuple):
    """Fields of a row's person that a workbook shows, as the sender wrote them; the document number is masked."""

    name: str
    document_number: str
    category: str
    unit: str


def of_delivery(conn: Connection, place: returned_workbook.Place, row: DeliveryStatus, on: dt.date) -> Feedback:
    """Collect the content of one feedback workbook: the sender's rows with findings, cross-check, and amounts to fund.

    A `Feedback` has the delivery, the edition of the workbook, the columns (canonical column, heading), the rows, the
    findings and remarks, and the deduplicated list of persons with their subsidy. `place`: settings, pack, layouts and
    reader of the campaign; `row`: the delivery with its state; `on`: business date whose effective lists the
    cross-check uses. Reads the stored file again. If it cannot be read, the content has no rows, only the reasons on
    the cover. Writes nothing.
    """
    delivery = _delivery(place.pack, row)
    edition = row.decisions + 1
    try:
        every = returned_workbook.read_all(place, row)
    except ReadRefused:  # the reasons are in the ledger, and on the cover
        return Feedback(delivery, edition, on, (), (), (), is_whole=True, is_compared=False)
    return _of_rows(conn, place, row, delivery, every, on)


def _of_rows(
    conn: Connection,
    place: returned_workbook.Place,
    row: DeliveryStatus,
    delivery: Delivery,
    every: RawTable,
    on: dt.date,
) -> Feedback:
    """Collect the content of a workbook. `every`: all rows of the file, also those that do not count."""
    layout, pack = place.layout_of(every, row), place.pack
    raw, left_out = leave_out_rows(every, layout), left_out_rows(every, layout)
    number = campaign_id(pack.pack_code)
    terms = gate.gate_terms(place.settings, pack)(row)
    clean = judge_table(raw, terms.source, terms.layout, terms.context).result.clean
    faults, warnings = _row_findings(conn, number, row.delivery_id)
    loaded = {row_no for row_no in clean[ROW_NO].to_pylist() if row_no not in faults}
    rows, is_whole = shown_rows(every, {*faults, *warnings} - left_out.keys())
    hits = _cross_check(conn, place, row, clean, on)
    persons = _shown_persons(raw, {hit.row_no for hit in hits} | loaded)
    findings = tuple(
        Finding(row_key(raw, hit.row_no), *persons[hit.row_no][:2], hit.text, hit.advice, hit.detail) for hit in hits
    )
    is_list = delivery.kind == "special_list"
    return Feedback(
        delivery,
        row.decisions + 1,
        on,
        columns_of(every, layout),
        lines_of(every, layout, delivery, rows, faults, warnings, loaded, left_out),
        findings,
        is_whole,
        is_compared=_is_compared(row),
        to_fund=_to_fund(conn, place, row, raw, clean, loaded, hits, persons) if is_list else None,
        file_rows=file_rows(raw),
        remarks=file_remarks(raw, warnings, set(rows) - left_out.keys()),
        not_compared=cross_check.not_compared(conn, number, delivery.kind, [source.kind for source in pack.sources]),
    )


def _row_findings(conn: Connection, number: int, delivery_id: uuid.UUID) -> tuple[RowFindings, RowFindings]:
    """Read the findings of the quarantined rows of a delivery, and those of its warnings."""
    findings: dict[str, RowFindings] = {"quarantine": {}, "warning": {}}
    for record in statements.run(conn, "feedback/row_findings", campaign_id=number, delivery_id=delivery_id):
        findings[record.finding].setdefault(record.row_no, []).append((record.reason_code, record.column_name))
    return findings["quarantine"], findings["warning"]


def _cross_check(
    conn: Connection, place: returned_workbook.Place, row: DeliveryStatus, clean: pa.Table, on: dt.date
) -> list[cross_check.Hit]:
    if not _is_compared(row):
        return []
    keyring = open_keys(conn, place.settings).keyring
    number = campaign_id(place.pack.pack_code)
    return cross_check.compare(conn, keyring, number, row.source, row.kind, clean, on)


def _is_compared(row: DeliveryStatus) -> bool:
    """Return whether the sender learns of other lists about its persons: only about those on a list that counts.

    A list that is held or rejected may be made up to find out about persons.
    """
    return row.kind in cross_check.COMPARED and row.state == "committed"


def _shown_persons(raw: RawTable, wanted: set[int]) -> dict[int, ShownPerson]:
    table = raw.table.filter(pc.is_in(raw.table[ROW_NO], pa.array(sorted(wanted), pa.int32())))
    columns = [
        _shown_column(name, table[name]) if name in table.column_names else [""] * table.num_rows
        for name in ShownPerson._fields
    ]
    return dict(zip(table[ROW_NO].to_pylist(), map(ShownPerson, *columns), strict=True))


def _shown_column(name: str, column: pa.ChunkedArray) -> list[str]:
    """Return what the workbook shows of a column's cells. Each distinct text is masked once."""
    indices, texts = distinct(column)
    shown_texts = [shown(name, text) for text in texts]
    return [shown_texts[index] for index in indices.tolist()]


def _to_fund(
    conn: Connection,
    place: returned_workbook.Place,
    row: DeliveryStatus,
    raw: RawTable,
    clean: pa.Table,
    loaded: set[int],
    hits: Iterable[cross_check.Hit],
    persons: Mapping[int, ShownPerson],
) -> tuple[Funded, ...] | None:
    """List the persons for which the sender has to secure money (HY-06), with the funds' amount in fen.

    Each person that the delivery adds is listed once, except in categories that are only tracked. None if the delivery
    is not effective, or adds only such persons: nobody secures money for them.
    """
    if row.state != "committed":
        return None
    codes: dict[int, set[str]] = {}
    for hit in hits:
        codes.setdefault(hit.row_no, set()).add(hit.code)
    adding = clean.filter(pc.equal(clean["op"], "add"))
    adding = adding.filter(pc.is_in(adding[ROW_NO], pa.array(sorted(loaded), pa.int32())))
    funded_rows = adding.filter(pc.invert(pc.is_in(adding["category"], _tracked_categories(place.pack))))
    if adding.num_rows and not funded_rows.num_rows:
        return None
    adding = funded_rows
    campaign, keyring = place.pack.campaign, open_keys(conn, place.settings).keyring
    number = campaign_id(place.pack.pack_code)
    owed = cross_check.owed(conn, keyring, number, campaign.plan_year, adding, not row.waits_for_assessment)
    labels = {category.category: category.label_zh for category in place.pack.categories}
    seen: set[uuid.UUID] = set()
    funded = []
    for row_no, category in zip(adding[ROW_NO].to_pylist(), adding["category"].to_pylist(), strict=True):
        due = owed[row_no]
        if due.person in seen or not due.is_asked_of(category, codes.get(row_no, set())):
            continue
        seen.add(due.person)
        person = persons[row_no]
        label = person.category or labels.get(category, "")
        cells = (row_key(raw, row_no), person.name, person.document_number, label, person.unit)
        funded.append(Funded(cells, due.fen, due.is_assessed))
    return tuple(funded)


def _tracked_categories(pack: Pack) -> pa.Array:
    return pa.array(
        [entry.category for entry in pack.categories if pack.amount_kind(entry.category) == "none"], pa.string()
    )


def _delivery(pack: Pack, row: DeliveryStatus) -> Delivery:
    names = Delivery.__dataclass_fields__.keys() - {"delivery_id", "pack_code", "place_name", "reasons"}
    fields = {name: value for name, value in vars(row).items() if name in names}
    counts = {name: value or 0 for name, value in fields.items() if name.endswith("_count")}
    return Delivery(
        delivery_id=str(row.delivery_id),
        pack_code=pack.pack_code,
        place_name=pack.campaign.place_name,
        reasons=tuple(Reason(**reason) for reason in row.reasons),
        **(fields | counts),
    )
