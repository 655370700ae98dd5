"""Reports that wait for a person's approval: why a report waits, who is asked, and what follows from the answer.

A report that waits is made and recorded like any other; its manifest names the reasons (`waits_for`). Its files are
shown and its mails queued only with the approval, in one transaction. A refused report never goes out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from pipeline.mail import queue
from pipeline.policy.directory import read_directory
from pipeline.publish import reports
from pipeline.publish.manifest import JsonObject, Publication
from pipeline.runtime.settings import Settings
from transforms.directory.load import DirectoryError
from transforms.mail.approval import approval_mail
from transforms.policy import Pack, campaign_id
from transforms.policy.model.schedule import Occasion
from transforms.policy.model.slots import office_and_unit
from transforms.report.approval import approval_rule
from transforms.report.publication import Edition
from warehouse import statements
from warehouse.statements import Query


@dataclass(frozen=True)
class WaitingReport:
    """Row of publish/approvals/waiting: a report without an answer; `recipient`: '' = equal for all."""

    publication_id: UUID
    report: str
    cadence: str
    period_from: dt.date
    period_to: dt.date
    as_of: dt.date
    recipient: str
    correction_no: int
    reasons: Sequence[Occasion]
    published_at: dt.datetime


@dataclass(frozen=True)
class ReportDecision:
    """Row of publish/approvals/decision: the answer about a report, and the business date of it."""

    is_approved: bool
    decided_by: str
    business_date: dt.date


@dataclass(frozen=True)
class Wait:
    """Why a report waits, its main figures, and those of the edition that it corrects, else of the period before."""

    reasons: tuple[Occasion, ...]
    figures: Mapping[str, int]
    before: Mapping[str, int] | None

    def manifest_keys(self, approvers_zh: str) -> JsonObject:
        """Return the keys for the manifest; `approvers_zh`: names of the offices that approve."""
        figures = {"now": dict(self.figures), "before": None if self.before is None else dict(self.before)}
        return {"waits_for": list(self.reasons), "waits_figures": figures, "waits_at": approvers_zh}


_WAITING = Query("publish/approvals/waiting", WaitingReport)
_DECISION = Query("publish/approvals/decision", ReportDecision)
_PERIOD_BEFORE = Query("publish/approvals/period_before", Publication)


def waiting(conn: Connection, pack_code: str) -> list[WaitingReport]:
    """Return the reports of a campaign that wait for approval, the oldest first.

    A report that a correction has replaced is left out.
    """
    return _WAITING.all(conn, campaign_id=campaign_id(pack_code))


def decision_on(conn: Connection, publication: Publication) -> ReportDecision | None:
    """Return the answer about a report; None while it waits, and for a report that never had to wait."""
    return _DECISION.first(conn, campaign_id=publication.campaign_id, publication_id=publication.publication_id)


def may_go_out(conn: Connection, publication: Publication) -> bool:
    """Return whether the files of a publication may be shown and mailed: it need not wait, or it is approved."""
    if "waits_for" not in publication.manifest:
        return True
    decision = decision_on(conn, publication)
    return decision is not None and decision.is_approved


def why_to_wait(
    conn: Connection, pack: Pack, edition: Edition, content: Any, recipients: Sequence[str], last: Publication | None
) -> Wait | None:
    """Return why a new publication has to wait for approval, as the pack states; None if it need not wait.

    `edition`: period, correction number and view; `content`: what the report composed; `recipients`: the offices that
    would get the mail; `last`: the edition that it corrects. While nothing about a period went out, a correction counts
    as the first report of it.
    """
    period, report = edition.period, reports.find(edition.period.report)
    rule = approval_rule(pack, period.report, period.cadence, recipients)
    if not rule.occasions:
        return None
    number = campaign_id(pack.pack_code)
    slot: dict[str, object] = {
        "campaign_id": number,
        "report": period.report,
        "cadence": period.cadence,
        "period_to": period.period_to,
        "recipient": edition.view.recipient,
    }
    is_out = statements.run(conn, "publish/approvals/is_out", **slot).scalar_one()
    figures = report.main_figures(content)
    before = _PERIOD_BEFORE.first(conn, **slot) if figures else None
    figures_before = report.main_figures(report.content_of(conn, before)) if before is not None else None
    reasons = rule.reasons(bool(is_out), figures, figures_before)
    if figures and last is not None:
        figures_before = report.main_figures(report.content_of(conn, last))
    return Wait(reasons, figures, figures_before) if reasons else None


def record(
    conn: Connection,
    publication: Publication,
    is_approved: bool,
    decided_by: str,
    note: str,
    on: dt.date,
    now: dt.datetime,
) -> bool:
    """Record the answer about a report that waits; return False if it has one already, which stays."""
    result = statements.run(
        conn,
        "publish/approvals/insert_decision",
        campaign_id=publication.campaign_id,
        publication_id=publication.publication_id,
        is_approved=is_approved,
        decided_by=decided_by,
        note=note,
        business_date=on,
        decided_at=now,
    )
    return result.rowcount == 1


def remind(conn: Connection, settings: Settings, pack: Pack, on: dt.date, clock: Callable[[], dt.datetime]) -> int:
    """Queue a mail to the offices of the approvers about each report that waits, once a day; return how many wait.

    `on`: business date; `clock` gives the time of queuing. Without approvers in the directory nothing is queued; the
    reports wait all the same, and `campaign health` finds them.
    """
    rows = waiting(conn, pack.pack_code)
    offices = _offices(settings, pack.pack_code, on) if rows else ()
    for row in rows:
        key = f"approval/{row.publication_id}/{on}"
        text = approval_mail(
            pack.campaign.place_name,
            row.report,
            row.cadence,
            row.as_of,
            row.reasons,
            recipient_label(pack, row.recipient),
            row.publication_id,
            pack.pack_code,
        )
        queue.enqueue(conn, campaign_id(pack.pack_code), key, offices, text, on=on, now=clock())
    return len(rows)


def recipient_label(pack: Pack, recipient: str) -> str:
    """Return the Chinese name of a publication's recipient, with the unit if it is of one; '' are all recipients."""
    office, unit_id = office_and_unit(recipient)
    labels = {row.recipient: row.label_zh for row in pack.recipients}
    units = {unit.unit_id: unit.name for unit in pack.units.children}
    return f"{labels.get(office, office)}{units.get(unit_id, unit_id)}" if recipient else "全部接收单位"


def approvers_zh(settings: Settings, pack_code: str, on: dt.date) -> str:
    """Return the names of the offices whose officials approve, in Chinese; '' if the directory names none."""
    codes = _offices(settings, pack_code, on)
    directory = read_directory(settings) if codes else None
    offices = [directory.office_of(code, pack_code) for code in codes] if directory else []
    return "、".join(office.label_zh for office in offices if office is not None)


def _offices(settings: Settings, pack_code: str, on: dt.date) -> tuple[str, ...]:
    """Return the offices of the approvers; () without a directory, and with a faulty one, which stops nothing."""
    try:
        directory = read_directory(settings)
    except DirectoryError:
        return ()
    return () if directory is None else directory.offices_with("approver", pack_code, on)
