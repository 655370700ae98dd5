"""Checks of one campaign: late reports, waiting mails, held deliveries, senders that owe a list or send too much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.health.finding import Checked, Finding
from pipeline.intake.turns import MEGABYTE
from pipeline.publish import approvals
from pipeline.runtime.clock import SHANGHAI
from pipeline.runtime.settings import FairShare
from pipeline.senders.reminders import expected
from transforms.directory.model import Directory
from transforms.policy import Pack, Slot, all_slots, campaign_id
from transforms.policy.model.season import intake_days
from transforms.policy.model.slots import office_and_unit, own_parts
from transforms.text.labels import cadence_label, report_label
from warehouse import statements
from warehouse.statements import Query

# A report is due at 08:00 and waits for the day's assessment; later than this hour is late.
REPORT_BY = dt.time(12)
# Days back in which a report that was never published, or a list that never came, still counts.
LOOK_BACK = dt.timedelta(days=31)
# Longest time in which a mail may wait for the server.
MAIL_WAITS = dt.timedelta(hours=2)
# A sender that uses its share of the day on so many days in a row is found; one day is a large list.
SHARE_DAYS = 3


@dataclass(frozen=True)
class PublishedSlot:
    """Row of health/published: a report of a period that was published for a recipient ('' = equal for all).

    `recipients`: those who got it.
    """

    report: str
    cadence: str
    period_to: dt.date
    recipient: str
    recipients: Sequence[str]


@dataclass(frozen=True)
class Unmailed:
    """Row of health/unmailed: mails that have waited too long, mails that were refused, and the first one's moment."""

    waiting: int
    refused: int
    since: dt.datetime | None


@dataclass(frozen=True)
class LongHeld:
    """Row of health/held: a delivery that has waited for a decision since `delivered_on`."""

    delivery_id: str
    sender: str
    period: str
    version: int
    delivered_on: dt.date


@dataclass(frozen=True)
class ShareUsed:
    """Row of health/share_used: on this business day a sender's share was used, and a delivery of it was left."""

    sender: str
    used_on: dt.date


_PUBLISHED = Query("health/published", PublishedSlot)
_UNMAILED = Query("health/unmailed", Unmailed)
_HELD = Query("health/held", LongHeld)
_SHARE_USED = Query("health/share_used", ShareUsed)


def check_reports(conn: Connection, pack: Pack, moment: dt.datetime) -> Checked:
    """Check that every report that was due in the last 31 days is published; a report of today from noon on."""
    published = _PUBLISHED.all(conn, **_key(pack))
    day = moment.date()
    last = day if moment.time() >= REPORT_BY else day - dt.timedelta(days=1)
    late = [
        slot
        for slot in all_slots(pack)
        if day - LOOK_BACK <= slot.due_on <= last and _is_missing(published, pack, slot)
    ]
    findings = tuple(
        Finding(
            f"{slot.report} {slot.cadence} {slot.period_to}",
            f"报表未按时发布：{slot.report}（{cadence_label(slot.cadence)}，截至 {slot.as_of}），应于 {slot.due_on} "
            f"发布。请查核定和发布任务，再补发：campaign publish --on {slot.due_on}",
        )
        for slot in late
    )
    return Checked("late_reports", pack.pack_code, findings)


def _is_missing(rows: Sequence[PublishedSlot], pack: Pack, slot: Slot) -> bool:
    """Return whether a part of a slot is not published. `rows`: publications of the campaign.

    An own part counts as published if its office got the report that is equal for all.
    """
    of_slot = [
        row for row in rows if (row.report, row.cadence, row.period_to) == (slot.report, slot.cadence, slot.period_to)
    ]
    published = {row.recipient for row in of_slot}
    shared = {office for row in of_slot if not row.recipient for office in row.recipients}
    own = {part.recipient: office_and_unit(part.recipient)[0] for part in own_parts(pack, slot)}
    if any(recipient not in published and office not in shared for recipient, office in own.items()):
        return True
    return not published or ("" not in published and not {*slot.recipients} <= {*own.values()})


def check_mail(conn: Connection, pack: Pack, moment: dt.datetime, directory: Directory | None) -> Checked:
    """Check that no mail has waited longer than two hours, and that none was refused for good.

    `directory`: None without one. A recipient that it does not know is a finding of its own.
    """
    unmailed = _UNMAILED.single(conn, **_key(pack), before=moment - MAIL_WAITS)
    if unmailed.since is None:
        return Checked("unsent_mails", pack.pack_code)
    text = (
        f"{unmailed.waiting} 封邮件久未寄出，{unmailed.refused} 封被拒收，最早的一封写于 "
        f"{unmailed.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}。请查看：campaign mail list --pack {pack.pack_code}"
    )
    return Checked("unsent_mails", pack.pack_code, (Finding("mail", text), *_nobody_receives(conn, pack, directory)))


