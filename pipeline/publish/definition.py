"""Definition of a report: inputs, composition, files, mail. Each report is one subclass, registered in `reports`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from pipeline.publish.inputs import Assessment, Campaign
from pipeline.publish.manifest import JsonObject, Publication, fingerprint
from pipeline.runtime.settings import Settings
from transforms.mail.text import MailText
from transforms.policy import Pack, Slot
from transforms.report.publication import Edition, File, StreamedFile, View
from transforms.report.recipients import own_views, shared_recipients

Role = Literal["publisher", "loader"]
Store = Literal["outbox", "lists"]
FactsT = TypeVar("FactsT")
ContentT = TypeVar("ContentT")


class ConfirmationRefused(ValueError):  # noqa: N818 - an answer to the official, not a fault
    """A returned confirmation that is unreadable, or belongs to no publication of its report."""


@dataclass(frozen=True)
class Confirmation:
    """A recipient's confirmation of one publication: the day, whether it agrees, and its remark."""

    publication_id: UUID
    recipient: str
    confirmed_on: date
    is_agreed: bool
    remark: str = ""


class ReportDefinition(ABC, Generic[FactsT, ContentT]):
    """One report that the product makes: its inputs, composition, files, mail, recipients and numbering.

    The methods that take a connection read; all others are pure. There are two inputs: a snapshot of the pack, which
    the manifest keeps, and facts of the ledger, which never change for one assessment and day. From both, the
    published bytes can be made again at any time.
    """

    code: ClassVar[str]
    """Code by which packs name the report."""

    role: ClassVar[Role] = "publisher"
    """Role that makes the report: the publisher knows no person; the loader may also read identities."""

    store: ClassVar[Store] = "outbox"
    """Store of the files: `outbox`, or `lists` for files about persons, which are never attached to a mail."""

    writer: ClassVar[str]
    """Version of layout and file writer. Bytes are equal within one version only; it is kept in the manifest."""

    @abstractmethod
    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the pack's part of the report, such as names, categories and targets, as values that JSON can hold.

        The manifest keeps the result. `committed_no`: number of the last delivery whose targets count.
        """

    @abstractmethod
    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> FactsT:
        """Read the ledger's part of the report: the sums about days up to `as_of`, in the report's own class.

        `FactsT`: that class; for the progress report, sums by unit and payer and members of special populations.
        `known_no`: number of the last assessment whose results count, so that a later reading gives equal facts;
        `view`: recipient, units and figures that the recipient may see; other rows and fields are left out.
        """

    def prepare(self, settings: Settings, campaign_id: int, edition: Edition) -> None:
        """Write what the report states into the ledger before it is composed, in a transaction of its own.

        By default nothing. A second call for the same edition changes nothing; of two at once, one writes. `edition`:
        the publication that is to be composed.
        """

    def read_before(self, conn: Connection, campaign_id: int, edition: Edition) -> JsonObject:
        """Read the keys of the snapshot that depend on the recipient's publication of the period before.

        By default none: an empty dictionary. `edition`: the publication that is to be composed.
        """
        return {}

    def read_edition_facts(
        self, conn: Connection, campaign_id: int, known_no: int, edition: Edition, snapshot: JsonObject
    ) -> FactsT:
        """Read the ledger's part of one edition, by default as `read_facts` does for its as-of day and view.

        `snapshot`: the pack's part with the keys of `read_before`; `known_no`: as in `read_facts`.
        """
        return self.read_facts(conn, campaign_id, known_no, edition.period.as_of, edition.view)

    @abstractmethod
    def compose(self, edition: Edition, snapshot: JsonObject, facts: FactsT) -> ContentT:
        """Compose the content of one publication from the pack's and the ledger's part. Reads nothing, writes no file.

        `ContentT`: the report's own class of content, all that its files print. `edition`: period, correction number
        and recipient's view; `snapshot`: result of `read_snapshot`; `facts`: result of `read_facts`.
        """

    @abstractmethod
    def figures(self, content: ContentT) -> JsonObject:
        """Return the part of the content whose change makes a correction necessary, as values that JSON can hold.

        That is all that the content states, except its correction number and the version of the pack. `content`: what
        `compose` returned, the whole content of one publication.
        """

    def figures_sha256(self, content: ContentT) -> str:
        """Return the fingerprint of `figures`; a report whose figures do not fit into memory computes it in blocks."""
        return fingerprint(self.figures(content))

    def with_identities(self, conn: Connection, settings: Settings, content: ContentT) -> ContentT:
        """Return the content with the names and numbers of its persons, for `files` alone; by default it is unchanged.

        `content`: what `with_manifest_notes` returned. The result is neither kept nor logged.
        """
        return content

    @abstractmethod
    def files(self, content: ContentT) -> Sequence[File | StreamedFile]:
        """Make the files of a publication; equal content gives equal bytes.

        A `File` has name, bytes and number of rows of data; the bytes of a `StreamedFile` are made in blocks when it is
        stored. `content`: what `compose` returned, the whole content of one publication. If it is for one recipient,
        each file name must begin with the publication's `file_stem` (pack, report, period, recipient) and a dot, so
        that no two publications share a name.
        """

    def files_about(self, content: ContentT, sha256_of: Mapping[str, str]) -> Sequence[File]:
        """Make the files that state checksums of the others, in memory; by default none.

        `sha256_of`: name of each file of `files` -> sha256 of its bytes; `content`: as for `files`.
        """
        return ()

    @abstractmethod
    def mail(self, content: ContentT, publication: Publication) -> MailText:
        """Compose the Chinese subject and body of the mail about one publication. Sends nothing.

        A `MailText` has subject, plain body, and the body as HTML or None. `publication`: the row of the ledger with
        its manifest; `content`: result of `content_of` for it.
        """

    def is_attached(self, file_name: str) -> bool:
        """Return whether a file of the publication is attached to its mail.

        `file_name`: name of the file. By default True if it ends with `.xlsx`, but never for files about persons.
        """
        return self.store == "outbox" and file_name.endswith(".xlsx")

    def views(self, pack: Pack, slot: Slot) -> Sequence[View]:
        """Return the views of a slot: for each publication to make, the units and figures that its recipient may see.

        By default as the pack states: one view for each recipient and unit with content of its own, and one, `View()`,
        that is equal for all other recipients, if there are any. A report whose content always differs by recipient
        returns one view for each of `slot.recipients` (codes of recipients of the pack).
        """
        shared = [View()] if shared_recipients(pack, slot) or not slot.recipients else []
        return [*shared, *own_views(pack, slot)]

    def next_number(self, last: int | None) -> int:
        """Return the correction number of the next publication of a slot and recipient: last + 1, or 0 for the first.

        `last`: correction number of the newest publication, None if there is none.
        """
        return 0 if last is None else last + 1

    def main_figures(self, content: ContentT) -> Mapping[str, int]:
        """Return the figures whose jump between two periods may make a report wait for approval, by name.

        By default none: an empty mapping. Whole persons and fen. `content`: what `compose` returned.
        """
        return {}

    def read_context(self, conn: Connection, pack_code: str, as_of: date, assessed_on: date) -> JsonObject:
        """Read what mail and notes state in addition to the figures, such as open matters, as keys for the manifest.

        By default no keys: an empty dictionary. They are no figures, so a change of them causes no correction. `as_of`:
        last day that counts; `assessed_on`: last day on which deliveries could enter the figures.
        """
        return {}

    def read_correction(
        self, conn: Connection, last: Publication, after: ContentT, snapshot: JsonObject, known: Assessment
    ) -> JsonObject:
        """Read the reasons why a correction differs from the publication that it replaces, as keys for the manifest.

        By default no keys: an empty dictionary. `last`: the publication that is corrected; `after`: the corrected
        content, as `compose` returns it; `snapshot`: the pack's part of `after`; `known`: the assessment that `after`
        knows.
        """
        return {}

    def with_manifest_notes(self, content: ContentT, keys: JsonObject) -> ContentT:
        """Return the content with notes about context and correction added; by default the content is unchanged.

        `content`: what `compose` returned. `keys`: keys of a manifest, from `read_context` (open matters …) and
        `read_correction` (reasons of a correction). Notes are no figures.
        """
        return content

    def is_changed_by_pack(self, publication: Publication, snapshot: JsonObject) -> bool:
        """Return whether the pack's part of a publication differs from its present part, so that a correction is due.

        `publication`: the row of the ledger, whose manifest keeps its pack's part; `snapshot`: the present part, from
        `read_snapshot`. By default False.
        """
        return False

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether the pack's part that a manifest keeps agrees with the pack version that the manifest states.

        `snapshot`: the part that the manifest keeps; `pack`: that version. By default True.
        """
        return True

    def read_confirmation(self, content: bytes) -> Confirmation:
        """Read the confirmation that a recipient returned as a file; `content`: its bytes. Records nothing.

        A `Confirmation` has the publication's id, the recipient, the day, whether the recipient agrees, and a remark.
        Raises ConfirmationRefused if the file is unreadable, and by default, because a report takes no confirmation.
        """
        raise ConfirmationRefused(f"report {self.code!r} takes no confirmation")

    def content_of(self, conn: Connection, publication: Publication) -> ContentT:
        """Compose the content of a publication again from its manifest and the ledger.

        The class is the one that `compose` returns. The content includes the notes to its readers, such as the reason
        of a correction. Of the ledger, only what the publication's assessment knew counts, so that the content is the
        published one.
        """
        edition, manifest = publication.edition, publication.manifest
        snapshot = manifest["snapshot"]
        facts = self.read_edition_facts(conn, publication.campaign_id, manifest["known_no"], edition, snapshot)
        content = self.compose(edition, snapshot, facts)
        return self.with_manifest_notes(content, dict(manifest))


AnyReport = ReportDefinition[Any, Any]
