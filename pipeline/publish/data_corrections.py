"""Publications that data has changed since: the slots that were published, and what is said of the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from pipeline.publish import inputs
from pipeline.publish.policy_corrections import Republished
from transforms.report.progress.content import Report
from transforms.report.progress.data_correction_notes import data_correction


def slots(newest: Sequence[Mapping[str, Any]]) -> list[Republished]:
    """The slots of rows of publish/ledger/newest_publications, to be published again for the same recipients."""
    return [
        Republished(
            row["report"], row["cadence"], row["period_from"], row["period_to"], row["as_of"], row["as_of"],
            row["manifest"]["recipients"],
        )
        for row in newest
    ]  # fmt: skip


def reason_of(
    conn: Connection, last: dict[str, Any], before: Report, after: Report, committed_no: int
) -> dict[str, Any]:
    """What the manifest of a correction says of what came since `last`, the publication that it corrects, and changed.

    `before` is what `last` says, `after` the corrected report; committed_no is what the present assessment knows.
    """
    deliveries = inputs.rows(
        conn,
        "publish/corrections/data_delivery",
        campaign_id=last["campaign_id"], since_no=last["manifest"]["committed_no"],
        until_no=committed_no, as_of=after.slot.as_of,
    )  # fmt: skip
    taken_back = inputs.rows(
        conn, "publish/corrections/data_revoked", campaign_id=last["campaign_id"], published_at=last["published_at"]
    )  # fmt: skip
    return data_correction(before, after, deliveries, taken_back)
