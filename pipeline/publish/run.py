"""Publish the extracts that are due: once per slot, with a manifest from which the same bytes can be made again.

Reads marts, policy and ledger as `publisher`; writes ledger.publication and the outbox; sends one mail per publication.
Rerun-safe: a slot that was published stays as it was, unless a correction is asked for and the figures changed, or a
correction of the pack changed them.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from pipeline.mail import smtp
from pipeline.mail.message import build
from pipeline.policy import registry
from pipeline.publish import data_corrections, inputs, outbox, policy_corrections
from pipeline.publish.inputs import PublishError
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from transforms.mail.publication import publication_mail
from transforms.policy import Pack, campaign_id, publications_due
from transforms.report.progress.compose import Snapshot, progress_report
from transforms.report.progress.content import Report, Slot
from transforms.report.progress.data_correction_notes import data_correction_notes
from transforms.report.progress.files import WRITER, File, files
from transforms.report.progress.history_notes import history_notes
from transforms.report.progress.summary import summary
from warehouse import statements

NAMESPACE = uuid.UUID("6f1d0c1e-8a53-5d7e-9c55-0b6c1a4f7e21")
SHANGHAI = ZoneInfo("Asia/Shanghai")
REPORTS = ("progress",)


class DueSlot(Protocol):
    """A slot as `transforms.policy.publications_due` gives it."""

    @property
    def report(self) -> str: ...
    @property
    def cadence(self) -> str: ...
    @property
    def period_from(self) -> date: ...
    @property
    def period_to(self) -> date: ...
    @property
    def as_of(self) -> date: ...
    @property
    def due_on(self) -> date: ...
    @property
    def recipients(self) -> Sequence[str]: ...


def run(
    settings: Settings,
    pack_code: str,
    on: date,
    mailer: smtp.Mailer | None = None,
    slots: Sequence[DueSlot] | None = None,
    *,
    correct: bool = False,
) -> list[str]:
    """Publish the slots due on that date (or the given ones) and mail them; returns their publication ids, in order.

    Where the pack was corrected since, numbered corrections of the earlier publications whose figures that changed
    go before them, once (not with given slots).
    Without a mailer the one of the settings is used; without either nothing is sent, and a later run sends it.
    Raises PublishError if the pack was never loaded, or is not assessed (as it stands) up to a slot's as-of date.
    """
    pack = registry.load(settings, pack_code)
    wanted = [(slot, correct) for slot in (publications_due(pack, on) if slots is None else slots)]
    mailer = mailer or smtp.mailer_of(settings.smtp)
    db = publisher(settings)
    if slots is None:
        with db.connect() as conn:
            corrected = [(slot, True) for slot in _outdated(conn, pack)]
        wanted = corrected + [one for one in wanted if not any(_same_slot(one[0], slot) for slot, _ in corrected)]
    published = []
    for slot, again in wanted:
        with db.begin() as conn:
            publication = _publish(conn, settings, pack, slot, again)
        if mailer is not None:
            with db.begin() as conn:
                _mail_once(conn, settings, publication, mailer)
        published.append(str(publication["publication_id"]))
    if slots is None and mailer is not None:
        _mail_corrections(db, settings, pack, mailer)
    return published


def correct(settings: Settings, pack_code: str, mailer: smtp.Mailer | None = None) -> list[str]:
    """Publish a numbered correction of every report whose figures are others now; returns the ids of the new ones.

    What was published stays; each correction says what came since and which figures differ, and is mailed once.
    Raises PublishError as `run` does.
    """
    with publisher(settings).connect() as conn:
        newest = inputs.rows(conn, "publish/ledger/newest_publications", campaign_id=campaign_id(pack_code))
    made = run(settings, pack_code, date.min, mailer, data_corrections.slots(newest), correct=True)
    return sorted(set(made) - {str(row["publication_id"]) for row in newest})


def _mail_corrections(db: Engine, settings: Settings, pack: Pack, mailer: smtp.Mailer) -> None:
    """Send the mails of policy corrections that failed in an earlier run: nothing else would find those again."""
    with db.connect() as conn:
        waiting = inputs.rows(conn, "publish/ledger/unmailed", campaign_id=campaign_id(pack.pack_code))
    for one in waiting:
        with db.begin() as conn:
            _mail_once(conn, settings, by_id(conn, one["publication_id"]), mailer)


def remake(settings: Settings, publication_id: str) -> dict[str, bytes]:
    """File name -> bytes, made again from the ledger and the manifest; the bytes are those that were published.

    Raises PublishError if the publication does not exist.
    """
    with publisher(settings).connect() as conn:
        row = by_id(conn, publication_id)
        report = report_of(conn, row)
    return {file.name: file.content for file in files(report)}


def watermark_ready(settings: Settings, pack_code: str, as_of: date) -> bool:
    """Whether everything delivered up to that day is decided and everything committed is assessed."""
    with publisher(settings).connect() as conn:
        campaign = inputs.campaign(conn, pack_code)
        found = inputs.rows(conn, "publish/read/watermark", campaign_id=campaign["campaign_id"], as_of=as_of)
        last = inputs.assessment(conn, campaign["campaign_id"])
    if not found or last is None:
        return False
    mark = found[0]
    same_pack = last["pack_version"] == campaign["pack_version"]
    return bool(mark["assessed_no"] >= mark["committed_no"] and mark["waiting_deliveries"] == 0 and same_pack)


def _outdated(conn: Connection, pack: Pack) -> list[DueSlot]:
    """Slots that a correction of the pack changed after they were published; none while it is not assessed."""
    number = campaign_id(pack.pack_code)
    if not policy_corrections.before_correction(conn, number):
        return []
    campaign, known = inputs.campaign(conn, pack.pack_code), inputs.assessment(conn, number)
    if known is None or known["pack_version"] != campaign["pack_version"]:
        return []
    snapshot = inputs.snapshot(conn, campaign, known["committed_no"], pack)
    return list(policy_corrections.slots(conn, campaign, snapshot, known["assess_no"]))


def _same_slot(one: DueSlot, other: DueSlot) -> bool:
    return (one.report, one.cadence, one.period_to) == (other.report, other.cadence, other.period_to)


def _publish(conn: Connection, settings: Settings, pack: Pack, due: DueSlot, correct: bool) -> dict[str, Any]:
    """The publication of a slot: the one that exists, or a new one."""
    if due.report not in REPORTS:
        raise PublishError(f"{pack.pack_code}: no report {due.report!r} is made here; there are: {', '.join(REPORTS)}")
    campaign = inputs.campaign(conn, pack.pack_code)
    last = _last(conn, campaign["campaign_id"], due)
    if last is not None and not correct:
        return _restore(conn, settings, last)
    known = _known(conn, campaign, due.as_of)
    snapshot = inputs.snapshot(conn, campaign, known["committed_no"], pack)
    slot = Slot(due.report, due.cadence, due.period_from, due.period_to, due.as_of)
    facts = inputs.facts(conn, campaign["campaign_id"], known["assess_no"], due.as_of)
    report = progress_report(slot, 0, snapshot, facts)
    fingerprint = _fingerprint(report)
    because, differs = None, None
    if last is not None:
        if last["manifest"]["figures_sha256"] == fingerprint:
            return _restore(conn, settings, last)
        report = replace(report, correction_no=last["correction_no"] + 1)
        because = policy_corrections.reason_of(
            conn, campaign["campaign_id"], snapshot, last["manifest"]["known_no"], known["assess_no"], due.as_of
        )
        if because is None or because["others"]:
            before = report_of(conn, last)
            differs = data_corrections.reason_of(conn, last, before, report, known["committed_no"])
    said = {"policy_correction": because} if because else {}
    said |= {"data_correction": differs} if differs else {}
    gaps = inputs.history(conn, pack.pack_code)
    said |= {"history": gaps} if gaps else {}
    report = _told(report, said)
    sources = said | {"snapshot": asdict(snapshot), "open": inputs.open_matters(conn, pack.pack_code, due.as_of)}
    stored = [_store(settings, file) for file in files(report)]
    manifest = _stand(report, known) | sources | {"files": stored, "figures_sha256": fingerprint}
    _insert(conn, campaign["campaign_id"], report, manifest | {"recipients": list(due.recipients)})
    row = _last(conn, campaign["campaign_id"], due)
    assert row is not None  # just inserted, by this run or by another
    return _restore(conn, settings, row)


def _known(conn: Connection, campaign: dict[str, Any], as_of: date) -> dict[str, Any]:
    """The last assessment, if it can answer for that day with the pack as it stands."""
    pack_code, known = campaign["pack_code"], inputs.assessment(conn, campaign["campaign_id"])
    if known is None:
        raise PublishError(f"{pack_code}: nothing was assessed yet", "还没有核定过任何数据")
    if known["pack_version"] != campaign["pack_version"]:
        raise PublishError(
            f"{pack_code}: the pack has changed since the last assessment; assess first", "政策包在上次核定后有变化"
        )
    # a day on which nobody changed has no assessment of its own: the watermark says that it was looked at
    (mark,) = inputs.rows(conn, "publish/read/watermark", campaign_id=campaign["campaign_id"], as_of=as_of)
    if mark["assess_no"] == known["assess_no"] and mark["assessed_on"] is not None:
        known = known | {"business_date": max(known["business_date"], mark["assessed_on"])}
    if known["business_date"] < as_of:
        raise PublishError(
            f"{pack_code}: assessed up to {known['business_date']}, not yet up to {as_of}; assess first",
            f"只核定到{known['business_date']}，报表截至{as_of}",
        )
    return known


def _fingerprint(report: Report) -> str:
    """sha256 over what the report says, correction number and pack version aside: equal figures, equal fingerprint."""
    content = asdict(replace(report, correction_no=0, header=replace(report.header, pack_version="", pack_status="")))
    text = json.dumps(content, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _stand(report: Report, known: dict[str, Any]) -> dict[str, Any]:
    slot = report.slot
    return {
        "format": 1,
        "writer": WRITER,
        "pack_code": report.header.pack_code,
        "pack_version": report.header.pack_version,
        "report": slot.report,
        "cadence": slot.cadence,
        "period_from": slot.period_from.isoformat(),
        "period_to": slot.period_to.isoformat(),
        "as_of": slot.as_of.isoformat(),
        "known_no": known["assess_no"],
        "committed_no": known["committed_no"],
        "assessed_on": known["business_date"].isoformat(),
        "correction_no": report.correction_no,
    }


def _store(settings: Settings, file: File) -> dict[str, Any]:
    sha256 = outbox.store(settings.outbox_dir, file.content)
    return {"name": file.name, "sha256": sha256, "byte_count": len(file.content), "rows": file.rows}


def _insert(conn: Connection, campaign_id: int, report: Report, manifest: dict[str, Any]) -> None:
    slot = report.slot
    key = f"{campaign_id}/{slot.report}/{slot.cadence}/{slot.period_to}/{report.correction_no}"
    statements.run(
        conn,
        "publish/ledger/insert_publication",
        campaign_id=campaign_id,
        publication_id=uuid.uuid5(NAMESPACE, key),
        report=slot.report,
        cadence=slot.cadence,
        period_from=slot.period_from,
        period_to=slot.period_to,
        as_of=slot.as_of,
        known_no=manifest["known_no"],
        pack_version=report.header.pack_version,
        correction_no=report.correction_no,
        manifest=json.dumps(manifest, ensure_ascii=False, sort_keys=True),
        published_at=datetime.now(SHANGHAI),  # when it happened, not what it says: no figure depends on it
    )


def _last(conn: Connection, campaign_id: int, due: DueSlot) -> dict[str, Any] | None:
    found = inputs.rows(
        conn,
        "publish/ledger/last_publication",
        campaign_id=campaign_id,
        report=due.report,
        cadence=due.cadence,
        period_to=due.period_to,
    )
    return by_id(conn, found[0]["publication_id"]) if found else None


def by_id(conn: Connection, publication_id: str | uuid.UUID) -> dict[str, Any]:
    found = inputs.rows(conn, "publish/ledger/publication", publication_id=uuid.UUID(str(publication_id)))
    if not found:
        raise PublishError(f"no publication {publication_id}")
    return found[0]


def report_of(conn: Connection, row: dict[str, Any]) -> Report:
    """The report of a publication, from its manifest's snapshot and the ledger as it was known then."""
    said = row["manifest"]
    days = {name: date.fromisoformat(said[name]) for name in ("period_from", "period_to", "as_of")}
    slot = Slot(said["report"], said["cadence"], days["period_from"], days["period_to"], days["as_of"])
    facts = inputs.facts(conn, row["campaign_id"], said["known_no"], slot.as_of)
    report = progress_report(slot, row["correction_no"], Snapshot(**said["snapshot"]), facts)
    return _told(report, said)


