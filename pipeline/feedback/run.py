"""Make feedback workbooks: one per decided delivery, in the outbox below the sender's name.

The sender gets a mail with counts and reasons, queued together with the workbook. Personal data stays in the file.
A workbook made again from equal state has equal bytes.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.feedback import content
from pipeline.identity import keys
from pipeline.intake import returned_workbook
from pipeline.intake.turns import limits_of
from pipeline.landing.delivery import known_delivery
from pipeline.mail import queue
from pipeline.policy import registry
from pipeline.publish import outbox
from pipeline.runtime import content_store, locks
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.ids import NoSuchId, complete_id
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.intake.layouts.files import LayoutError
from transforms.intake.reading.reader import Reader
from transforms.mail.feedback import FeedbackNotice, feedback_mail
from transforms.policy import Pack, campaign_id
from transforms.report.feedback.content import Delivery
from transforms.report.feedback.workbook import workbook
from warehouse import statements
from warehouse.statements import Query

log = logging.getLogger(__name__)
FOLDER = "feedback"
NOTICE = Query("feedback/notice", FeedbackNotice)
_NOT_IN_A_NAME = re.compile(r"[^\w-]+")
_SHORT_ID = 8


class NoSuchDelivery(Refusal):
    """No decided delivery has this id. The text states it in Chinese."""


@dataclass(frozen=True)
class Made:
    """One workbook: its path below the campaign's folder, and counts. Safe for logs and XCom."""

    delivery_id: str
    edition: int
    file_name: str
    shown_rows: int
    finding_rows: int


def run(
    settings: Settings,
    pack_code: str,
    business_date: dt.date,
    wanted: Sequence[str] | None = None,
    clock: Callable[[], dt.datetime] = technical_now,
    *,
    every: bool = False,
    assessed_only: bool = False,
) -> list[Made]:
    """Make the missing feedback workbooks of decided deliveries, queue the mails, and return the new workbooks.

    A `Made` has delivery id, edition (1: the first workbook of the delivery), path below the campaign's folder, and
    numbers of listed rows and of rows with findings. `business_date`: day of the run, whose effective lists the
    cross-check uses. `wanted`: ids of deliveries, or beginnings of ids; then only their workbooks are made, also those
    that exist. None: all decided deliveries without a workbook. `every`: make the workbooks of all decided deliveries
    again. `assessed_only`: leave out special-population lists of the business date while an assessment is due, because
    their workbook shows amounts. From the next day on they are sent without amounts, and a new edition follows the
    assessment. `clock` gives the technical time of making. One mail to the sender is queued with each workbook that
    is news. Raises NoSuchDelivery for a `wanted` id that no decided delivery has, LayoutError for one whose
    layout is invalid, KeysRefused if the data keys are not those of the warehouse.
    """
    pack = registry.load(settings, pack_code)
    keys.check(settings)
    registry.area_codes(settings)  # if they are wrong, no file can be read
    registry.divisions(settings)
    number = campaign_id(pack_code)
    made = []
    with Reader(limits_of(settings.fair_share)) as reader, loader(settings).connect() as conn:
        place = returned_workbook.Place(settings, pack, registry.layouts(settings), reader)
        missing = {"campaign_id": number, "assessed_only": assessed_only, "business_date": business_date}
        is_wanted = wanted is not None or every
        for delivery_id in _delivery_ids(conn, number, wanted, every, missing):
            try:
                with conn.begin():
                    locks.take_item(conn, delivery_id)
                    # since the list was read, another run may have made the workbook, or a person decided
                    if is_wanted or _is_missing(conn, delivery_id, missing):
                        made.append(_make(conn, place, delivery_id, business_date, clock()))
            except LayoutError:
                if wanted is not None:
                    raise
                log.warning("no feedback yet for %s: its layout is wrong", delivery_id)
    log.info("feedback made: %s", len(made))
    return made


def campaign_folder(pack_code: str) -> str:
    """Return the key of a campaign's folder of feedback workbooks in the outbox; it has one folder per source."""
    return f"{FOLDER}/{pack_code}"


def file_name(delivery: Delivery, edition: int) -> str:
    """Return a readable Chinese file name for a workbook: sender, period, version, start of the delivery's id, edition.

    It ends with `.xlsx`. The edition is 1 for the first workbook of the delivery, which the name leaves out, and higher
    for each later one. No two workbooks have equal names.
    """
    parts = (delivery.sender, delivery.period, f"第{delivery.version}版", "反馈", delivery.delivery_id[:_SHORT_ID])
    stem = "_".join(_NOT_IN_A_NAME.sub("-", part).strip("-") for part in parts)
    return f"{stem[:120]}{f'_{edition}' if edition > 1 else ''}.xlsx"


def _delivery_ids(
    conn: Connection, number: int, wanted: Sequence[str] | None, every: bool, missing: Mapping[str, Any]
) -> list[uuid.UUID]:
    """List the deliveries whose workbook this run has to make."""
    with conn.begin():
        if wanted is None and not every:
            return list(statements.run(conn, "feedback/pending", **missing, delivery_id=None).scalars())
        decided = list(statements.run(conn, "feedback/all", campaign_id=number).scalars())
    if wanted is None:
        return decided
    try:
        return [uuid.UUID(complete_id(decided, text)) for text in wanted]
    except NoSuchId as none:
        raise NoSuchDelivery(f"{none}：编号见 mart.delivery，暂存的见 campaign held；还没有处理的没有反馈。") from None


def _is_missing(conn: Connection, delivery_id: uuid.UUID, missing: Mapping[str, Any]) -> bool:
    return statements.run(conn, "feedback/pending", **missing, delivery_id=delivery_id).first() is not None


def _make(
    conn: Connection, place: returned_workbook.Place, delivery_id: uuid.UUID, on: dt.date, now: dt.datetime
) -> Made:
    """Write one workbook and record it."""
    number = campaign_id(place.pack.pack_code)
    row = known_delivery(conn, number, delivery_id)
    feedback = content.of_delivery(conn, place, row, on)
    name = file_name(feedback.delivery, feedback.edition)
    written = workbook(feedback, keys.open_keys(conn, place.settings).keyring.stable_key)
    key = f"{campaign_folder(place.pack.pack_code)}/{outbox.named_key(row.source, name)}"
    place.settings.outbox.write(key, written)
    made = Made(str(delivery_id), feedback.edition, f"{row.source}/{name}", len(feedback.lines), len(feedback.findings))
    notice_no = statements.run(
        conn,
        "feedback/record",
        campaign_id=number,
        delivery_id=delivery_id,
        edition=made.edition,
        state=row.state,
        file_name=made.file_name,
        sha256=content_store.digest_of(written),
        shown_rows=made.shown_rows,
        finding_rows=made.finding_rows,
        is_assessed=not row.waits_for_assessment,
        made_on=on,
        made_at=now,
    ).scalar_one()
    _queue_mail(conn, place.pack, made, notice_no, on, now)
    return made


def _queue_mail(conn: Connection, pack: Pack, made: Made, notice_no: int, on: dt.date, now: dt.datetime) -> None:
    """Queue the mail to the sender of the delivery; nothing happens if this notice is queued already."""
    number = campaign_id(pack.pack_code)
    notice = NOTICE.single(conn, campaign_id=number, delivery_id=uuid.UUID(made.delivery_id), edition=made.edition)
    source = pack.source(notice.source)
    queue.enqueue(
        conn,
        number,
        f"feedback/{made.delivery_id}/{made.edition}/{notice_no}",
        [source.contact or source.source],
        feedback_mail(pack.campaign.place_name, notice),
        on=on,
        now=now,
    )
