"""Feedback workbooks: one per decided delivery, in the outbox under the sender's name, and a mail with counts only.

Made from the stored bytes, the ledger's findings, and what others say of this delivery's persons. Personal data
stays in the file. Made again from equal state the file has equal bytes.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from pipeline.feedback import cross_check
from pipeline.intake import returned_workbook
from pipeline.intake import run as intake
from pipeline.mail import message as mail
from pipeline.policy import registry
from pipeline.publish import outbox
from pipeline.runtime.clock import technical_now
from pipeline.runtime.ids import NoSuchId, the_one
from pipeline.runtime.settings import Settings
from transforms.identity.keyring import Keyring
from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.intake.base.reasons import ReadRefused, Reason
from transforms.intake.gate.gate import judge_table
from transforms.intake.layouts.files import LayoutError
from transforms.intake.reading.reader import Reader
from transforms.mail.feedback import message
from transforms.policy import Pack, campaign_id
from transforms.report.feedback.content import (
    Delivery,
    Feedback,
    Finding,
    Funded,
    columns_of,
    file_rows,
    lines_of,
    row_key,
    shown_rows,
)
from transforms.report.feedback.masking import shown
from transforms.report.feedback.workbook import workbook
from transforms.text.arrow_columns import distinct
from warehouse import engine, statements

log = logging.getLogger(__name__)
FOLDER = "feedback"
_NOT_IN_A_NAME = re.compile(r"[^\w-]+")
_SHORT_ID = 8


class NoSuchDelivery(ValueError):  # noqa: N818 - an answer to the official, not a fault
    """No decided delivery has this id. The text says so in Chinese."""


@dataclass(frozen=True)
class Made:
    """One workbook: where it lies (below the outbox), and counts. Safe for logs and XCom."""

    delivery_id: str
    edition: int
    file_name: str
    shown_rows: int
    finding_rows: int


def run(
    settings: Settings, pack_code: str, business_date: dt.date, wanted: Sequence[str] | None = None,
    clock: Callable[[], dt.datetime] = technical_now, *, every: bool = False, assessed_only: bool = False,
) -> list[Made]:  # fmt: skip
    """Make the workbooks that are missing (or those of `wanted` deliveries, or with `every` all), and tell the senders.

    `assessed_only`: lists of the day that say for whom money is to be secured wait for the assessment, which says how
    much; on the next day they are told without. What was told without is told anew after the assessment.
    Idempotent: what was made and told stays. A mail goes out once per workbook, where a mail server is set.
    """
    pack = registry.load(settings, pack_code)
    registry.area_codes(settings)  # if they are wrong, nothing can be read
    number = campaign_id(pack_code)
    made = []
    with Reader() as reader, engine.create(settings.warehouse_url("loader")).connect() as conn:
        place = returned_workbook.Place(settings, pack, registry.layouts(settings), reader)
        missing = {"campaign_id": number, "assessed_only": assessed_only, "business_date": business_date}
        is_wanted = wanted is not None or every
        for delivery_id in _wanted(conn, number, wanted, every, missing):
            try:
                with conn.begin():
                    statements.run(conn, "feedback/lock", lock_no=delivery_id.int % 2**63)
                    # another run may have made it since, or a person decided
                    if (
                        is_wanted
                        or statements.run(conn, "feedback/pending", **missing, delivery_id=delivery_id).first()
                    ):
                        made.append(_make(conn, place, delivery_id, business_date, clock()))
            except LayoutError:
                if wanted is not None:
                    raise
                log.warning("no feedback yet for %s: its layout is wrong", delivery_id)
        _tell(conn, settings, pack, clock)
    log.info("feedback made: %s", len(made))
    return made


def folder(settings: Settings, pack_code: str) -> Path:
    """Where a campaign's workbooks lie: one folder per source below it."""
    return settings.outbox_dir / FOLDER / pack_code


def _wanted(
    conn: Connection, number: int, wanted: Iterable[str] | None, every: bool, missing: Mapping[str, Any]
) -> list[uuid.UUID]:
    with conn.begin():
        if wanted is None and not every:
            return list(statements.run(conn, "feedback/pending", **missing, delivery_id=None).scalars())
        if wanted is None:
            return list(statements.run(conn, "feedback/all", campaign_id=number).scalars())
        known = list(statements.run(conn, "feedback/all", campaign_id=number).scalars())
        try:
            return [uuid.UUID(the_one(known, one)) for one in wanted]
        except NoSuchId as none:
            raise NoSuchDelivery(
                f"{none}：编号见 mart.delivery，暂存的见 campaign held；还没有处理的没有反馈。"
            ) from None


