"""Publish one report for one recipient: compose it, store its files, record it in the ledger, and queue its mails."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.mail import queue
from pipeline.publish import approvals, inputs, outbox, reports, stores
from pipeline.publish.definition import AnyReport, Confirmation, ConfirmationRefused
from pipeline.publish.inputs import PublishError
from pipeline.publish.manifest import ManifestFile, Publication, new_manifest
from pipeline.runtime.clock import technical_now
from pipeline.runtime.content_store import content_key, digest_of_blocks
from pipeline.runtime.settings import Settings
from transforms.policy import Pack, Slot
from transforms.report.publication import Edition, File, Period, StreamedFile, View
from warehouse import statements
from warehouse.statements import Query

NAMESPACE = uuid.UUID("6f1d0c1e-8a53-5d7e-9c55-0b6c1a4f7e21")
PUBLICATION = Query("publish/ledger/publication", Publication)
LAST_PUBLICATION = Query("publish/ledger/last_publication", Publication)


@dataclass(frozen=True)
class DuePublication:
    """A slot that is to be published for one view; with `correct`, again if its figures have changed.

    `shared_by`: codes of the recipients who get the content that is equal for all.
    """

    slot: Slot
    view: View
    correct: bool
    shared_by: tuple[str, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """Return (report, cadence, last day of the period, recipient): equal for a publication and its corrections."""
        return self.slot.report, self.slot.cadence, self.slot.period_to, self.view.recipient

    @property
    def period(self) -> Period:
        """Return the period of the slot: report, cadence, first and last day, as-of date.

        The as-of date is the last received date that counts.
        """
        slot = self.slot
        return Period(slot.report, slot.cadence, slot.period_from, slot.period_to, slot.as_of)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Return the codes of the offices that get the mail.

        It is the recipient of the view, if the view is for one recipient; else all who share the content.
        """
        return (self.view.recipient,) if self.view.recipient else self.shared_by

    def __str__(self) -> str:
        """Name the publication in errors."""
        recipient = f" {self.view.recipient}" if self.view.recipient else ""
        return f"{self.slot.report} {self.slot.cadence} {self.slot.period_to}{recipient}"


def publish(conn: Connection, settings: Settings, pack: Pack, due: DuePublication) -> Publication:
    """Publish a report for one slot and recipient, if that is not done yet; return the new or the existing publication.

    A `Publication` is the row of the ledger: id, report, recipient, correction number, manifest, times. `due`: the
    slot, the recipient's view, and whether to correct; `conn`: in the role of the report. If the slot was published and
    the figures have changed, `due.correct` makes a numbered correction. Stores the files in the report's store and the
    publication in the ledger, and queues one mail for each recipient in the same transaction, unless the report waits
    for approval; sends no mail. Raises PublishError if the pack was never loaded, if it is not assessed up to the as-of
    date, or for an unknown report.

    A list of persons that was lost, and that would have other names now, gets a correction as well.
    """
    report = reports.find(due.slot.report)
    campaign = inputs.campaign(conn, pack.pack_code)
    last = _last_publication(conn, campaign.campaign_id, due)
    if last is not None and not due.correct and restored(conn, settings, last):
        return last
    as_of = due.slot.as_of
    known = inputs.assessed_up_to(conn, campaign, as_of)
    edition = Edition(due.period, report.next_number(last.correction_no if last else None), due.view)
    snapshot = report.read_snapshot(conn, campaign, pack, known.committed_no)
    snapshot |= report.read_before(conn, campaign.campaign_id, edition)
    report.prepare(settings, campaign.campaign_id, edition)
    facts = report.read_edition_facts(conn, campaign.campaign_id, known.assess_no, edition, snapshot)
    content = report.compose(edition, snapshot, facts)
    figures_sha256 = report.figures_sha256(content)
    is_equal = last is not None and last.manifest["figures_sha256"] == figures_sha256
    if last is not None and is_equal and due.correct and restored(conn, settings, last):
        _note_equal(conn, last, known)
        return last
    keys = report.read_correction(conn, last, content, snapshot, known) if last is not None else {}
    if is_equal:
        keys |= {"is_lost": True}
    keys |= report.read_context(conn, pack.pack_code, as_of, known.business_date)
    if wait := approvals.why_to_wait(conn, pack, edition, content, due.recipients, last):
        keys |= wait.manifest_keys(approvals.approvers_zh(settings, pack.pack_code, due.slot.due_on))
    content = report.with_manifest_notes(content, keys)
    manifest = new_manifest(
        edition,
        writer=report.writer,
        pack_code=pack.pack_code,
        known=known,
        snapshot=snapshot,
        report_keys=keys,
        files=_kept_files(settings, report, edition, pack.pack_code, report.with_identities(conn, settings, content)),
        figures_sha256=figures_sha256,
        recipients=due.recipients,
    )
    is_new = _insert(conn, campaign.campaign_id, edition, manifest)
    publication = _last_publication(conn, campaign.campaign_id, due)
    assert publication is not None  # just inserted, by this run or by another
    if is_new and approvals.may_go_out(conn, publication):
        queue_mails(conn, report, content, publication)
    restored(conn, settings, publication)
    return publication