def _told(report: Report, manifest: dict[str, Any]) -> Report:
    """The report with the notes that its manifest alone knows: why it was corrected, what is missing of past years.

    They are no figures: where only they differ, nothing is published anew.
    """
    if differs := manifest.get("data_correction"):
        report = replace(report, notes=(*data_correction_notes(differs), *report.notes))
    report = policy_corrections.explained(report, manifest)
    return replace(report, notes=(*report.notes, *history_notes(manifest.get("history"))))


def _restore(conn: Connection, settings: Settings, row: dict[str, Any]) -> dict[str, Any]:
    """Make sure that the outbox holds what the publication says; lost files are made again. Returns the row."""
    folder = settings.outbox_dir
    wanted = {file["name"]: file["sha256"] for file in row["manifest"]["files"]}
    if not all(outbox.holds(folder, sha256) for sha256 in wanted.values()):
        for file in files(report_of(conn, row)):
            if outbox.store(folder, file.content) != wanted[file.name]:
                raise PublishError(f"{file.name}: made again, the bytes differ from those published")
    for name, sha256 in wanted.items():
        outbox.show(folder, row["pack_code"], name, sha256)
    return row


def _mail_once(conn: Connection, settings: Settings, row: dict[str, Any], mailer: smtp.Mailer) -> None:
    """Send the summary unless it went out; of two runs at once one waits and then finds it sent."""
    publication_id = row["publication_id"]
    statements.run(conn, "publish/ledger/lock_publication", lock_no=publication_id.int % 2**63)
    row = by_id(conn, publication_id)
    if row["mailed_at"] is not None:
        return
    message = mail_of(conn, settings, row, mailer.sender)
    mailer.send(message)
    statements.run(
        conn,
        "publish/ledger/mark_mailed",
        campaign_id=row["campaign_id"],
        publication_id=publication_id,
        mailed_at=datetime.now(SHANGHAI),
    )


def mail_of(conn: Connection, settings: Settings, row: dict[str, Any], sender: str) -> Any:
    """The summary mail of a publication, composed from its manifest alone."""
    said = row["manifest"]
    names = [file for file in said["files"] if file["name"].endswith(".xlsx")]
    attachments = {f["name"]: outbox.read(settings.outbox_dir, f["sha256"]) for f in names}
    report = report_of(conn, row)
    return build(
        publication_mail(summary(report, said["open"]), report.slot.as_of),
        message_id=str(row["publication_id"]),
        sender=sender,
        recipients=said["recipients"],
        on=report.slot.as_of,
        attachments=attachments,
    )