def _make(
    conn: Connection, place: returned_workbook.Place, delivery_id: uuid.UUID, on: dt.date, now: dt.datetime
) -> Made:
    number = campaign_id(place.pack.pack_code)
    row = dict(statements.run(conn, "holds/delivery", campaign_id=number, delivery_id=delivery_id).mappings().one())
    content = of_delivery(conn, place, row, on)
    name = file_name(content.delivery, content.edition)
    written = workbook(content, place.settings.hash_key)
    where = outbox.named_path(folder(place.settings, place.pack.pack_code), row["source"], name)
    _put(where, written)
    made = Made(str(delivery_id), content.edition, f"{row['source']}/{name}", len(content.lines), len(content.findings))
    statements.run(
        conn, "feedback/record", campaign_id=number, delivery_id=delivery_id, edition=made.edition, state=row["state"],
        file_name=made.file_name, sha256=outbox.digest(written), shown_rows=made.shown_rows,
        finding_rows=made.finding_rows, is_assessed=not row["waits_for_assessment"], made_on=on, made_at=now,
    )  # fmt: skip
    return made


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner only. What a kill leaves half written, the next run writes over."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".part-{path.name}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def file_name(delivery: Delivery, edition: int) -> str:
    """Readable, and another for every delivery and edition."""
    parts = (delivery.sender, delivery.period, f"第{delivery.version}版", "反馈", delivery.delivery_id[:_SHORT_ID])
    stem = "_".join(_NOT_IN_A_NAME.sub("-", one).strip("-") for one in parts)
    return f"{stem[:120]}{f'_{edition}' if edition > 1 else ''}.xlsx"


def of_delivery(conn: Connection, place: returned_workbook.Place, row: dict[str, Any], on: dt.date) -> Feedback:
    """All that the workbook of one delivery says. `row` is a row of holds/delivery."""
    delivery = _delivery(place.pack, row)
    edition = row["decisions"] + 1
    try:
        raw = returned_workbook.read(place, row)
    except ReadRefused:  # its reasons stand in the ledger, and on the cover
        return Feedback(delivery, edition, on, (), (), (), is_whole=True, is_compared=False)
    return _of_rows(conn, place, row, delivery, raw, on)


def _of_rows(
    conn: Connection,
    place: returned_workbook.Place,
    row: dict[str, Any],
    delivery: Delivery,
    raw: RawTable,
    on: dt.date,
) -> Feedback:
    layout, pack = place.layout(row), place.pack
    (told,) = intake.delivered(place.settings, pack, [row])
    clean = judge_table(raw, told.source, told.layout, told.context).result.clean
    faults, warnings = _findings(conn, campaign_id(pack.pack_code), row["delivery_id"])
    loaded = {one for one in clean[ROW_NO].to_pylist() if one not in faults}
    rows, is_whole = shown_rows(raw, {*faults, *warnings})
    lines = lines_of(raw, layout, delivery, rows, faults, warnings, loaded)
    hits = _hits(conn, place, row, clean, on)
    people = _people(raw, {hit.row_no for hit in hits} | loaded)
    findings = tuple(
        Finding(row_key(raw, hit.row_no), *people[hit.row_no][:2], hit.text, hit.advice, hit.detail) for hit in hits
    )
    is_list = delivery.kind == "special_list"
    funded = _to_fund(conn, place, row, raw, clean, loaded, hits, people) if is_list else None
    kinds = [one.kind for one in pack.sources]
    return Feedback(
        delivery, row["decisions"] + 1, on, columns_of(raw, layout), lines, findings, is_whole,
        is_compared=delivery.kind in cross_check.COMPARED, to_fund=funded,
        file_rows=file_rows(raw),
        not_compared=cross_check.not_compared(conn, campaign_id(pack.pack_code), delivery.kind, kinds),
    )  # fmt: skip


def _findings(conn: Connection, number: int, delivery_id: uuid.UUID) -> tuple[dict[int, list[tuple[str, str]]], ...]:
    """Row -> (reason code, column), of quarantined rows and of warnings."""
    found: dict[str, dict[int, list[tuple[str, str]]]] = {"quarantine": {}, "warning": {}}
    for one in statements.run(conn, "feedback/row_findings", campaign_id=number, delivery_id=delivery_id):
        found[one.finding].setdefault(one.row_no, []).append((one.reason_code, one.column_name))
    return found["quarantine"], found["warning"]


