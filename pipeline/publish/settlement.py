"""Entries of the registry for settlements: a numbered letter to each fund, and the list of persons behind it.

A batch settles what the ledger states less what it stated for the batch before. So nobody is settled twice, who joins
late is in the next batch, and who is withdrawn is a negative line. What a batch states never changes, so it is never
corrected: each difference goes into the next batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Connection

from pipeline.identity.keys import open_keys
from pipeline.publish import inputs, policy_corrections
from pipeline.publish.bulletin import is_demanded, letters
from pipeline.publish.definition import ReportDefinition, Role, Store
from pipeline.publish.inputs import Campaign, PublishError
from pipeline.publish.manifest import JsonObject, Publication
from pipeline.runtime.settings import Settings
from transforms.mail.settlement import letter_mail, list_mail
from transforms.mail.text import MailText
from transforms.policy import Pack, Slot
from transforms.report.feedback.masking import masked
from transforms.report.lists.texts import lost_note
from transforms.report.progress.rows import CategoryRow, PayerRow, UnitRow
from transforms.report.publication import Edition, File, View
from transforms.report.settlement.compose import settlement, unit_ids
from transforms.report.settlement.content import Batch, FrameRow, FundTotalRow, LineRow, Settlement, SettlementFacts
from transforms.report.settlement.files import LETTER_WRITER, LIST_WRITER, letter_files, list_files
from warehouse import statements
from warehouse.statements import Query

BATCH = Query("publish/settlement/batch", Batch)


class SettlementLetter(ReportDefinition[SettlementFacts, Settlement]):
    """代缴资金结算: the letter to a fund, with sums by category and unit. Its making opens the batch."""

    code = "settlement"
    role: ClassVar[Role] = "loader"
    writer = LETTER_WRITER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the rows of campaign, units, categories and payers, and the frame of all letters of the pack.

        Raises PublishError if the warehouse has another version of the pack: the manifest would name the wrong version.
        """
        inputs.check_installed(campaign, pack)
        of_campaign = {"campaign_id": campaign.campaign_id}
        return {
            "campaign": asdict(campaign),
            "units": inputs.records(conn, "publish/read/unit", UnitRow, **of_campaign),
            "categories": inputs.records(conn, "publish/read/category", CategoryRow, **of_campaign),
            "payers": inputs.records(conn, "publish/read/payer", PayerRow, **of_campaign),
            "frame": frame(pack, self.code),
        }

    def batch(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> Batch:
        """Return the batch of the view's funds and units as of a day; open it if there is none.

        Of two runs that open it, one wins. Raises PublishError if earlier batches divided these funds or units
        otherwise: what they settled would be settled again.
        """
        scope = _scope(campaign_id, view)
        if statements.run(conn, "publish/settlement/other_division", **scope).first() is not None:
            raise PublishError(
                "an earlier batch has funds or units of this settlement in another division; restore own_payers and "
                "own_units of the recipients of settlements as they were",
                "以前各批按另一种资金渠道或地区划分结算，改变划分会重复结算；请恢复原来的 own_payers 和 own_units",
            )
        params = {**scope, "as_of": as_of}
        while (batch := BATCH.first(conn, **params)) is None:
            statements.run(conn, "publish/settlement/open_batch", **params, known_no=known_no)
        return batch

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> SettlementFacts:
        """Read the lines of the view's batch as of a day, with the units of now; open the batch if there is none."""
        units = inputs.records(conn, "publish/read/unit", UnitRow, campaign_id=campaign_id)
        return self._read_lines(conn, campaign_id, known_no, as_of, view, units)

    def read_edition_facts(
        self, conn: Connection, campaign_id: int, known_no: int, edition: Edition, snapshot: JsonObject
    ) -> SettlementFacts:
        """Read the lines of the edition's batch with the units of its snapshot; open the batch if there is none.

        A pack that drops a unit later leaves the batch as it was.
        """
        return self._read_lines(conn, campaign_id, known_no, edition.period.as_of, edition.view, snapshot["units"])

    def _read_lines(
        self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View, units: Sequence[UnitRow]
    ) -> SettlementFacts:
        """Read the lines and totals of a batch.

        `known_no` counts when the batch is opened. Later readings of the batch give equal lines, because it keeps the
        number of its assessment.
        """
        batch = self.batch(conn, campaign_id, known_no, as_of, view)
        params = {
            "campaign_id": campaign_id,
            "known_no": batch.known_no,
            "as_of": batch.as_of,
            "before_no": batch.before_no,
            "before_as_of": batch.before_as_of,
            "payers": None if view.payers is None else list(view.payers),
            "unit_ids": unit_ids(view.units, units),
        }
        rows = statements.run(conn, "publish/settlement/line", **params)
        if tuple(rows.keys()) != LineRow._fields:
            raise TypeError("publish/settlement/line: the columns are not those of LineRow")
        lines = [LineRow._make(row) for row in rows]
        return SettlementFacts(batch, lines, inputs.records(conn, "publish/settlement/total", FundTotalRow, **params))

    def compose(self, edition: Edition, snapshot: JsonObject, facts: SettlementFacts) -> Settlement:
        """Compose the batch. Raises SettlementImbalanceError if its lines are not the difference of the totals."""
        return settlement(edition, snapshot, facts)

    def figures(self, content: Settlement) -> JsonObject:
        """Return the lines by key, without identity: of one batch they never change."""
        lines = [[str(line.row.person_key), *line.row[1:8]] for line in content.lines]
        return {"batch_no": content.batch.batch_no, "lines": lines}

    def files(self, content: Settlement) -> Sequence[File]:
        """Make the letter (docx, PDF) and its tables (xlsx) in memory; no person is in them."""
        return letter_files(content)

    def views(self, pack: Pack, slot: Slot) -> Sequence[View]:
        """Return the views of the slot; none if the pack demands no such settlement: what was published stays."""
        return super().views(pack, slot) if is_demanded(pack, slot) else ()

    def is_attached(self, file_name: str) -> bool:
        """Return whether the file is attached: all files of a letter are, no list of persons is."""
        return self.store == "outbox"

    def mail(self, content: Settlement, publication: Publication) -> MailText:
        """Compose the mail of the letter, with its sums."""
        return letter_mail(content)

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether campaign, units, categories, payers and frame are those of this version of the pack."""
        is_frame = bool(snapshot["frame"] == frame(pack, self.code))
        return is_frame and policy_corrections.agrees_with_pack({**snapshot, "targets": []}, pack)


class SettlementList(SettlementLetter):
    """代缴资金结算名册: the persons behind a letter, each with the amount of the batch. It follows its letter."""

    code = "settlement_list"
    store: ClassVar[Store] = "lists"
    writer = LIST_WRITER

    def batch(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> Batch:
        """Return the batch of the view's funds and units as of a day. Raises PublishError if no letter opened it."""
        batch = BATCH.first(conn, **_scope(campaign_id, view), as_of=as_of)
        if batch is None:
            raise PublishError(
                f"no settlement of {view.recipient or 'all recipients'} as of {as_of}: the letter comes first",
                "结算函还没有编制，名册随后编制",
            )
        return batch

    def with_identities(self, conn: Connection, settings: Settings, content: Settlement) -> Settlement:
        """Return the content with names and masked numbers, opened with the keys of the warehouse."""
        keyring = open_keys(conn, settings).keyring
        names = keyring.decrypt(line.row.name_cipher for line in content.lines)
        numbers = keyring.decrypt(line.row.number_cipher for line in content.lines)
        lines = (
            line._replace(name=name or "", number=masked(number or ""))
            for line, name, number in zip(content.lines, names, numbers, strict=True)
        )
        return replace(content, lines=tuple(lines))

    def with_manifest_notes(self, content: Settlement, keys: JsonObject) -> Settlement:
        """Return the list with the note that an earlier file of it was lost and names were corrected since."""
        return replace(content, notes=(lost_note(),)) if keys.get("is_lost") else content

    def files(self, content: Settlement) -> Sequence[File]:
        """Make the workbook in memory."""
        return list_files(content)

    def mail(self, content: Settlement, publication: Publication) -> MailText:
        """Compose the mail: sum and number of lines, and where the list is fetched. No person is in it."""
        return list_mail(content, [file["name"] for file in publication.manifest["files"]])


def _scope(campaign_id: int, view: View) -> dict[str, Any]:
    """Return the campaign, funds and units by which batches are numbered; an empty list = all."""
    return {
        "campaign_id": campaign_id,
        "payers": sorted(view.payers or ()),
        "unit_ids": sorted(view.units or ()),
    }


def frame(pack: Pack, report: str) -> FrameRow:
    """Return the pack's part of the letters of a report: offices, days, recipients, number of the notice."""
    labels: dict[str, Any] = {row.recipient: row.label_zh for row in pack.recipients}
    return {"letters": letters(pack, report), "recipients": labels, "notice": pack.notice.number or ""}
