"""Entry of the registry for due lists: what the tax bureau may charge from each person, as numbered lists.

The first list has everybody who may be charged; later ones have only what differs from the newest line of a person. A
list keeps its lines, so it is never corrected: each difference is in the next list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import ClassVar

from sqlalchemy import Connection

from pipeline.identity.keys import open_keys
from pipeline.publish import inputs, policy_corrections
from pipeline.publish.definition import ReportDefinition, Role, Store
from pipeline.publish.inputs import Campaign
from pipeline.publish.manifest import JsonObject, Publication
from pipeline.runtime import locks
from pipeline.runtime.settings import Settings
from transforms.mail.due_list import due_list_mail
from transforms.mail.text import MailText
from transforms.policy import Pack
from transforms.report.due_list.compose import check_totals, due_list
from transforms.report.due_list.content import (
    DueList,
    DueListFacts,
    Header,
    LineRow,
    NewestTotal,
    UnacknowledgedRow,
)
from transforms.report.due_list.files import WRITER, files
from transforms.report.due_list.texts import acknowledgement_notes
from transforms.report.lists.texts import lost_note
from transforms.report.progress.rows import CategoryRow, UnitRow
from transforms.report.publication import Edition, File, View
from warehouse import statements
from warehouse.statements import Query

HEADER = Query("publish/due_list/list", Header)
UNACKNOWLEDGED = Query("publish/due_list/unacknowledged", UnacknowledgedRow)
NEWEST_TOTAL = Query("publish/due_list/newest_total", NewestTotal)
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

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> DueListFacts:
        """Read the list as of a day; make it if there is none.

        A new list states the newest assessment, which may be later than `known_no`: the tax bureau gets what is known.
        Raises DueListImbalanceError if its lines do not add up to what persons owe.
        """
        header = HEADER.first(conn, campaign_id=campaign_id, as_of=as_of) or _made(conn, campaign_id, as_of, view)
        of_list = {"campaign_id": campaign_id, "list_no": header.list_no}
        rows = statements.run(conn, "publish/due_list/line", **of_list)
        if tuple(rows.keys()) != LineRow._fields:
            raise TypeError("publish/due_list/line: the columns are not those of LineRow")
        return DueListFacts(header, [LineRow._make(row) for row in rows])

    def compose(self, edition: Edition, snapshot: JsonObject, facts: DueListFacts) -> DueList:
        """Compose the list, without identities."""
        return due_list(edition, snapshot, facts)

    def figures(self, content: DueList) -> JsonObject:
        """Return the lines by key, without identity: of one list they never change."""
        lines = [[str(line.row.person_key), *line.row[1:6]] for line in content.lines]
        return {"list_no": content.header.list_no, "lines": lines}

    def read_context(self, conn: Connection, pack_code: str, as_of: date, assessed_on: date) -> JsonObject:
        """Read which lists before the list as of a day the tax bureau has not acknowledged as they are."""
        rows = UNACKNOWLEDGED.all(conn, pack_code=pack_code, as_of=as_of)
        return {
            "open_lists": [row.list_no for row in rows if not row.differs_in],
            "differing_lists": [row.list_no for row in rows if row.differs_in],
        }

    def with_identities(self, conn: Connection, settings: Settings, content: DueList) -> DueList:
        """Return the list with names and whole numbers, opened with the keys of the warehouse."""
        keyring = open_keys(conn, settings).keyring
        names = keyring.decrypt(line.row.name_cipher for line in content.lines)
        numbers = keyring.decrypt(line.row.number_cipher for line in content.lines)
        lines = (
            line._replace(name=name or "", number=number or "")
            for line, name, number in zip(content.lines, names, numbers, strict=True)
        )
        return replace(content, lines=tuple(lines))

    def with_manifest_notes(self, content: DueList, keys: JsonObject) -> DueList:
        """Return the list with notes for its mail: an earlier file was lost; lists are not acknowledged.

        The pack decides whether the tax bureau acknowledges lists.
        """
        lost = (lost_note(),) if keys.get("is_lost") else ()
        notes = acknowledgement_notes(keys["open_lists"], keys["differing_lists"]) if content.is_acknowledged else ()
        return replace(content, notes=(*lost, *notes))

    def files(self, content: DueList) -> Sequence[File]:
        """Make the csv and its manifest in memory."""
        return files(content)

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


def _made(conn: Connection, campaign_id: int, as_of: date, view: View) -> Header:
    """Make the next list, as of a day, unless another run made it in the meantime; return its header.

    Assessments wait until the transaction ends: lines and sums state one assessment. Raises DueListImbalanceError if
    the lines of all lists do not add up to what persons owe.
    """
    locks.take(conn, locks.Lock.ASSESS)
    if header := HEADER.first(conn, campaign_id=campaign_id, as_of=as_of):
        return header
    of_campaign = {"campaign_id": campaign_id}
    of_list = {**of_campaign, "list_no": statements.run(conn, "publish/due_list/next_no", **of_campaign).scalar_one()}
    statements.run(conn, "publish/due_list/insert_line", **of_list, has_categories=view.shows(CATEGORIES))
    statements.run(conn, "publish/due_list/insert_list", **of_list, as_of=as_of)
    header = HEADER.single(conn, campaign_id=campaign_id, as_of=as_of)
    check_totals(header, NEWEST_TOTAL.single(conn, **of_list))
    return header
