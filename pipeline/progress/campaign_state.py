"""Read the state of a campaign on a day: the figures, matters that wait for a person, publications, and next slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from pipeline.mail import queue
from pipeline.mail.queue import MailCounts
from pipeline.policy import registry
from pipeline.progress.rows import (
    DELIVERY_COUNTS,
    INCOMPLETE_HOUSEHOLDS,
    LISTED_PUBLICATIONS,
    UNDEFINED_AMOUNTS,
    WAITING_REVERSALS,
    DeliveryCount,
    IncompleteHouseholds,
    ListedPublication,
    UndefinedAmount,
    WaitingReversals,
)
from pipeline.publish import inputs, progress, publications, reports
from pipeline.publish.inputs import Assessment, PublishError
from pipeline.runtime import database
from pipeline.runtime.settings import Settings
from pipeline.senders import reminders
from transforms.mail.reminder import ExpectedDelivery
from transforms.policy import Pack, Slot, all_slots, campaign_id
from transforms.report.progress.compose import progress_report
from transforms.report.progress.content import Report
from transforms.report.progress.history_notes import HistoryGaps
from transforms.report.progress.summary import OpenMatters
from transforms.report.progress.unit_targets import TargetList, UnitTargetRow, target_lists
from transforms.report.publication import Period


class NothingAssessedError(PublishError):
    """The campaign has no figures: its pack was never loaded, or none of its deliveries was assessed."""


@dataclass(frozen=True)
class SummaryMail:
    """The summary mail of a publication. `is_sent` is False while a mail to one of its recipients is not sent."""

    as_of: date
    recipients: tuple[str, ...]
    text: str
    is_sent: bool


@dataclass(frozen=True)
class CampaignState:
    """The state of one campaign on one day. Figures count money received up to and including the day."""

    report: Report
    assessment: Assessment
    targets: tuple[TargetList, ...]
    delivery_counts: Sequence[DeliveryCount]
    open_matters: OpenMatters
    undefined_amounts: Sequence[UndefinedAmount]
    reversals: Sequence[WaitingReversals]
    expected_deliveries: Sequence[ExpectedDelivery]
    households: IncompleteHouseholds
    history_gaps: HistoryGaps | None
    publications: Sequence[ListedPublication]
    last_mail: SummaryMail | None
    mails: MailCounts
    next_slots: Sequence[Slot]


def read_state(settings: Settings, pack_code: str, as_of: date) -> CampaignState:
    """Read the state of a campaign as of a day: figures, open matters, publications, next slots. Writes nothing.

    `as_of`: last received date that counts. A `CampaignState` holds the content of the progress report, the last
    assessment, targets, counts of deliveries by state, open matters (held or rejected deliveries, quarantined rows),
    undefined amounts, reversals, expected deliveries, incomplete households, gaps of history, publications, the last
    summary mail and the next slots. Figures are as of the last assessment. Raises NothingAssessedError if the pack was
    never loaded or nothing was assessed yet.
    """
    pack = registry.load(settings, pack_code)
    with inputs.connect(settings) as conn:
        report, assessment = _compose_report(conn, pack, as_of)
        published = LISTED_PUBLICATIONS.all(conn, campaign_id=campaign_id(pack_code), as_of=as_of)
        return CampaignState(
            report=report,
            assessment=assessment,
            targets=_read_targets(conn, pack_code, report),
            delivery_counts=DELIVERY_COUNTS.all(conn, pack_code=pack_code, as_of=as_of),
            open_matters=inputs.open_matters(conn, pack_code, as_of, max(as_of, assessment.business_date)),
            undefined_amounts=UNDEFINED_AMOUNTS.all(conn, pack_code=pack_code),
            reversals=WAITING_REVERSALS.all(conn, pack_code=pack_code),
            expected_deliveries=reminders.expected(conn, pack_code, as_of),
            households=INCOMPLETE_HOUSEHOLDS.single(conn, pack_code=pack_code),
            history_gaps=progress.history(conn, pack_code),
            publications=published,
            last_mail=_compose_mail(settings, published[-1]) if published else None,
            mails=queue.counts(conn, campaign_id(pack_code)),
            next_slots=_list_next_slots(pack, as_of, published),
        )


def _compose_report(conn: Connection, pack: Pack, as_of: date) -> tuple[Report, Assessment]:
    """Compose the report of a day that need not be published, and return it with the assessment that it knows."""
    try:
        campaign = inputs.campaign(conn, pack.pack_code)
    except PublishError as error:
        raise NothingAssessedError(str(error), error.reason_zh) from error
    known = inputs.assessment(conn, campaign.campaign_id)
    if known is None:
        raise NothingAssessedError(f"{pack.pack_code}: nothing was assessed yet")
    period = Period("progress", "once", pack.starts_on, as_of, as_of)
    snapshot = progress.snapshot(conn, campaign, pack, known.committed_no)
    facts = progress.facts(conn, campaign.campaign_id, known.assess_no, as_of)
    return progress_report(period, 0, snapshot, facts), known


def _read_targets(conn: Connection, pack_code: str, report: Report) -> tuple[TargetList, ...]:
    """List every target as it is now, against the persons of the report's date."""
    enrolled = {line.label: line.enrolled_persons or 0 for line in report.units}
    rows = inputs.records(conn, "progress/unit_target", UnitTargetRow, pack_code=pack_code)
    return target_lists(rows, enrolled)


def _compose_mail(settings: Settings, row: ListedPublication) -> SummaryMail:
    """Compose the mail of a publication again, in the role of its report, which may read persons."""
    with inputs.connect(settings) as conn:
        publication = publications.by_id(conn, row.publication_id)
    report = reports.find(publication.report)
    with database.as_role(settings, report.role).connect() as conn:
        text = report.mail(report.content_of(conn, publication), publication).plain
    return SummaryMail(row.as_of, tuple(publication.manifest["recipients"]), text, row.is_mailed)


def _list_next_slots(pack: Pack, as_of: date, published: Sequence[ListedPublication]) -> list[Slot]:
    """List the slots of the next day on which an unpublished report is due."""
    done = {(row.report, row.cadence, row.period_to) for row in published}
    slots = [
        slot
        for slot in all_slots(pack)
        if slot.due_on > as_of and (slot.report, slot.cadence, slot.period_to) not in done
    ]
    return [slot for slot in slots if slot.due_on == slots[0].due_on]
