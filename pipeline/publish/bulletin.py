"""The bulletin's entry in the registry: it reads what the progress report reads, and the days of its period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from pipeline.publish import inputs
from pipeline.publish.definition import ReportDefinition
from pipeline.publish.inputs import Assessment, Campaign
from pipeline.publish.manifest import JsonObject, Publication
from pipeline.publish.progress import ProgressReport
from transforms.mail.bulletin import bulletin_mail
from transforms.mail.text import MailText
from transforms.policy import Pack, Slot, all_slots
from transforms.report.bulletin import texts
from transforms.report.bulletin.compose import bulletin, letter_of
from transforms.report.bulletin.content import Bulletin, DayRow, LetterRow
from transforms.report.bulletin.files import WRITER, files
from transforms.report.progress.compose import Facts
from transforms.report.publication import Edition, File, View

PROGRESS = ProgressReport()


@dataclass(frozen=True)
class BulletinFacts:
    """The ledger's part: that of the progress report, and the enrolled persons by unit and day."""

    progress: Facts
    days: list[DayRow]


class BulletinReport(ReportDefinition[BulletinFacts, Bulletin]):
    """Ranking of all units in words, with praise and laggards; equal content for all recipients.

    The snapshot has two keys: `progress`, that of the progress report, and `letters`, the frame of each period's
    bulletin. All questions about figures, corrections and packs go to the progress report.
    """

    code = "bulletin"
    writer = WRITER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the pack's part: that of the progress report, and offices and days of all bulletins of the pack.

        Raises PublishError if the warehouse has another version of the pack: the manifest would name the wrong version.
        """
        inputs.check_installed(campaign, pack)
        return {
            "progress": PROGRESS.read_snapshot(conn, campaign, pack, committed_no),
            "letters": letters(pack, self.code),
        }

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> BulletinFacts:
        """Read sums about days up to `as_of`, as the assessment `known_no` knew them; `view` has no effect."""
        return BulletinFacts(
            PROGRESS.read_facts(conn, campaign_id, known_no, as_of, view),
            inputs.sums(conn, "publish/read/enrolled_by_day", DayRow, campaign_id, known_no, as_of),
        )

    def read_before(self, conn: Connection, campaign_id: int, edition: Edition) -> JsonObject:
        """Read which figures wait, as the progress report does."""
        return PROGRESS.read_before(conn, campaign_id, edition)

    def compose(self, edition: Edition, snapshot: JsonObject, facts: BulletinFacts) -> Bulletin:
        """Compose the content. Raises ImbalanceError if money does not balance, LookupError for an unknown period."""
        report = PROGRESS.compose(edition, progress_part(snapshot), facts.progress)
        letter = letter_of(snapshot["letters"], edition.period)
        return bulletin(report, snapshot["progress"]["units"], facts.days, letter)

    def figures(self, content: Bulletin) -> JsonObject:
        """Return all that the bulletin states, except its correction number, the pack's version, and gaps of data."""
        units = [(unit.line.label, unit.increment_persons, unit.verdict) for unit in content.units]
        return {"progress": PROGRESS.figures(content.progress), "letter": content.letter, "units": units}

    def files(self, content: Bulletin) -> Sequence[File]:
        """Make the document (docx, PDF), the workbook (xlsx) and the chart (PNG) in memory."""
        return files(content)

    def views(self, pack: Pack, slot: Slot) -> Sequence[View]:
        """Return the view of all recipients; none if the pack demands no such bulletin: what was published stays."""
        return super().views(pack, slot) if is_demanded(pack, slot) else ()

    def is_attached(self, file_name: str) -> bool:
        """Return True: the mail has all files; it shows the chart in its text."""
        return True

    def mail(self, content: Bulletin, publication: Publication) -> MailText:
        """Compose the Chinese mail; the content has the gaps that its manifest states."""
        return bulletin_mail(content)

    def main_figures(self, content: Bulletin) -> Mapping[str, int]:
        """Return the main figures of the progress report of the same day."""
        return content.progress.main_figures

    def read_context(self, conn: Connection, pack_code: str, as_of: date, assessed_on: date) -> JsonObject:
        """Read the keys of the progress report for the manifest; `open` has what the figures lack."""
        return PROGRESS.read_context(conn, pack_code, as_of, assessed_on)

    def read_correction(
        self, conn: Connection, last: Publication, after: Bulletin, snapshot: JsonObject, known: Assessment
    ) -> JsonObject:
        """Read why the figures differ from the publication `last`, as the progress report does."""
        return PROGRESS.read_correction(conn, as_progress(last), after.progress, progress_part(snapshot), known)

    def with_manifest_notes(self, content: Bulletin, keys: JsonObject) -> Bulletin:
        """Return the bulletin with what its figures lack, line by line, and with the notes of the progress report."""
        gaps = texts.gap_lines(keys["open"]) if "open" in keys else ()
        progress_keys = {key: value for key, value in keys.items() if key != "open"}
        return replace(content, gaps=gaps, progress=PROGRESS.with_manifest_notes(content.progress, progress_keys))

    def is_changed_by_pack(self, publication: Publication, snapshot: JsonObject) -> bool:
        """Return whether names, targets, goals, offices or days of the pack changed a part of a publication.

        False if the present pack has no such bulletin any more: what was published stays.
        """
        before = letter_of(publication.manifest["snapshot"]["letters"], publication.edition.period)
        periods = [(letter["cadence"], letter["period_to"]) for letter in snapshot["letters"]]
        if (before["cadence"], before["period_to"]) not in periods:
            return False
        is_changed = before not in snapshot["letters"]
        return is_changed or PROGRESS.is_changed_by_pack(as_progress(publication), snapshot["progress"])

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether the pack's part that a manifest keeps is that of this version of the pack."""
        return bool(snapshot["letters"] == letters(pack, self.code)) and PROGRESS.agrees_with_pack(
            snapshot["progress"], pack
        )


