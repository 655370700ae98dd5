"""Explain a correction that `campaign rewind` caused: orders to go back that took back a publication's assessment."""

from __future__ import annotations

from sqlalchemy import Connection

from pipeline.publish import inputs
from pipeline.publish.manifest import Publication
from transforms.report.progress.rewind_notes import RewindCause, RewindRow, rewind_causes


def explain(conn: Connection, last: Publication, until_no: int) -> list[RewindCause]:
    """Return the orders to go back since the publication `last` that took its assessment back; [] without any.

    `until_no`: number of the last assessment that the new publication knows. Writes nothing.
    """
    rows = inputs.records(
        conn,
        "publish/corrections/rewind",
        RewindRow,
        campaign_id=last.campaign_id,
        known_no=last.manifest["known_no"],
        until_no=until_no,
        assessed_on=last.manifest["assessed_on"],
    )
    return rewind_causes(rows)
