"""The poster's entry in the registry: it reads what the progress report reads, and the days of its period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import Connection

from pipeline.publish.bulletin import PROGRESS, BulletinFacts, BulletinReport, as_progress
from pipeline.publish.definition import ReportDefinition
from pipeline.publish.inputs import Assessment, Campaign
from pipeline.publish.manifest import JsonObject, Publication
from transforms.mail.poster import poster_mail
from transforms.mail.text import MailText
from transforms.policy import Pack
from transforms.report.poster import texts
from transforms.report.poster.compose import posting
from transforms.report.poster.content import FrameRow, Posting
from transforms.report.poster.files import WRITER, files
from transforms.report.publication import Edition, File, View

FACTS = BulletinReport()


class VillagePoster(ReportDefinition[BulletinFacts, Posting]):
    """A page with the progress of one unit, for public posting (张榜公布).

    The snapshot has two keys: `progress`, that of the progress report, and `frame`. Only what the page prints is a
    figure: other changes cause no correction.
    """

    code = "village_poster"
    writer = WRITER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the pack's part: that of the progress report, and the end of the window."""
        return {"progress": PROGRESS.read_snapshot(conn, campaign, pack, committed_no), "frame": frame(pack)}

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> BulletinFacts:
        """Read sums of the view's units about days up to `as_of`, as the assessment `known_no` knew them."""
        return FACTS.read_facts(conn, campaign_id, known_no, as_of, view)

    def compose(self, edition: Edition, snapshot: JsonObject, facts: BulletinFacts) -> Posting:
        """Compose the content. Raises ImbalanceError if money does not balance."""
        report = PROGRESS.compose(edition, snapshot["progress"], facts.progress)
        return posting(report, facts.days, snapshot["frame"])

    def figures(self, content: Posting) -> JsonObject:
        """Return all that the page prints, except its correction number and gaps of data."""
        return asdict(replace(texts.poster(content), lines=texts.figures_lines(content)))

    def files(self, content: Posting) -> Sequence[File]:
        """Make the page (PDF) in memory."""
        return files(content)

    def is_attached(self, file_name: str) -> bool:
        """Return True: the page is attached."""
        return True

    def mail(self, content: Posting, publication: Publication) -> MailText:
        """Compose the Chinese mail; the content has the gaps that its manifest states."""
        return poster_mail(content)

    def read_context(self, conn: Connection, pack_code: str, as_of: date, assessed_on: date) -> JsonObject:
        """Read the keys of the progress report for the manifest; `open` has what the figures lack."""
        return PROGRESS.read_context(conn, pack_code, as_of, assessed_on)

    def read_correction(
        self, conn: Connection, last: Publication, after: Posting, snapshot: JsonObject, known: Assessment
    ) -> JsonObject:
        """Read why the figures differ from the publication `last`, as the progress report does."""
        return PROGRESS.read_correction(conn, as_progress(last), after.progress, snapshot["progress"], known)

    def with_manifest_notes(self, content: Posting, keys: JsonObject) -> Posting:
        """Return the poster with the notes of the progress report, and whether data are missing."""
        matters = keys.get("open", {})
        is_incomplete = bool(matters.get("missing") or matters.get("deliveries"))
        progress = PROGRESS.with_manifest_notes(content.progress, keys)
        return replace(content, progress=progress, is_incomplete=is_incomplete)

    def is_changed_by_pack(self, publication: Publication, snapshot: JsonObject) -> bool:
        """Return whether names, targets, goals or the window of the pack changed a part of a publication."""
        is_changed = bool(publication.manifest["snapshot"]["frame"] != snapshot["frame"])
        return is_changed or PROGRESS.is_changed_by_pack(as_progress(publication), snapshot["progress"])

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether the pack's part that a manifest keeps is that of this version of the pack."""
        return bool(snapshot["frame"] == frame(pack)) and PROGRESS.agrees_with_pack(snapshot["progress"], pack)


def frame(pack: Pack) -> FrameRow:
    """Return the pack's part that the progress report lacks: the last day of the window."""
    return {"ends_on": pack.ends_on.isoformat()}
