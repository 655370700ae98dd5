"""Entry of the registry for due lists: what the tax bureau may charge from each person, as numbered lists.

The first list has everybody who may be charged; later ones have only what differs from the newest line of a person. A
list keeps its lines, so it is never corrected: each difference is in the next list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Connection

from pipeline.identity.keys import open_keys
from pipeline.publish import inputs, policy_corrections
from pipeline.publish.definition import ReportDefinition, Role, Store
from pipeline.publish.inputs import Campaign, PublishError
from pipeline.publish.lists.due_lines import HEADER, LedgerLines, OpenedLines, make_list
from pipeline.publish.manifest import JsonObject, Publication, fingerprint_in_blocks
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from transforms.mail.due_list import due_list_mail
from transforms.mail.text import MailText
from transforms.policy import Pack
from transforms.report.due_list.compose import due_list
from transforms.report.due_list.content import DueList, DueListFacts, UnacknowledgedRow
from transforms.report.due_list.files import WRITER, lines_file, manifest_file
from transforms.report.due_list.texts import acknowledgement_notes
from transforms.report.lists.texts import lost_note
from transforms.report.progress.rows import CategoryRow, UnitRow
from transforms.report.publication import Edition, File, StreamedFile, View
from warehouse.statements import Query

UNACKNOWLEDGED = Query("publish/due_list/unacknowledged", UnacknowledgedRow)
CATEGORIES = "special_populations"
"""Figures that a recipient has whose lists show the category behind an amount."""


class TaxDueList(ReportDefinition[DueListFacts, DueList]):
    """应缴清单: who may be charged how much, with whole document numbers. Its making writes the lines of the list."""

    code = "due_list"
    role: ClassVar[Role] = "loader"
    store: ClassVar[Store] = "lists"
    writer = WRITER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the rows of campaign, units and categories.

        Raises PublishError if the warehouse has another version of the pack: the manifest would name the wrong version.
        """
        inputs.check_installed(campaign, pack)
        of_campaign = {"campaign_id": campaign.campaign_id}
        return {
            "campaign": asdict(campaign),
            "units": inputs.records(conn, "publish/read/unit", UnitRow, **of_campaign),
            "categories": inputs.records(conn, "publish/read/category", CategoryRow, **of_campaign),
            "is_acknowledged": is_acknowledged(pack),
        }

    def prepare(self, settings: Settings, campaign_id: int, edition: Edition) -> None:
        """Make the list as of the edition's day, unless there is one, and commit it; its file is made after that.

        A new list states the newest assessment, which may be later than that of other reports: the tax bureau gets what
        is known. Raises DueListImbalanceError if its lines do not add up to what persons owe.
        """
        with loader(settings).begin() as conn:
            make_list(conn, campaign_id, edition.period.as_of, edition.view.shows(CATEGORIES))

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> DueListFacts:
        """Read the list as of a day; its lines are read in blocks, when they are gone through.

        Raises PublishError if the list before has no file yet: the list would not name its checksum.
        """
        header = HEADER.single(conn, campaign_id=campaign_id, as_of=as_of)
        if not header.is_whole and not header.before_sha256:
            raise PublishError(
                f"due list {header.list_no - 1} has no file yet: publish it first, then list {header.list_no}",
                f"第{header.list_no - 1}号应缴清单还没有生成文件；先发布该单，再发布第{header.list_no}号",
            )
        return DueListFacts(header, LedgerLines(conn, campaign_id, header.list_no))

    def compose(self, edition: Edition, snapshot: JsonObject, facts: DueListFacts) -> DueList:
        """Compose the list, without identities."""
        return due_list(edition, snapshot, facts)

    def figures(self, content: DueList) -> JsonObject:
        """Return the lines by key, without identity: of one list they never change."""
        return {"list_no": content.header.list_no, "lines": list(_stated(content))}

    def figures_sha256(self, content: DueList) -> str:
        """Return the fingerprint of the figures, computed line by line."""
        return fingerprint_in_blocks({"list_no": content.header.list_no}, "lines", _stated(content))

    def read_context(self, conn: Connection, pack_code: str, as_of: date, assessed_on: date) -> JsonObject:
        """Read which lists before the list as of a day the tax bureau has not acknowledged as they are."""
        rows = UNACKNOWLEDGED.all(conn, pack_code=pack_code, as_of=as_of)
        return {
            "open_lists": [row.list_no for row in rows if not row.differs_in],
            "differing_lists": [row.list_no for row in rows if row.differs_in],
        }

    def with_identities(self, conn: Connection, settings: Settings, content: DueList) -> DueList:
        """Return the list with names and whole numbers, opened with the keys of the warehouse."""
        return replace(content, lines=OpenedLines(content.lines, open_keys(conn, settings).keyring))

    def with_manifest_notes(self, content: DueList, keys: JsonObject) -> DueList:
        """Return the list with notes for its mail: an earlier file was lost; lists are not acknowledged.

        The pack decides whether the tax bureau acknowledges lists.
        """
        lost = (lost_note(),) if keys.get("is_lost") else ()
        notes = acknowledgement_notes(keys["open_lists"], keys["differing_lists"]) if content.is_acknowledged else ()
        return replace(content, notes=(*lost, *notes))

    def files(self, content: DueList) -> Sequence[StreamedFile]:
        """Make the csv, whose bytes come in blocks."""
        return [lines_file(content)]

    def files_about(self, content: DueList, sha256_of: Mapping[str, str]) -> Sequence[File]:
        """Make the manifest with the checksum of the csv."""
        (sha256,) = sha256_of.values()
        return [manifest_file(content, sha256)]

    def mail(self, content: DueList, publication: Publication) -> MailText:
        """Compose the mail: sums and checksums, and where the list is fetched. No person is in it."""
        return due_list_mail(content, {file["name"]: file["sha256"] for file in publication.manifest["files"]})

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether campaign, units and categories in a manifest are those of this version of the pack."""
        is_equal = bool(snapshot["is_acknowledged"] == is_acknowledged(pack))
        return is_equal and policy_corrections.agrees_with_pack({**snapshot, "payers": [], "targets": []}, pack)


def is_acknowledged(pack: Pack) -> bool:
    """Return whether the tax bureau acknowledges due lists: the pack has their acknowledgements among its sources."""
    return any(source.kind == "due_acknowledgement" for source in pack.sources)


def _stated(content: DueList) -> Iterator[list[Any]]:
    """Yield what a list states about each person, by key, without identity."""
    for line in content.lines:
        yield [str(line.row.person_key), *line.row[1:6]]
