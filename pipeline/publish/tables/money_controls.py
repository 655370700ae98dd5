"""Entry of the registry for the table of money controls: what is to be checked, by subject and unit.

It states what is open at the moment when it is made. Its manifest keeps that, so that it can be made again; it is never
corrected, because the next table has what has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection

from pipeline.publish import inputs, policy_corrections
from pipeline.publish.bulletin import is_demanded
from pipeline.publish.definition import ReportDefinition
from pipeline.publish.inputs import Campaign
from pipeline.publish.manifest import JsonObject, Publication
from transforms.mail.money_controls import controls_mail
from transforms.mail.text import MailText
from transforms.policy import Pack, Slot
from transforms.report.money_controls.compose import money_controls, subjects_of
from transforms.report.money_controls.content import CollectorRow, ControlsRow, FigureRow, MoneyControls
from transforms.report.money_controls.files import WRITER, files
from transforms.report.progress.rows import UnitRow
from transforms.report.publication import Edition, File, View
from warehouse.statements import Query


@dataclass(frozen=True)
class Made:
    """Row of publish/money_controls/made: what the table of a period states to a recipient."""

    subjects: list[str]
    controls: ControlsRow


MADE = Query("publish/money_controls/made", Made)


class MoneyControlsTable(ReportDefinition[None, MoneyControls]):
    """资金核查表: payments twice, reimbursements, households in part, cash and audits that are overdue, by unit."""

    code = "money_controls"
    writer = WRITER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the rows of campaign and units, and the subjects that the pack has rules for.

        Raises PublishError if the warehouse has another version of the pack: the manifest would name the wrong version.
        """
        inputs.check_installed(campaign, pack)
        return {
            "campaign": asdict(campaign),
            "units": inputs.records(conn, "publish/read/unit", UnitRow, campaign_id=campaign.campaign_id),
            "subjects": subjects_of(pack),
        }

    def read_before(self, conn: Connection, campaign_id: int, edition: Edition) -> JsonObject:
        """Read what is open now in the recipient's units; of a table that was made, what it states."""
        period, view = edition.period, edition.view
        made = MADE.first(
            conn,
            campaign_id=campaign_id,
            cadence=period.cadence,
            period_to=period.period_to,
            recipient=view.recipient,
        )
        if made:
            return asdict(made)
        of_day = {"campaign_id": campaign_id, "as_of": period.as_of}
        known = inputs.assessment(conn, campaign_id)
        figures = inputs.records(conn, "publish/money_controls/figure", FigureRow, **of_day)
        collectors = inputs.records(conn, "publish/money_controls/collector", CollectorRow, **of_day)
        controls = ControlsRow(
            assessed_on=(known.business_date if known else period.as_of).isoformat(),
            figures=[row for row in figures if view.units is None or row["unit_id"] in view.units],
            collectors=[row for row in collectors if view.units is None or row["unit_id"] in view.units],
        )
        return {"controls": controls}

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> None:
        """Read nothing: what is open on a day is in the snapshot, because the marts know the present alone."""

    def compose(self, edition: Edition, snapshot: JsonObject, facts: None) -> MoneyControls:
        """Compose the table from its snapshot."""
        return money_controls(edition, snapshot)

    def figures(self, content: MoneyControls) -> JsonObject:
        """Return the figures of the units and the collectors: of one table they never change."""
        units = [[unit.name, [list(line) for line in unit.lines]] for unit in content.units]
        return {"subjects": content.subjects, "units": units, "collectors": [dict(c.row) for c in content.collectors]}

    def files(self, content: MoneyControls) -> Sequence[File]:
        """Make the workbook in memory; no person is in it."""
        return files(content)

    def views(self, pack: Pack, slot: Slot) -> Sequence[View]:
        """Return the views of the slot; none if the pack demands no such table: what was published stays."""
        return super().views(pack, slot) if is_demanded(pack, slot) else ()

    def mail(self, content: MoneyControls, publication: Publication) -> MailText:
        """Compose the mail of the table, with its sums by subject."""
        return controls_mail(content)

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether campaign, units and subjects are those of this version of the pack."""
        known = {**snapshot, "targets": [], "categories": [], "payers": []}
        return bool(snapshot["subjects"] == subjects_of(pack)) and policy_corrections.agrees_with_pack(known, pack)
