"""Definition of a report: inputs, composition, files, mail. Each report is one subclass, registered in `reports`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from pipeline.publish.inputs import Assessment, Campaign
from pipeline.publish.manifest import JsonObject, Publication
from transforms.mail.text import MailText
from transforms.policy import Pack, Slot
from transforms.report.publication import Edition, File, View

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

    writer: ClassVar[str]
    """Version of layout and file writer. Bytes are equal within one version only; it is kept in the manifest."""

    @abstractmethod
    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the pack's part of the report, with targets known at committed_no, as JSON-able values."""

    @abstractmethod
    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> FactsT:
        """Read the ledger's part, as known at known_no, about days up to as_of, cut down to what the view may see."""

    @abstractmethod
    def compose(self, edition: Edition, snapshot: JsonObject, facts: FactsT) -> ContentT:
        """Compose the content of one publication."""

    @abstractmethod
    def figures(self, content: ContentT) -> JsonObject:
        """Return what a correction must change: all that the content states, except its number and the pack version."""

    @abstractmethod
    def files(self, content: ContentT) -> Sequence[File]:
        """Make the files. Equal content gives equal bytes.

        A file of a recipient's own content is named `{file_stem}.{extension}`.
        """

    @abstractmethod
    def mail(self, content: ContentT, publication: Publication) -> MailText:
        """Compose subject and body of the mail of one publication."""

    def is_attached(self, file_name: str) -> bool:
        """Return whether a file goes out with the mail: workbooks, unless a report decides otherwise."""
        return file_name.endswith(".xlsx")

    def views(self, pack: Pack, slot: Slot) -> Sequence[View]:
        """Return what each recipient of a slot may see: one view per publication.

        By default one view that is equal for all recipients. A report with content per recipient returns one view for
        each of `slot.recipients`, with the units and fields that the recipient may see.
        """
        return (View(),)

    def next_number(self, last: int | None) -> int:
        """Return the correction number of the next publication of a slot and recipient: 0 first, then last + 1."""
        return 0 if last is None else last + 1

    def read_context(self, conn: Connection, pack_code: str, as_of: date) -> JsonObject:
        """Read further keys of the manifest that mail and notes need. They are no figures and cause no correction."""
        return {}

    def read_correction(
        self, conn: Connection, last: Publication, after: ContentT, snapshot: JsonObject, known: Assessment
    ) -> JsonObject:
        """Read keys of the manifest that explain why `after` corrects the publication `last`."""
        return {}

    def with_manifest_notes(self, content: ContentT, keys: JsonObject) -> ContentT:
        """Add notes about the context and the correction, from keys of a manifest. Notes are no figures."""
        return content

    def is_changed_by_pack(self, publication: Publication, snapshot: JsonObject) -> bool:
        """Return whether the pack's part of a publication differs from the present snapshot of the pack."""
        return False

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether a manifest's snapshot agrees with the version of the pack that the manifest states."""
        return True

    def read_confirmation(self, content: bytes) -> Confirmation:
        """Read back a returned confirmation. Raises ConfirmationRefused; by default a report takes none."""
        raise ConfirmationRefused(f"report {self.code!r} takes no confirmation")

    def content_of(self, conn: Connection, publication: Publication) -> ContentT:
        """Compose the content of a publication again, from its manifest and the ledger as it was known then."""
        edition, manifest = publication.edition, publication.manifest
        facts = self.read_facts(conn, publication.campaign_id, manifest["known_no"], edition.period.as_of, edition.view)
        content = self.compose(edition, manifest["snapshot"], facts)
        return self.with_manifest_notes(content, dict(manifest))


AnyReport = ReportDefinition[Any, Any]
