"""Read the rows of a delivery: from its stored file or, for a returned feedback workbook, merged with its base.

A sender may correct the feedback workbook of a delivery and send it as a higher version. Its rows are then those of
that delivery (the base) with the changes of the workbook. Files are opened by the guarded reader alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from pipeline.identity.keys import open_keys
from pipeline.landing.delivery import Delivery, find_delivery
from pipeline.policy import registry
from pipeline.runtime.content_store import ContentStore, StoreUnavailableError, content_key
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.row_states import leave_out_rows
from transforms.intake.reading.reader import Reader
from transforms.policy import Pack, campaign_id
from transforms.report.feedback.content import columns_of, left_out_rows, shown_rows
from transforms.report.feedback.marks import Mark, mark_layout, mark_of, may_be_feedback, rows_layout
from transforms.report.feedback.returned import NOT_OURS, OTHER_DELIVERY, SAME_VERSION, merged, reason_of
from warehouse import statements

_MOST_ROUNDS = 20  # a sender may correct a corrected workbook; nobody does so more often
_HEAD_BYTES, _TAIL_BYTES = 4, 1 << 16


@dataclass(frozen=True)
class Place:
    """Inputs for reading the deliveries of one campaign: settings, pack, layouts by code, and the reader."""

    settings: Settings
    pack: Pack
    layouts: Mapping[str, Layout]
    reader: Reader

    def layout(self, delivery: Delivery) -> Layout:
        """Return the layout of the delivery's source: the columns, words and form of this sender's files.

        Raises LayoutError if its layout file is invalid or missing.
        """
        return self.layouts[self.pack.source(delivery.source).layout]

    def alternatives(self, delivery: Delivery) -> tuple[Layout, ...]:
        """Return the layouts of the real forms that the delivery's source may send instead of its usual layout.

        In alphabetical order of the layouts' names; empty if there are none. Invalid layouts are left out. Opens no
        file of a sender.
        """
        return registry.alternatives(self.layouts, self.pack, delivery.source)

    def layout_of(self, raw: RawTable, delivery: Delivery) -> Layout:
        """Return the layout that a delivery's file was read with: the source's usual layout or an alternative.

        `raw`: the table that was read; it states the name of the layout. Raises LayoutError if the layout file is
        invalid or missing.
        """
        alternatives = {layout.layout: layout for layout in self.alternatives(delivery)}
        return alternatives.get(raw.layout) or self.layout(delivery)

    def file(self, delivery: Delivery) -> AbstractContextManager[Path]:
        """Yield the path of a local file with the delivered bytes; it is valid in the `with` block only."""
        return self.settings.landing.local_copy(content_key(delivery.sha256))


def looks_returned(store: ContentStore, sha256: str) -> bool:
    """Return whether a delivered file may be a feedback workbook, judged by its first and last bytes only.

    `store`: of the delivered files. False if a local file cannot be read; if an object store does not answer, the error
    is raised: it is no property of the file. True is no proof: `is_returned` reads the cover.
    """
    try:
        ends = store.ends(content_key(sha256), _HEAD_BYTES, _TAIL_BYTES)
    except StoreUnavailableError:
        raise
    except OSError:
        return False  # the reader reports what is wrong with it
    return may_be_feedback(ends.head, ends.tail, ends.byte_count)


def read(place: Place, delivery: Delivery) -> RawTable:
    """Read the rows of a delivery that count; merge a returned feedback workbook with the rows that it corrects.

    The result is that of `read_all`, without the rows that do not count by their state: these are noted. `place`:
    settings, pack, layouts and reader of the campaign. Raises ReadRefused as `read_all` does.
    """
    raw = read_all(place, delivery)
    return leave_out_rows(raw, place.layout_of(raw, delivery))


def read_all(place: Place, delivery: Delivery, rounds: int = _MOST_ROUNDS) -> RawTable:
    """Read all rows of a delivery from its stored file, whatever their state is, with the columns of states.

    A returned feedback workbook is merged with the rows it corrects. A `RawTable` has the sender's rows as texts, one
    column per canonical column, and what was noticed while reading (place of the header, unknown columns, total rows,
    faulty cells). `place`: settings, pack, layouts and reader of the
    campaign; `rounds`: how many feedback workbooks may be based on each other. Raises ReadRefused with the reasons for
    the sender if the file cannot be read, or if the workbook belongs to another list or is not of a higher version.
    """
    cover = _read_cover(place, delivery)
    if cover is None:
        with place.file(delivery) as file:
            return place.reader.read(
                file,
                place.layout(delivery),
                delivery.list_mode,
                place.alternatives(delivery),
                delivery.file_name,
                with_states=True,
            )
    with loader(place.settings).connect() as conn:
        keyring = open_keys(conn, place.settings).keyring
    mark = mark_of(cover, keyring.stable_key, place.pack.pack_code)
    if mark is None or rounds == 0:
        raise ReadRefused(reason_of(NOT_OURS))
    with loader(place.settings).connect() as conn:
        base = _load_base(conn, place, delivery, mark)
        with_findings = rows_with_findings(conn, campaign_id(place.pack.pack_code), base.delivery_id)
    return _merge_with_base(place, delivery, read_all(place, base, rounds - 1), with_findings)


def _merge_with_base(place: Place, delivery: Delivery, base: RawTable, with_findings: set[int]) -> RawTable:
    """Return the base's rows with the changes of the returned workbook. Raises ReadRefused."""
    layout = place.layout_of(base, delivery)
    listed, _ = shown_rows(base, with_findings - left_out_rows(base, layout).keys())
    with place.file(delivery) as file:
        returned = place.reader.read(file, rows_layout(layout, columns_of(base, layout)), with_states=True)
    corrected = merged(base, returned, layout.kind, listed)
    if isinstance(corrected, list):
        raise ReadRefused(*corrected)
    return corrected


