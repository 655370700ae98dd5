"""A made-up report, to show what a new report needs: persons and money of the units that a recipient may see."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from pipeline.publish import inputs
from pipeline.publish.definition import Confirmation, ConfirmationRefused, ReportDefinition
from pipeline.publish.inputs import Campaign
from pipeline.publish.manifest import JsonObject, Publication
from transforms.mail.text import MailText
from transforms.policy import Pack, Slot
from transforms.report.progress.rows import ProgressRow
from transforms.report.publication import Edition, File, View, file_stem

FIGURES = ("enrolled_persons", "received_fen")


@dataclass(frozen=True)
class Headcount:
    """The content for one recipient: its figures by unit."""

    pack_code: str
    edition: Edition
    rows: tuple[dict[str, Any], ...]


class HeadcountReport(ReportDefinition[list[dict[str, Any]], Headcount]):
    """One row per unit that the recipient may see, with the figures that it may see. It is confirmed by csv."""

    code = "headcount"
    writer = "layout 1"

    def __init__(self, views: Mapping[str, View]) -> None:
        self._views = views

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        return {"pack_code": campaign.pack_code}

    def read_facts(
        self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View
    ) -> list[dict[str, Any]]:
        params = {"campaign_id": campaign_id, "known_no": known_no, "as_of": as_of}
        return view.visible(inputs.records(conn, "publish/read/progress", ProgressRow, **params))

    def compose(self, edition: Edition, snapshot: JsonObject, facts: list[dict[str, Any]]) -> Headcount:
        return Headcount(snapshot["pack_code"], edition, tuple(facts))

    def figures(self, content: Headcount) -> JsonObject:
        return {"rows": list(content.rows)}

    def files(self, content: Headcount) -> Sequence[File]:
        names = [name for name in ("unit_id", *FIGURES) if any(name in row for row in content.rows)]
        text = io.StringIO()
        writer = csv.DictWriter(text, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(content.rows)
        stem = file_stem(content.pack_code, content.edition)
        return [File(f"{stem}.csv", text.getvalue().encode(), len(content.rows))]

    def mail(self, content: Headcount, publication: Publication) -> MailText:
        number = f"更正第{publication.correction_no}号" if publication.correction_no else "首次发布"
        persons = sum(row["enrolled_persons"] for row in content.rows)
        return MailText(f"参保人数 {content.edition.view.recipient} {number}", f"{persons}人\n")

    def is_attached(self, file_name: str) -> bool:
        return True

    def views(self, pack: Pack, slot: Slot) -> Sequence[View]:
        return [self._views[recipient] for recipient in slot.recipients]

    def read_confirmation(self, content: bytes) -> Confirmation:
        try:
            number, recipient, day, agrees, remark = content.decode().strip().split(",")
            return Confirmation(UUID(number), recipient, date.fromisoformat(day), agrees == "yes", remark)
        except ValueError:
            raise ConfirmationRefused("a confirmation has five fields") from None


class BrokenReport(HeadcountReport):
    """A report that fails while it is composed."""

    code = "broken"

    def compose(self, edition: Edition, snapshot: JsonObject, facts: list[dict[str, Any]]) -> Headcount:
        raise ZeroDivisionError("nobody to divide by")