def _nobody_receives(conn: Connection, pack: Pack, directory: Directory | None) -> list[Finding]:
    """Find the recipients of waiting mails that have no mailbox in the directory, such as an office of one unit."""
    if directory is None:
        return []
    waiting = statements.run(conn, "mail/recipients", **_key(pack)).scalars()
    return [
        Finding(
            f"mail {recipient}",
            f"通讯录里没有单位接收 {recipient} 的邮件，邮件一直待发。请补上该单位；“@”之后是地区，给接收单位写上 "
            "units。改后执行 campaign directory check。",
        )
        for recipient in waiting
        if not directory.receivers_of(recipient, pack.pack_code)
        and directory.mailbox_of(recipient, pack.pack_code) is None
    ]


def check_held(conn: Connection, pack: Pack, day: dt.date, held_days: int) -> Checked:
    """Check that no delivery has waited longer than `held_days` days for a decision."""
    rows = _HELD.all(conn, **_key(pack), before=day - dt.timedelta(days=held_days))
    findings = tuple(
        Finding(
            row.delivery_id,
            f"暂存超过 {held_days} 天：{row.sender} {row.period} 第{row.version}版，{row.delivered_on} 收到。"
            f"请决定：campaign held {row.delivery_id[:8]} --pack {pack.pack_code}",
        )
        for row in rows
    )
    return Checked("long_held_deliveries", pack.pack_code, findings)


def check_approvals(conn: Connection, pack: Pack, moment: dt.datetime) -> Checked:
    """Check that no report has waited longer than two hours for an approval."""
    findings = tuple(
        Finding(
            f"{row.report} {row.cadence} {row.period_to} {row.recipient}".rstrip(),
            f"报表等待审批，尚未发出：{report_label(row.report)}（{cadence_label(row.cadence)}，截至 {row.as_of}）。"
            f"请决定：campaign waiting --pack {pack.pack_code}",
        )
        for row in approvals.waiting(conn, pack.pack_code)
        if row.published_at < moment - MAIL_WAITS
    )
    return Checked("reports_waiting_for_approval", pack.pack_code, findings)


def check_senders(conn: Connection, pack: Pack, day: dt.date) -> Checked:
    """Check that every delivery that was due in the last 31 days has come, as long as the campaign takes any in."""
    if day > intake_days(pack)[1] + LOOK_BACK:
        return Checked("missing_deliveries", pack.pack_code)
    findings = tuple(
        Finding(
            f"{delivery.source} {delivery.due_on}",
            f"逾期未报：{delivery.sender} {delivery.period}，应于 {delivery.due_on} 报送，"
            f"已逾期 {delivery.days_late} 天。",
        )
        for delivery in expected(conn, pack.pack_code, day)
        if delivery.state == "missing" and delivery.due_on >= day - LOOK_BACK
    )
    return Checked("missing_deliveries", pack.pack_code, findings)


def check_shares(conn: Connection, pack: Pack, day: dt.date, share: FairShare) -> Checked:
    """Check that no sender has used its share of the day on three days in a row, up to `day` or the day before.

    A day counts if a delivery of the sender that had arrived was left for another day because of the limits `share`.
    """
    rows = _SHARE_USED.all(
        conn,
        **_key(pack),
        since=day - dt.timedelta(days=SHARE_DAYS),
        most_bytes=share.sender_day_mb * MEGABYTE,
        most_seconds=share.sender_day_seconds,
    )
    used: dict[str, set[dt.date]] = {}
    for row in rows:
        used.setdefault(row.sender, set()).add(row.used_on)
    findings = tuple(
        Finding(
            sender,
            f"{sender} 连续 {SHARE_DAYS} 天报送超过每日限额，文件逐日推迟。请与该单位联系；确需这么多的，提高 "
            f"CAMPAIGN_SENDER_DAY_MB 或 CAMPAIGN_SENDER_DAY_SECONDS。推迟的见 campaign held --pack {pack.pack_code}",
        )
        for sender, days in sorted(used.items())
        if any(_in_a_row(last) <= days for last in (day, day - dt.timedelta(days=1)))
    )
    return Checked("senders_over_share", pack.pack_code, findings)


def _in_a_row(last: dt.date) -> set[dt.date]:
    return {last - dt.timedelta(days=back) for back in range(SHARE_DAYS)}


def _key(pack: Pack) -> dict[str, int]:
    return {"campaign_id": campaign_id(pack.pack_code)}