def _note_equal(conn: Connection, publication: Publication, known: inputs.Assessment) -> None:
    """Record that a corrected pack left a publication equal, so that no later run composes it again for that reason."""
    statements.run(
        conn,
        "publish/ledger/insert_check",
        campaign_id=publication.campaign_id,
        publication_id=publication.publication_id,
        assess_no=known.assess_no,
    )


def by_id(conn: Connection, publication_id: str | uuid.UUID) -> Publication:
    """Return the publication with this id (`publication_id`: a UUID or its text). Raises PublishError if there is none.

    A `Publication` is a row of the ledger: campaign, pack code, id, report, recipient ('' = all), correction number (0
    = the first), manifest, and times of publishing and mailing.
    """
    publication = PUBLICATION.first(conn, publication_id=uuid.UUID(str(publication_id)))
    if publication is None:
        raise PublishError(f"no publication {publication_id}")
    return publication


def remade_files(conn: Connection, settings: Settings, publication: Publication) -> dict[str, bytes]:
    """Make the files of a publication again, from ledger and manifest. Returns file name -> bytes; writes nothing.

    `conn`: in the role of the report. The bytes are not compared with those that were published. Raises PublishError if
    no report has the code of the publication.
    """
    return {file.name: file.content for file, _ in _made_again(conn, settings, publication)}


def _made_again(
    conn: Connection, settings: Settings, publication: Publication
) -> list[tuple[File | StreamedFile, str]]:
    """Make the files of a publication again, each with the sha256 of its bytes. Stores nothing."""
    report = reports.find(publication.report)
    content = report.with_identities(conn, settings, report.content_of(conn, publication))
    made: list[tuple[File | StreamedFile, str]] = [
        (file, digest_of_blocks(file.blocks)) for file in report.files(content)
    ]
    sha256_of = {file.name: sha256 for file, sha256 in made}
    return [*made, *((file, digest_of_blocks(file.blocks)) for file in report.files_about(content, sha256_of))]


def _kept_files(
    settings: Settings, report: AnyReport, edition: Edition, pack_code: str, content: object
) -> Sequence[ManifestFile]:
    """Make and store the files of a publication; return their entries of the manifest. `content`: with identities."""

    def kept(made: Sequence[File | StreamedFile]) -> list[ManifestFile]:
        return [stores.keep(settings, pack_code, edition, file, report.store) for file in made]

    files = kept(report.files(content))
    return [*files, *kept(report.files_about(content, {file["name"]: file["sha256"] for file in files}))]


def states_its_figures(conn: Connection, publication: Publication) -> bool:
    """Return whether the ledger still gives the figures of a publication, by the fingerprint in its manifest."""
    report = reports.find(publication.report)
    return report.figures_sha256(report.content_of(conn, publication)) == publication.manifest["figures_sha256"]


