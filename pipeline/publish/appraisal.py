"""The appraisal's entry in the registry: it reads what the progress report reads, members by day, and the formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from pipeline.publish import inputs
from pipeline.publish.bulletin import as_progress, is_demanded, letters
from pipeline.publish.definition import ReportDefinition
from pipeline.publish.inputs import Assessment, Campaign, PublishError
from pipeline.publish.manifest import JsonObject, Publication
from pipeline.publish.progress import ProgressReport
from transforms.mail.appraisal import appraisal_mail
from transforms.mail.text import MailText
from transforms.policy import Pack, Slot
from transforms.report.appraisal.compose import Inputs, appraisal, formula_of
from transforms.report.appraisal.content import AppraisalContent, MemberRow
from transforms.report.appraisal.files import WRITER, files
from transforms.report.bulletin import texts
from transforms.report.bulletin.compose import letter_of
from transforms.report.bulletin.content import DayRow
from transforms.report.progress.compose import Facts
from transforms.report.publication import Edition, File, View

PROGRESS = ProgressReport()


@dataclass(frozen=True)
class AppraisalFacts:
    """The ledger's part: that of the progress report; enrolled persons, and members of categories, by unit and day."""

    progress: Facts
    days: list[DayRow]
    members: list[MemberRow]


class AppraisalReport(ReportDefinition[AppraisalFacts, AppraisalContent]):
    """Score, rank, awards and work money of each unit; equal content for all recipients.

    The snapshot has four keys: `progress`, that of the progress report; `letters`, the frame of each document;
    `formula`, the pack's appraisal; `deliverer`, who delivers the officers' figures.
    """

    code = "appraisal"
    writer = WRITER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the pack's part: that of the progress report, offices and days, and the formula.

        Raises PublishError if the pack has no formula, or if the warehouse has another version of the pack.
        """
        inputs.check_installed(campaign, pack)
        if pack.appraisal is None:
            raise PublishError(
                f"{pack.pack_code}: the pack has no section appraisal", "政策包没有考核办法（appraisal）"
            )
        return {"progress": PROGRESS.read_snapshot(conn, campaign, pack, committed_no), **_pack_part(pack)}

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> AppraisalFacts:
        """Read sums about days up to `as_of`, as the assessment `known_no` knew them; `view` has no effect."""
        params = {"campaign_id": campaign_id, "known_no": known_no, "as_of": as_of}
        return AppraisalFacts(
            PROGRESS.read_facts(conn, campaign_id, known_no, as_of, view),
            inputs.records(conn, "publish/read/enrolled_by_day", DayRow, **params),
            inputs.records(conn, "publish/read/members_by_day", MemberRow, **params),
        )

    def compose(self, edition: Edition, snapshot: JsonObject, facts: AppraisalFacts) -> AppraisalContent:
        """Compose the content. Raises ImbalanceError if money does not balance, LookupError for an unknown period."""
        of_progress: Any = snapshot["progress"]
        report = replace(PROGRESS.compose(edition, of_progress, facts.progress), notes=())
        return appraisal(
            report,
            formula_of(snapshot["formula"]),
            Inputs(
                of_progress["campaign"],
                of_progress["units"],
                of_progress["targets"],
                of_progress["categories"],
                facts.days,
                facts.members,
            ),
            letter_of(snapshot["letters"], edition.period),
            snapshot["deliverer"],
        )

    def figures(self, content: AppraisalContent) -> JsonObject:
        """Return all that the appraisal states of each unit, and by which formula and in which frame."""
        return {
            "units": [asdict(unit) for unit in content.units],
            "formula": content.formula.model_dump(mode="json"),
            "letter": content.letter,
            "place": content.progress.header.place_name,
            "deliverer": content.deliverer,
        }

    def files(self, content: AppraisalContent) -> Sequence[File]:
        """Make document (docx, PDF), workbook (xlsx) and data (csv) in memory."""
        return files(content)

    def views(self, pack: Pack, slot: Slot) -> Sequence[View]:
        """Return the view of all recipients; none if the pack demands no such appraisal: what was published stays."""
        return super().views(pack, slot) if is_demanded(pack, slot) else ()

    def is_attached(self, file_name: str) -> bool:
        """Return whether it is for people: documents and workbook are attached, the csv is not."""
        return not file_name.endswith(".csv")

    def mail(self, content: AppraisalContent, publication: Publication) -> MailText:
        """Compose the Chinese mail; the content has the gaps that its manifest states."""
        return appraisal_mail(content)

    def read_context(self, conn: Connection, pack_code: str, as_of: date, assessed_on: date) -> JsonObject:
        """Read for the manifest what the figures lack (`open`): missing, held and rejected deliveries, rows."""
        return {"open": inputs.open_matters(conn, pack_code, as_of, assessed_on)}

    def read_correction(
        self, conn: Connection, last: Publication, after: AppraisalContent, snapshot: JsonObject, known: Assessment
    ) -> JsonObject:
        """Read why the figures differ from the publication `last`, as the progress report does."""
        return PROGRESS.read_correction(conn, as_progress(last), after.progress, snapshot["progress"], known)

    def with_manifest_notes(self, content: AppraisalContent, keys: JsonObject) -> AppraisalContent:
        """Return the appraisal with what its figures lack, line by line, and with the reasons of a correction."""
        gaps = texts.gap_lines(keys["open"]) if "open" in keys else ()
        reasons = {key: value for key, value in keys.items() if key != "open"}
        return replace(content, gaps=gaps, progress=PROGRESS.with_manifest_notes(content.progress, reasons))

    def is_changed_by_pack(self, publication: Publication, snapshot: JsonObject) -> bool:
        """Return whether names, targets, goals, formula, offices or days of the pack changed a part of a publication.

        False if the present pack has no such appraisal any more: what was published stays.
        """
        kept: Any = publication.manifest["snapshot"]
        before = letter_of(kept["letters"], publication.edition.period)
        periods = [(letter["cadence"], letter["period_to"]) for letter in snapshot["letters"]]
        if (before["cadence"], before["period_to"]) not in periods:
            return False
        is_changed = before not in snapshot["letters"] or kept["formula"] != snapshot["formula"]
        is_changed = is_changed or kept["deliverer"] != snapshot["deliverer"]
        return is_changed or PROGRESS.is_changed_by_pack(as_progress(publication), snapshot["progress"])

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether the pack's part that a manifest keeps is that of this version of the pack."""
        kept = {key: value for key, value in snapshot.items() if key != "progress"}
        is_equal = pack.appraisal is not None and kept == _pack_part(pack)
        return is_equal and PROGRESS.agrees_with_pack(snapshot["progress"], pack)


def _pack_part(pack: Pack) -> JsonObject:
    """Return the keys of the snapshot that come from the pack's files alone."""
    senders = [source.sender_label for source in pack.sources if source.kind == "target_table"]
    return {
        "letters": letters(pack, AppraisalReport.code),
        "formula": pack.appraisal.model_dump(mode="json") if pack.appraisal else None,
        "deliverer": senders[0] if senders else "",
    }
