"""The manifest of a publication: what is needed to make the published bytes again without the live pack."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from pipeline.publish.inputs import Assessment
from pipeline.runtime import content_store
from transforms.report.publication import Edition, Period, View

FORMAT = 1
JsonObject = dict[str, Any]


class ManifestFile(TypedDict):
    """One file of a publication: its name, the sha256 of its bytes, bytes, and rows of data.

    `store`: `lists` for a file about persons; without it, the file is in the outbox.
    """

    name: str
    sha256: str
    byte_count: int
    rows: int
    store: NotRequired[str]


class Manifest(TypedDict):
    """JSON that ledger.publication keeps. Dates are ISO texts.

    snapshot: the pack's part of the report; known_no, committed_no: last assessment and last delivery that the figures
    know; figures_sha256: the fingerprint of the figures; recipients: the offices that get the mail. recipient, units
    and fields are there only if the content is for one recipient, payers only if it does not have those of all funds. A
    report may add keys of its own, such as `open`.
    """

    format: int
    writer: str
    pack_code: str
    pack_version: str
    report: str
    cadence: str
    period_from: str
    period_to: str
    as_of: str
    known_no: int
    committed_no: int
    assessed_on: str
    correction_no: int
    snapshot: JsonObject
    files: list[ManifestFile]
    figures_sha256: str
    recipients: list[str]
    recipient: NotRequired[str]
    units: NotRequired[list[str] | None]
    fields: NotRequired[list[str] | None]
    payers: NotRequired[list[str] | None]


@dataclass(frozen=True)
class Publication:
    """Row of publish/ledger/publication: one published report, correction and recipient ('' = equal for all)."""

    campaign_id: int
    pack_code: str
    publication_id: UUID
    report: str
    recipient: str
    correction_no: int
    manifest: Manifest
    published_at: datetime

    @property
    def edition(self) -> Edition:
        """Return the edition that was published: period, correction number (0: the first publication) and view.

        The period has report, cadence, first, last and as-of day. The view has the recipient ('' for all) and the units
        and figures that the recipient may see (None: all).
        """
        return Edition(period_of(self.manifest), self.correction_no, view_of(self.manifest))


def new_manifest(
    edition: Edition,
    *,
    writer: str,
    pack_code: str,
    known: Assessment,
    snapshot: JsonObject,
    report_keys: JsonObject,
    files: Sequence[ManifestFile],
    figures_sha256: str,
    recipients: Sequence[str],
) -> JsonObject:
    """Compose the manifest of a publication: a dictionary from which its files can be made again. Writes nothing.

    Its keys: format, writer, pack code and version, report, cadence, period, as-of date, numbers and day of the
    assessment (known_no, committed_no, assessed_on), correction_no, snapshot, files, figures_sha256, recipients, and
    `report_keys`. If the content is for one recipient, also recipient, units and fields. Dates are ISO texts.
    `edition`: period, correction number, and the view: the recipient with the units and figures that the recipient may
    see. `writer`: names the version of the code that lays out and writes the files. `known`: the assessment from which
    the figures come. `snapshot`: the pack's part of the report (names, targets, labels). `report_keys`: further keys of
    this report. `files`: name, sha256, byte_count and rows each. `figures_sha256`: result of `fingerprint`.
    `recipients`: codes of the offices that get the mail.
    """
    period, view = edition.period, edition.view
    manifest: Manifest = {
        "format": FORMAT,
        "writer": writer,
        "pack_code": pack_code,
        "pack_version": known.pack_version,
        "report": period.report,
        "cadence": period.cadence,
        "period_from": period.period_from.isoformat(),
        "period_to": period.period_to.isoformat(),
        "as_of": period.as_of.isoformat(),
        "known_no": known.assess_no,
        "committed_no": known.committed_no,
        "assessed_on": known.business_date.isoformat(),
        "correction_no": edition.correction_no,
        "snapshot": snapshot,
        "files": list(files),
        "figures_sha256": figures_sha256,
        "recipients": list(recipients),
    }
    if view.recipient:
        manifest["recipient"] = view.recipient
        manifest["units"] = None if view.units is None else list(view.units)
        manifest["fields"] = None if view.fields is None else list(view.fields)
    if view.payers is not None:
        manifest["payers"] = list(view.payers)
    return {**report_keys, **manifest}


def period_of(manifest: Manifest) -> Period:
    """Return the period (report, cadence, first, last and as-of day) that a manifest states."""
    days = (date.fromisoformat(text) for text in (manifest["period_from"], manifest["period_to"], manifest["as_of"]))
    return Period(manifest["report"], manifest["cadence"], *days)


def view_of(manifest: Manifest) -> View:
    """Return the view that a manifest states: the recipient, and the units and figures that the recipient may see.

    `units` are ids of units and `fields` names of figures; None means all of them. If the manifest names no recipient,
    the recipient is '' and both are None: the content is equal for all recipients.
    """
    units, fields, payers = manifest.get("units"), manifest.get("fields"), manifest.get("payers")
    return View(
        manifest.get("recipient", ""),
        None if units is None else tuple(units),
        None if fields is None else tuple(fields),
        None if payers is None else tuple(payers),
    )


def fingerprint(figures: JsonObject) -> str:
    """Return the sha256 of a report's figures, in hexadecimal. A correction is published only if it differs.

    `figures`: result of `ReportDefinition.figures`, all that the report states except its correction number and the
    pack version.
    """
    return content_store.digest_of(_json(figures).encode())


def fingerprint_in_blocks(figures: JsonObject, name: str, rows: Iterable[object]) -> str:
    """Return `fingerprint({**figures, name: list(rows)})` without ever holding all rows.

    `rows`: values that JSON can hold.
    """
    sha256 = hashlib.sha256()
    for place, key in enumerate(sorted((*figures, name))):
        sha256.update(f"{', ' if place else '{'}{_json(key)}: ".encode())
        if key != name:
            sha256.update(_json(figures[key]).encode())
            continue
        sha256.update(b"[")
        for number, row in enumerate(rows):
            sha256.update(f"{', ' if number else ''}{_json(row)}".encode())
        sha256.update(b"]")
    sha256.update(b"}")
    return sha256.hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, default=str, sort_keys=True, ensure_ascii=False)