def is_demanded(pack: Pack, slot: Slot) -> bool:
    """Return whether the pack demands the report of this cadence and period, so that it has a frame for it."""
    key = (slot.report, slot.cadence, slot.period_to)
    return key in {(known.report, known.cadence, known.period_to) for known in all_slots(pack)}


def letters(pack: Pack, report: str) -> list[LetterRow]:
    """Return the frame of each official document of a report, by due day: addressee, copies, signatures and day.

    The first recipient is addressed. The others get a copy, except those that sign. If the pack names no office that
    signs, the offices that issued the notice sign.
    """
    labels: Mapping[str, Any] = {row.recipient: row.label_zh for row in pack.recipients}
    rules = {series.rule_id: series for series in pack.publications}
    rows: list[LetterRow] = []
    for slot in all_slots(pack):
        if slot.report == report:
            signers = [office for rule_id in slot.rule_ids for office in rules[rule_id].signed_by]
            first, *further = slot.recipients
            rows.append(
                {
                    "cadence": slot.cadence,
                    "period_to": slot.period_to.isoformat(),
                    "due_on": slot.due_on.isoformat(),
                    "addressed_to": labels[first],
                    "copied_to": [labels[office] for office in further if office not in signers],
                    "signed_by": [labels[office] for office in signers] or list(pack.notice.issuers_zh),
                }
            )
    return rows


def as_progress(publication: Publication) -> Publication:
    """Return the publication as if it were of the progress report: with that report's part of the snapshot only.

    `publication`: of a report whose snapshot has the key `progress`.
    """
    manifest: Any = {**publication.manifest, "snapshot": progress_part(publication.manifest["snapshot"])}
    return replace(publication, manifest=manifest)


def progress_part(snapshot: JsonObject) -> JsonObject:
    """Return the progress report's part of a snapshot, with the figures that the edition withholds."""
    part: JsonObject = snapshot["progress"]
    return part | {"withheld": snapshot["withheld"]} if "withheld" in snapshot else part
