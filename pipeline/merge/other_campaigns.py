"""Payments of a feed's persons for the same plan year in other campaigns of the warehouse.

A campaign of another place holds the feed: an official finds out where the person is insured. A campaign of the same
place in another year, whose payable plan years overlap, holds nothing: both payments count, each in its own campaign,
and the row has a warning, because the money may be paid twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.landing.delivery import DeliveryKey
from warehouse import statements


@dataclass(frozen=True)
class _OtherCampaign:
    """Another campaign of the warehouse; of the same place if the packs follow each other, directly or over years."""

    campaign_id: int
    place_name: str
    is_same_place: bool


@dataclass(frozen=True)
class _OtherPayment:
    """One row of the feed and another campaign in which its person has paid for the plan year."""

    row_no: int
    campaign_id: int


@dataclass(frozen=True)
class PaidElsewhere:
    """One row of a feed whose person has paid for the plan year in another campaign, and the place of that campaign."""

    row_no: int
    place_name: str


_OTHER_CAMPAIGN = statements.Query("merge/other_campaigns/campaigns", _OtherCampaign)
_OTHER_PAYMENT = statements.Query("merge/other_campaigns/paid", _OtherPayment)


def paid_in_other_campaigns(conn: Connection, key: DeliveryKey, *, is_same_place: bool) -> list[PaidElsewhere]:
    """Return the rows of a staged feed whose persons have paid for the same plan year in another campaign.

    `key`: primary key of the delivery, whose rows are staged. `is_same_place`: compare with campaigns of the same place
    in other years; False: with those of other places. Payments that were taken back whole do not count. Most warehouses
    have no such campaign: then neither the feed nor any payment is read. Ordered by row number.
    """
    campaigns = _OTHER_CAMPAIGN.all(conn, campaign_id=key["campaign_id"])
    places = {other.campaign_id: other.place_name for other in campaigns if other.is_same_place == is_same_place}
    if not places:
        return []
    payments = _OTHER_PAYMENT.all(conn, **key, campaign_ids=list(places))
    return [PaidElsewhere(payment.row_no, places[payment.campaign_id]) for payment in payments]
