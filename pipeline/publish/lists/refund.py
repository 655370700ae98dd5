"""Entry of the registry for refunds: a numbered list of receipts that the tax bureau is asked to refund.

A batch lists the refundable money of each receipt, less what earlier batches list and the tax bureau has not refunded.
So no receipt is listed twice, and money that is no longer refundable is a negative line. The tax bureau confirms a
refund by a reversal in its feed. What a batch states never changes: each difference goes into the next batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import ClassVar

from sqlalchemy import Connection

from pipeline.identity.keys import open_keys
from pipeline.publish import inputs, policy_corrections
from pipeline.publish.bulletin import is_demanded
from pipeline.publish.definition import ReportDefinition, Role, Store
from pipeline.publish.inputs import Campaign, PublishError
from pipeline.publish.manifest import JsonObject, Publication
from pipeline.runtime import locks
from pipeline.runtime.settings import Settings
from transforms.mail.refund import refund_mail
from transforms.mail.text import MailText
from transforms.policy import Pack, Slot
from transforms.report.feedback.masking import masked
from transforms.report.lists.texts import lost_note
from transforms.report.progress.rows import UnitRow
from transforms.report.publication import Edition, File, View
from transforms.report.refund.compose import refunds
from transforms.report.refund.content import Batch, LineRow, RefundFacts, Refunds, UnitTotalRow
from transforms.report.refund.files import WRITER, list_files
from warehouse import statements
from warehouse.statements import Query

BATCH = Query("publish/refund/batch", Batch)


class RefundList(ReportDefinition[RefundFacts, Refunds]):
    """退费清单: receipts with refundable money, each with its person, reason and amount. Its making opens the batch."""

    code = "refund_list"
    role: ClassVar[Role] = "loader"
    store: ClassVar[Store] = "lists"
    writer = WRITER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the rows of campaign and units.

        Raises PublishError if the warehouse has another version of the pack: the manifest would name the wrong version.
        """
        inputs.check_installed(campaign, pack)
        return {
            "campaign": asdict(campaign),
            "units": inputs.records(conn, "publish/read/unit", UnitRow, campaign_id=campaign.campaign_id),
        }

    def batch(self, conn: Connection, campaign_id: int, as_of: date) -> Batch:
        """Return the batch as of a day; open it with its lines if there is none. Of two runs that open it, one wins.

        Assessments wait until the transaction ends: lines and sums state one assessment. Raises PublishError if facts
        wait for an assessment: the refundable money of their persons is not known.
        """
        params = {"campaign_id": campaign_id, "as_of": as_of}
        if batch := BATCH.first(conn, **params):
            return batch
        locks.take(conn, locks.Lock.ASSESS)
        if batch := BATCH.first(conn, **params):
            return batch
        if statements.run(conn, "publish/refund/pending", campaign_id=campaign_id).scalar_one():
            raise PublishError("facts wait for an assessment; assess first", "有人员待核定，核定后再编制退费清单")
        statements.run(conn, "publish/refund/open_batch", **params)
        batch = BATCH.single(conn, **params)
        statements.run(conn, "publish/refund/add_lines", campaign_id=campaign_id, batch_no=batch.batch_no)
        return batch

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> RefundFacts:
        """Read the lines of the batch as of a day; open the batch if there is none.

        A batch keeps the number of the assessment that it knew, so `known_no` does not count.
        """
        batch = self.batch(conn, campaign_id, as_of)
        params = {"campaign_id": campaign_id, "batch_no": batch.batch_no}
        rows = statements.run(conn, "publish/refund/line", **params)
        if tuple(rows.keys()) != LineRow._fields:
            raise TypeError("publish/refund/line: the columns are not those of LineRow")
        lines = [LineRow._make(row) for row in rows]
        totals = inputs.records(conn, "publish/refund/total", UnitTotalRow, **params, known_no=batch.known_no)
        return RefundFacts(batch, lines, totals)

    def compose(self, edition: Edition, snapshot: JsonObject, facts: RefundFacts) -> Refunds:
        """Compose the batch. Raises RefundImbalanceError if its lines do not agree with the ledger's totals."""
        return refunds(edition, snapshot, facts)

    def figures(self, content: Refunds) -> JsonObject:
        """Return the lines by key, without identity: of one batch they never change."""
        lines = [
            [str(row.person_key), *row[1:4], row.received_on.isoformat(), row.reason, row.before_fen, row.fen]
            for row in (line.row for line in content.lines)
        ]
        return {"batch_no": content.batch.batch_no, "lines": lines}

    def with_identities(self, conn: Connection, settings: Settings, content: Refunds) -> Refunds:
        """Return the content with names and masked numbers, opened with the keys of the warehouse."""
        keyring = open_keys(conn, settings).keyring
        names = keyring.decrypt(line.row.name_cipher for line in content.lines)
        numbers = keyring.decrypt(line.row.number_cipher for line in content.lines)
        lines = (
            line._replace(name=name or "", number=masked(number or ""))
            for line, name, number in zip(content.lines, names, numbers, strict=True)
        )
        return replace(content, lines=tuple(lines))

    def with_manifest_notes(self, content: Refunds, keys: JsonObject) -> Refunds:
        """Return the list with the note that an earlier file of it was lost and names were corrected since."""
        return replace(content, notes=(lost_note(),)) if keys.get("is_lost") else content

    def files(self, content: Refunds) -> Sequence[File]:
        """Make the workbook in memory."""
        return list_files(content)

    def views(self, pack: Pack, slot: Slot) -> Sequence[View]:
        """Return the views of the slot; none if the pack demands no such list: what was published stays."""
        return super().views(pack, slot) if is_demanded(pack, slot) else ()

    def mail(self, content: Refunds, publication: Publication) -> MailText:
        """Compose the mail: sums by unit and reason, and where the list is fetched. No person is in it."""
        return refund_mail(content, [file["name"] for file in publication.manifest["files"]])

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether campaign and units are those of this version of the pack."""
        return policy_corrections.agrees_with_pack({**snapshot, "categories": [], "payers": [], "targets": []}, pack)