def _hits(
    conn: Connection, place: returned_workbook.Place, row: dict[str, Any], clean: pa.Table, on: dt.date
) -> list[cross_check.Hit]:
    if row["kind"] not in cross_check.COMPARED:
        return []
    keyring = Keyring(place.settings.hash_key, place.settings.cipher_key)
    number = campaign_id(place.pack.pack_code)
    return cross_check.compare(conn, keyring, number, row["source"], row["kind"], clean, on)


def _people(raw: RawTable, wanted: set[int]) -> dict[int, tuple[str, str, str, str]]:
    """Row -> name, masked number, category and unit, all as the sender wrote them."""
    names = ("name", "document_number", "category", "unit")
    table = raw.table.filter(pc.is_in(raw.table[ROW_NO], pa.array(sorted(wanted), pa.int32())))
    columns = [_shown(name, table[name]) if name in table.column_names else [""] * table.num_rows for name in names]
    return dict(zip(table[ROW_NO].to_pylist(), zip(*columns, strict=True), strict=True))  # type: ignore[arg-type]


def _shown(name: str, column: pa.ChunkedArray) -> list[str]:
    """What a column's cells show; a text that stands in many rows is one."""
    indices, texts = distinct(column)
    known = [shown(name, text) for text in texts]
    return [known[at] for at in indices.tolist()]


def _to_fund(
    conn: Connection, place: returned_workbook.Place, row: Mapping[str, Any], raw: RawTable, clean: pa.Table,
    loaded: set[int], hits: Iterable[cross_check.Hit], people: dict[int, tuple[str, str, str, str]],
) -> tuple[Funded, ...] | None:  # fmt: skip
    """HY-06: each person whom the delivery adds once, without those for whom no money is to be secured, with what the
    funds give."""
    if row["state"] != "committed":
        return None
    codes: dict[int, set[str]] = {}
    for hit in hits:
        codes.setdefault(hit.row_no, set()).add(hit.code)
    adding = clean.filter(pc.equal(clean["op"], "add"))
    adding = adding.filter(pc.is_in(adding[ROW_NO], pa.array(sorted(loaded), pa.int32())))
    campaign, keyring = place.pack.campaign, Keyring(place.settings.hash_key, place.settings.cipher_key)
    number = campaign_id(place.pack.pack_code)
    owed = cross_check.owed(conn, keyring, number, campaign.plan_year, adding, not row["waits_for_assessment"])
    labels = {one.category: one.label_zh for one in place.pack.categories}
    seen: set[uuid.UUID] = set()
    found = []
    for row_no, category in zip(adding[ROW_NO].to_pylist(), adding["category"].to_pylist(), strict=True):
        due = owed[row_no]
        if due.person in seen or not due.is_asked_of(category, codes.get(row_no, set())):
            continue
        seen.add(due.person)
        name, document, told, unit = people[row_no]
        cells = (row_key(raw, row_no), name, document, told or labels.get(category, ""), unit)
        found.append(Funded(cells, due.fen, due.is_assessed))
    return tuple(found)


def _delivery(pack: Pack, row: dict[str, Any]) -> Delivery:
    names = Delivery.__dataclass_fields__.keys() - {"delivery_id", "pack_code", "place_name", "reasons"}
    counts = {name: row[name] or 0 for name in names if name.endswith("_count")}
    return Delivery(
        delivery_id=str(row["delivery_id"]), pack_code=pack.pack_code, place_name=pack.campaign.place_name,
        reasons=tuple(Reason(**one) for one in row["reasons"]), **({name: row[name] for name in names} | counts),
    )  # fmt: skip


def _tell(conn: Connection, settings: Settings, pack: Pack, clock: Callable[[], dt.datetime]) -> None:
    """One mail per workbook, marked after the server took it: at least once. Of two runs at once each takes others."""
    mailer = mail.mailer_of(settings.smtp)
    number = campaign_id(pack.pack_code)
    while mailer is not None:
        with conn.begin():
            row = statements.run(conn, "feedback/unmailed", campaign_id=number).mappings().first()
            if row is None:
                return
            mailer.send(message(pack, dict(row), mailer.sender))
            key = {name: row[name] for name in ("delivery_id", "edition")}
            statements.run(conn, "feedback/mailed", campaign_id=number, **key, mailed_at=clock())
