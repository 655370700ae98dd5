"""Entry of the registry for requests for the fiscal subsidy: enrolled persons × share of each level of government.

A request asks for what is due as of its day, less what the request before asked for. What a request states never
changes, so it is never corrected: each difference goes into the next request.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from pipeline.publish import inputs, policy_corrections
from pipeline.publish.bulletin import is_demanded
from pipeline.publish.definition import ReportDefinition
from pipeline.publish.inputs import Campaign
from pipeline.publish.manifest import JsonObject, Publication
from pipeline.publish.settlement import frame
from pipeline.runtime import locks
from transforms.mail.fiscal_subsidy import subsidy_mail
from transforms.mail.text import MailText
from transforms.policy import Pack, Slot, compile_pack
from transforms.report.fiscal_subsidy.compose import subsidy_request
from transforms.report.fiscal_subsidy.content import EnrolledRow, RequestRow, ShareRow, SubsidyRequest
from transforms.report.fiscal_subsidy.files import WRITER, files
from transforms.report.progress.rows import UnitRow
from transforms.report.publication import Edition, File, View
from warehouse.statements import Query

_LOCKS = uuid.UUID("6a3f0f43-9f0e-5c1e-8a57-0b9d3a3c7d10")


@dataclass(frozen=True)
class Made:
    """Row of publish/fiscal_subsidy/made: a request that was made."""

    cadence: str
    period_to: date
    as_of: date
    known_no: int
    request: RequestRow


MADE = Query("publish/fiscal_subsidy/made", Made)


class FiscalSubsidyRequest(ReportDefinition[list[EnrolledRow], SubsidyRequest]):
    """财政补助资金申请: the numbered letter to the finance office, by level of government and by unit."""

    code = "fiscal_subsidy"
    writer = WRITER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the rows of campaign and units, and the frame of all letters of the pack.

        Raises PublishError if the warehouse has another version of the pack: the manifest would name the wrong version.
        """
        inputs.check_installed(campaign, pack)
        return {
            "campaign": asdict(campaign),
            "units": inputs.records(conn, "publish/read/unit", UnitRow, campaign_id=campaign.campaign_id),
            "frame": frame(pack, self.code),
        }

    def read_before(self, conn: Connection, campaign_id: int, edition: Edition) -> JsonObject:
        """Read the number of the request, its shares, and the request before; of a request that was made, its own.

        Of two runs that number a request, the second waits until the transaction of the first ends.
        """
        locks.take_item(conn, uuid.uuid5(_LOCKS, str(campaign_id)))
        made = MADE.all(conn, campaign_id=campaign_id)
        for row in made:
            if (row.cadence, row.period_to) == (edition.period.cadence, edition.period.period_to):
                return {"request": {**row.request, "known_no": row.known_no}}
        last = made[-1] if made else None
        request: RequestRow = {
            "request_no": len(made) + 1,
            "known_no": None,
            "shares": inputs.records(conn, "publish/fiscal_subsidy/share", ShareRow, campaign_id=campaign_id),
            "before_no": last.known_no if last else 0,
            "before_as_of": last.as_of.isoformat() if last else None,
            "before_shares": last.request["shares"] if last else [],
        }
        return {"request": request}

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> Any:
        """Refuse: the persons of a request depend on the request before. See `read_edition_facts`."""
        raise NotImplementedError("a request is read by its edition")

    def read_edition_facts(
        self, conn: Connection, campaign_id: int, known_no: int, edition: Edition, snapshot: JsonObject
    ) -> list[EnrolledRow]:
        """Read the enrolled persons by unit, with this request and with the one before.

        `known_no` counts when the request is made. Later readings give equal rows, because it keeps that number.
        """
        request: RequestRow = snapshot["request"]
        return inputs.records(
            conn,
            "publish/fiscal_subsidy/enrolled",
            EnrolledRow,
            campaign_id=campaign_id,
            plan_year=snapshot["campaign"]["plan_year"],
            known_no=request["known_no"] or known_no,
            as_of=edition.period.as_of,
            before_no=request["before_no"],
            before_as_of=request["before_as_of"],
        )

    def compose(self, edition: Edition, snapshot: JsonObject, facts: list[EnrolledRow]) -> SubsidyRequest:
        """Compose the request. Raises LookupError if the pack has no request of the edition's period."""
        return subsidy_request(edition, snapshot, facts)

    def figures(self, content: SubsidyRequest) -> JsonObject:
        """Return number, persons by unit and amounts by level: of one request they never change."""
        levels = [list(line[1:]) for line in content.levels]
        rows = [[row["unit_id"], row["persons"], row["before_persons"]] for row in content.rows]
        return {"request_no": content.request_no, "rows": rows, "levels": levels}

    def files(self, content: SubsidyRequest) -> Sequence[File]:
        """Make the letter (docx, PDF) and its tables (xlsx) in memory; no person is in them."""
        return files(content)

    def views(self, pack: Pack, slot: Slot) -> Sequence[View]:
        """Return the views of the slot; none if the pack demands no such request: what was published stays."""
        return super().views(pack, slot) if is_demanded(pack, slot) else ()

    def is_attached(self, file_name: str) -> bool:
        """Return True: all files of a request are attached."""
        return True

    def mail(self, content: SubsidyRequest, publication: Publication) -> MailText:
        """Compose the mail of the request, with its sums."""
        return subsidy_mail(content)

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether campaign, units, frame and shares are those of this version of the pack."""
        known = {**snapshot, "targets": [], "categories": [], "payers": []}
        shares = [{name: row[name] for name in ShareRow.__annotations__} for row in _compiled_shares(pack)]
        return (
            bool(snapshot["frame"] == frame(pack, self.code))
            and bool(snapshot["request"]["shares"] == shares)
            and policy_corrections.agrees_with_pack(known, pack)
        )


def _compiled_shares(pack: Pack) -> Sequence[Mapping[str, Any]]:
    return compile_pack(pack)["policy.fiscal_share"]
