"""Explain a correction that later data caused: deliveries and revocations since a publication, and changed figures."""

from __future__ import annotations

from sqlalchemy import Connection

from pipeline.publish import inputs
from pipeline.publish.manifest import Publication
from transforms.report.progress.content import Report
from transforms.report.progress.data_correction_notes import (
    DataCorrection,
    NewDelivery,
    RevokedVersion,
    data_correction,
)


def explain(conn: Connection, last: Publication, before: Report, after: Report, committed_no: int) -> DataCorrection:
    """Explain how later data changed the figures of the publication `last`: return keys for the new manifest.

    The keys: `corrects` (the corrected number), lists and number of feeds per sender that came since, withdrawn
    versions, and the changed figures: by line, total, plan year and category. `before`: the content of `last`; `after`:
    the content of the new publication; `committed_no`: number of the last delivery that `after` includes. Writes
    nothing.
    """
    deliveries = inputs.records(
        conn,
        "publish/corrections/data_delivery",
        NewDelivery,
        campaign_id=last.campaign_id,
        since_no=last.manifest["committed_no"],
        until_no=committed_no,
        as_of=after.slot.as_of,
    )
    revoked = inputs.records(
        conn,
        "publish/corrections/data_revoked",
        RevokedVersion,
        campaign_id=last.campaign_id,
        published_at=last.published_at,
    )
    return data_correction(before, after, deliveries, revoked)
