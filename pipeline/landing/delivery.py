"""Typed rows of the delivery ledger (`landing.delivery`), for intake, merge, holds and feedback."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import Connection

from transforms.intake.base.reasons import ReasonRecord
from warehouse.statements import Query


class DeliveryKey(TypedDict):
    """Primary key of `landing.delivery`, as parameters of a statement and as constants of a bulk load."""

    campaign_id: int
    delivery_id: uuid.UUID


@dataclass(frozen=True)
class Delivery:
    """One delivery as it was announced: what the gate and the merge need to read, judge and load it. Business dates."""

    delivery_id: uuid.UUID
    source: str
    kind: str
    list_mode: str
    period: str
    cut_off_on: dt.date
    version: int
    file_name: str
    sha256: str
    delivered_on: dt.date

    def key(self, campaign_id: int) -> DeliveryKey:
        """Return the primary key of the delivery in the ledger: {"campaign_id": …, "delivery_id": its UUID}.

        `campaign_id`: id of the campaign (`campaign_id(pack_code)`). Statements take the key as parameters.
        """
        return {"campaign_id": campaign_id, "delivery_id": self.delivery_id}


@dataclass(frozen=True)
class NewDelivery(Delivery):
    """One delivery to add to the ledger; its fields are the parameters of `landing/delivery`."""

    campaign_id: int
    sender: str
    byte_count: int
    landed_at: dt.datetime


@dataclass(frozen=True)
class DeliveryStatus(Delivery):
    """One delivery with its state, the counts of its rows, and what the ledger contains about its other versions.

    The counts, `amount_fen` and `decided_on` are None for a delivery that is still pending. `decisions`: how often an
    official decided about it. `overtaken_by`: the higher effective version of the list. `last_version`: the highest
    version that was sent or revoked. `other_parts`: how many other deliveries of this version are effective.
    `waits_for_assessment`: an effective special-population list that was committed after the last assessment.
    """

    sender: str
    byte_count: int
    state: str
    decided_on: dt.date | None
    row_count: int | None
    clean_count: int | None
    duplicate_count: int | None
    quarantine_count: int | None
    amount_fen: int | None
    reasons: list[ReasonRecord]
    decisions: int
    overtaken_by: int | None
    last_version: int
    other_parts: int
    waits_for_assessment: bool | None


_DELIVERY_STATUS = Query("holds/delivery", DeliveryStatus)


def find_delivery(conn: Connection, campaign_id: int, delivery_id: uuid.UUID) -> DeliveryStatus | None:
    """Return one delivery of a campaign with its state and counts, or None if the campaign has none with this id.

    A `DeliveryStatus` has what was announced (source, period, version, dates), the state with its reasons, the counts
    of rows, and what the ledger contains about other versions of the list.
    """
    return _DELIVERY_STATUS.first(conn, campaign_id=campaign_id, delivery_id=delivery_id)


def known_delivery(conn: Connection, campaign_id: int, delivery_id: uuid.UUID) -> DeliveryStatus:
    """Return one delivery of a campaign with its state and counts.

    A `DeliveryStatus` has what was announced (source, period, version, dates), the state with its reasons, the counts
    of rows, and what the ledger contains about other versions of the list. Counts are None while the delivery is
    pending. `delivery_id`: the full id. Raises sqlalchemy.exc.NoResultFound if the campaign has none with this id.
    """
    return _DELIVERY_STATUS.single(conn, campaign_id=campaign_id, delivery_id=delivery_id)