def restored(conn: Connection, settings: Settings, publication: Publication) -> bool:
    """Write lost or altered files of a publication to their store again; return whether it has the published bytes.

    False for a list of persons that was lost and would have other names now: then nothing is written, and a correction
    is due. Files that are there and unaltered are left. Raises PublishError if a file in the outbox that is made again
    has other bytes than the published one.
    """
    files = publication.manifest["files"]
    store_of = {file["name"]: stores.of(settings, stores.store_of(file)) for file in files}
    sha256_of = {file["name"]: file["sha256"] for file in files}
    if not all(outbox.holds(store_of[name], sha256) for name, sha256 in sha256_of.items()):
        made_again = _made_again(conn, settings, publication)
        differing = [file.name for file, sha256 in made_again if sha256 != sha256_of.get(file.name)]
        if differing and all(stores.store_of(file) == "lists" for file in files):
            return False
        if differing:
            raise PublishError(f"{differing[0]}: made again, the bytes differ from those published")
        for file, _ in made_again:
            stores.put(store_of[file.name], file)
    for name, sha256 in sha256_of.items() if approvals.may_go_out(conn, publication) else ():
        outbox.show(store_of[name], publication.pack_code, name, sha256)
    return True


def confirmation_of(conn: Connection, publication_id: str | uuid.UUID, content: bytes) -> Confirmation:
    """Read the confirmation that a recipient returned for a publication; `content`: bytes of the returned file.

    A `Confirmation` has the publication's id, the recipient, the day, whether the recipient agrees, and a remark.
    Raises ConfirmationRefused if the report takes none, or if the confirmation belongs to another publication or comes
    from an office that did not get this one; PublishError for an unknown publication. Nothing is recorded: a report
    that needs a record brings its own table.
    """
    publication = by_id(conn, publication_id)
    confirmation = reports.find(publication.report).read_confirmation(content)
    if confirmation.publication_id != publication.publication_id:
        raise ConfirmationRefused(f"the confirmation belongs to publication {confirmation.publication_id}")
    if confirmation.recipient not in publication.manifest["recipients"]:
        raise ConfirmationRefused(f"{confirmation.recipient!r} is no recipient of publication {publication_id}")
    return confirmation


def _last_publication(conn: Connection, campaign_id: int, due: DuePublication) -> Publication | None:
    return LAST_PUBLICATION.first(
        conn,
        campaign_id=campaign_id,
        report=due.slot.report,
        cadence=due.slot.cadence,
        period_to=due.slot.period_to,
        recipient=due.view.recipient,
    )


def queue_mails(conn: Connection, report: AnyReport, content: object, publication: Publication) -> None:
    """Queue the mail about a publication to each of its recipients, once; `content`: all that the report prints."""
    queue.enqueue(
        conn,
        publication.campaign_id,
        f"publication/{publication.publication_id}",
        publication.manifest["recipients"],
        report.mail(content, publication),
        on=publication.edition.period.as_of,
        now=technical_now(),
        attachments={
            file["name"]: content_key(file["sha256"], outbox.CONTENT)
            for file in publication.manifest["files"]
            if report.is_attached(file["name"])
        },
    )


def _insert(conn: Connection, campaign_id: int, edition: Edition, manifest: dict[str, object]) -> bool:
    """Record a publication; return False if another run recorded the same one first."""
    period, recipient = edition.period, edition.view.recipient
    key = f"{campaign_id}/{period.report}/{period.cadence}/{period.period_to}/{edition.correction_no}"
    result = statements.run(
        conn,
        "publish/ledger/insert_publication",
        campaign_id=campaign_id,
        publication_id=uuid.uuid5(NAMESPACE, f"{key}/{recipient}" if recipient else key),
        report=period.report,
        cadence=period.cadence,
        period_from=period.period_from,
        period_to=period.period_to,
        as_of=period.as_of,
        recipient=recipient,
        known_no=manifest["known_no"],
        pack_version=manifest["pack_version"],
        correction_no=edition.correction_no,
        manifest=json.dumps(manifest, ensure_ascii=False, sort_keys=True),
        published_at=technical_now(),  # the moment of publishing: no figure depends on it
    )
    return result.rowcount == 1
