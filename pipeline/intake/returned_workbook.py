"""The rows of a delivery as its sender means them: the stored bytes, or, where these are a feedback workbook that came
back, the rows of the delivery that it mends with what it changes. Files are opened by the guarded reader alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from pipeline.runtime import content_store
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.reader import Reader
from transforms.policy import Pack, campaign_id
from transforms.report.feedback.content import columns_of, shown_rows
from transforms.report.feedback.marks import Mark, mark_layout, mark_of, may_be_feedback, rows_layout
from transforms.report.feedback.returned import NOT_OURS, OTHER_DELIVERY, SAME_VERSION, merged, reason_of
from warehouse import statements

_MOST_ROUNDS = 20  # a sender mends a mended workbook; nobody does so more often
_HEAD_BYTES, _TAIL_BYTES = 4, 1 << 16


@dataclass(frozen=True)
class Place:
    """Where deliveries of one campaign are read: settings, rules, forms and the reader."""

    settings: Settings
    pack: Pack
    layouts: Mapping[str, Layout]
    reader: Reader

    def layout(self, delivery: Mapping[str, Any]) -> Layout:
        return self.layouts[self.pack.source(delivery["source"]).layout]

    def file(self, delivery: Mapping[str, Any]) -> Path:
        return content_store.place(self.settings.landing_dir, delivery["sha256"])


def looks_returned(file: Path) -> bool:
    """Whether a stored file may be a feedback workbook; reads its first and last bytes only."""
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
            size = stream.seek(0, 2)
            stream.seek(max(0, size - _TAIL_BYTES))
            return may_be_feedback(head, stream.read(), size)
    except OSError:
        return False  # the reader says what is wrong with it


def read(place: Place, delivery: Mapping[str, Any], rounds: int = _MOST_ROUNDS) -> RawTable:
    """The delivery's rows. Raises ReadRefused with the sender's reasons.

    `delivery` has source, period, version, list_mode, sha256 and delivery_id.
    """
    cover = _cover(place, delivery)
    if cover is None:
        return place.reader.read(place.file(delivery), place.layout(delivery), delivery["list_mode"])
    mark = mark_of(cover, place.settings.hash_key, place.pack.pack_code)
    if mark is None or rounds == 0:
        raise ReadRefused(reason_of(NOT_OURS))
    with loader(place.settings).connect() as conn:
        base = _base(conn, place, delivery, mark)
        told = told_rows(conn, campaign_id(place.pack.pack_code), base["delivery_id"])
    return _mended(place, delivery, read(place, base, rounds - 1), told)


def _mended(place: Place, delivery: Mapping[str, Any], raw: RawTable, told: set[int]) -> RawTable:
    layout = place.layout(delivery)
    listed, _ = shown_rows(raw, told)
    back = place.reader.read(place.file(delivery), rows_layout(layout, columns_of(raw, layout)))
    mended = merged(raw, back, layout.kind, listed)
    if isinstance(mended, list):
        raise ReadRefused(*mended)
    return mended


def is_returned(place: Place, delivery: Mapping[str, Any]) -> bool:
    """Whether the delivery's file has the cover of a feedback workbook, whosever it is."""
    return _cover(place, delivery) is not None


def _cover(place: Place, delivery: Mapping[str, Any]) -> RawTable | None:
    """The marks on the cover; None for an ordinary file: what that is, the gate says."""
    file = place.file(delivery)
    if not looks_returned(file):
        return None
    try:
        return place.reader.read(file, mark_layout(place.layout(delivery)))
    except ReadRefused:
        return None


def _base(conn: Connection, place: Place, delivery: Mapping[str, Any], mark: Mark) -> dict[str, Any]:
    """The delivery of the ledger that a workbook mends. ReadRefused if it mends another."""
    number = campaign_id(place.pack.pack_code)
    row = statements.run(
        conn, "holds/delivery", campaign_id=number, delivery_id=uuid.UUID(mark.delivery_id)
    ).mappings().first()  # fmt: skip
    if row is None or row["sha256"] != mark.sha256:
        raise ReadRefused(reason_of(NOT_OURS))
    if any(row[name] != delivery[name] for name in ("source", "period", "list_mode")):
        raise ReadRefused(reason_of(OTHER_DELIVERY))
    if row["version"] >= delivery["version"]:
        raise ReadRefused(reason_of(SAME_VERSION))
    return dict(row)


def told_rows(conn: Connection, campaign: int, delivery_id: uuid.UUID) -> set[int]:
    """Row numbers of a delivery that the gate said something about."""
    found = statements.run(conn, "feedback/row_findings", campaign_id=campaign, delivery_id=delivery_id)
    return {row.row_no for row in found}