def is_returned(place: Place, delivery: Delivery) -> bool:
    """Return whether the delivery's file is a feedback workbook that came back, whichever delivery it was made for.

    `place`: settings, pack, layouts and reader of the campaign. Reads the cover of the file, if its first bytes look
    like one; False if the file cannot be read.
    """
    return _read_cover(place, delivery) is not None


def _read_cover(place: Place, delivery: Delivery) -> RawTable | None:
    """Return the marks on the file's cover, or None for an ordinary file; the gate judges ordinary files."""
    if not looks_returned(place.settings.landing, delivery.sha256):
        return None
    with place.file(delivery) as file:
        try:
            return place.reader.read(file, mark_layout(place.layout(delivery)))
        except ReadRefused:
            return None


def _load_base(conn: Connection, place: Place, delivery: Delivery, mark: Mark) -> Delivery:
    """Return the delivery that a returned workbook corrects. Raises ReadRefused if it is of another list or version."""
    base = find_delivery(conn, campaign_id(place.pack.pack_code), uuid.UUID(mark.delivery_id))
    if base is None or base.sha256 != mark.sha256:
        raise ReadRefused(reason_of(NOT_OURS))
    if (base.source, base.period, base.list_mode) != (delivery.source, delivery.period, delivery.list_mode):
        raise ReadRefused(reason_of(OTHER_DELIVERY))
    if base.version >= delivery.version:
        raise ReadRefused(reason_of(SAME_VERSION))
    return base


def rows_with_findings(conn: Connection, campaign: int, delivery_id: uuid.UUID) -> set[int]:
    """Return the row numbers of a delivery's rows that the gate quarantined or warned about; empty if there are none.

    Numbers are as the sender's program numbers rows (the header counts). `campaign`: id of the campaign; `delivery_id`:
    the full id.
    """
    findings = statements.run(conn, "feedback/row_findings", campaign_id=campaign, delivery_id=delivery_id)
    return {finding.row_no for finding in findings}
