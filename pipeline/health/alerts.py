"""Notify the operators of the directory of what is wrong: each finding once per day and recipient.

Tasks put the mail into the queue (`queue_findings`, `queue_failed_task`). The watchdog sends it itself
(`send_findings`), because what sends the queue may be dead. Both record in `alerts.json` of the state folder which
findings were sent. A mail contains services, offices, periods and numbers, no person.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.health.finding import Checked, Finding, Health
from pipeline.mail import queue
from pipeline.mail.message import address_of, build
from pipeline.mail.smtp import MailDelayed, Mailer, MailRefused
from pipeline.policy.directory import read_directory
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from transforms.directory.load import DirectoryError
from transforms.directory.model import Directory
from transforms.mail.alert import alert_mail
from transforms.policy import campaign_id

# Recipient of alerts if the installation has no directory: an alias in the mail domain of the sender.
ALIAS = "operators"
Notices = dict[str, list[str]]
"""Recipient -> ids of the findings that were sent to it on the day."""


@dataclass(frozen=True)
class Alert:
    """A finding of one check, as an alert. `finding_id` is equal for equal findings of a day."""

    finding_id: str
    text_zh: str


@dataclass(frozen=True)
class Notified:
    """Outcome of the watchdog. `sent`: mails that were sent; `failed`: addresses that could not be reached."""

    sent: int
    failed: int


def alerts_of(health: Health, pack_code: str | None = None) -> list[Alert]:
    """List the findings of a health check as alerts: all, or those of one pack and of the installation."""
    return [
        _alert(checked, finding)
        for checked in health.checks
        for finding in checked.findings
        if pack_code is None or checked.pack in ("", pack_code)
    ]


def queue_findings(settings: Settings, pack_code: str, health: Health) -> int:
    """Queue one mail to each operator of a pack with the findings that were not sent to it today; return their number.

    Findings of the installation count for each pack, but are sent once a day. Raises DirectoryError if the
    directory has errors.
    """
    return _queue(settings, pack_code, alerts_of(health, pack_code), health.moment)


def queue_failed_task(settings: Settings, pack_code: str, dag_id: str, task_id: str, now: dt.datetime) -> int:
    """Queue one mail to each operator of a pack: this task of Airflow has failed; return how many mails.

    A task is sent once a day. The mail has no text of the error, which is in the task's log. Raises DirectoryError
    if the directory has errors.
    """
    text = f"Airflow 任务失败：{dag_id} 的 {task_id}。请在 Airflow 页面看它的日志，排除原因后清除（Clear）该任务重跑。"
    checked = Checked("failed_tasks", pack_code)
    return _queue(settings, pack_code, [_alert(checked, Finding(f"{dag_id} {task_id}", text))], now)


def send_findings(settings: Settings, health: Health, mailer: Mailer) -> Notified:
    """Send one mail to each operator at once, without the queue, with the findings that were not sent to it today.

    Needs neither Airflow nor the database. A directory with errors counts as none, so that somebody is notified.
    """
    alerts, outcomes = alerts_of(health), list[bool]()
    with _sent_today(settings, health.moment.date()) as notices:
        for address in _addresses(settings, mailer.sender, health.moment.date()):
            unsent = _unsent(alerts, notices, address)
            if not unsent:
                continue
            message = build(
                alert_mail(health.moment.date(), [alert.text_zh for alert in unsent]),
                message_id=f"health-{_digest(unsent)}-{hashlib.sha256(address.encode()).hexdigest()[:8]}",
                sender=mailer.sender,
                recipient=address,
                sent_at=health.moment,
            )
            try:
                asyncio.run(mailer.send(message))
            except (MailDelayed, MailRefused, OSError):
                outcomes.append(False)
                continue
            outcomes.append(True)
            notices.setdefault(address, []).extend(alert.finding_id for alert in unsent)
    return Notified(outcomes.count(True), outcomes.count(False))


def _queue(settings: Settings, pack_code: str, alerts: Sequence[Alert], now: dt.datetime) -> int:
    directory, day, count = read_directory(settings), now.date(), 0
    recipients = directory.operators(pack_code, day) if directory else {ALIAS: None}
    with _sent_today(settings, day) as notices:
        for recipient, mailbox in recipients.items():
            unsent = _unsent(alerts, notices, mailbox or recipient)
            if not unsent:
                continue
            with publisher(settings).begin() as conn:
                queue.enqueue(
                    conn,
                    campaign_id(pack_code),
                    f"health/{day}/{_digest(unsent)}",
                    [recipient],
                    alert_mail(day, [alert.text_zh for alert in unsent]),
                    on=day,
                    now=now,
                )
            notices.setdefault(mailbox or recipient, []).extend(alert.finding_id for alert in unsent)
            count += 1
    return count


def _addresses(settings: Settings, sender: str, day: dt.date) -> list[str]:
    """Return the addresses of the operators of all active packs, each once."""
    try:
        directory: Directory | None = read_directory(settings)
    except (DirectoryError, OSError):
        directory = None
    addresses: dict[str, None] = {}
    for pack_code in settings.packs:
        addresses |= dict.fromkeys((directory.operators(pack_code, day) if directory else {}).values())
    return list(addresses) or [address_of(ALIAS, sender)]


def _alert(checked: Checked, finding: Finding) -> Alert:
    place = f"[{checked.pack}] " if checked.pack else ""
    return Alert(f"{checked.check}|{checked.pack}|{finding.subject}", f"{place}{finding.text_zh}")


def _unsent(alerts: Sequence[Alert], notices: Mapping[str, Sequence[str]], recipient: str) -> list[Alert]:
    return [alert for alert in alerts if alert.finding_id not in notices.get(recipient, ())]


def _digest(alerts: Sequence[Alert]) -> str:
    return hashlib.sha256("\n".join(alert.finding_id for alert in alerts).encode()).hexdigest()[:16]


@contextmanager
def _sent_today(settings: Settings, day: dt.date) -> Iterator[Notices]:
    """Yield what was sent on the day, and write what the block adds, also if it fails; others wait meanwhile."""
    file = settings.home / "alerts.json"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        notices = _read(file, day)
        try:
            yield notices
        finally:
            temporary = file.with_suffix(".new")
            temporary.write_text(json.dumps({"day": day.isoformat(), "sent": notices}, ensure_ascii=False))
            temporary.rename(file)


def _read(file: Path, day: dt.date) -> Notices:
    try:
        content = json.loads(file.read_text())
        if content["day"] == day.isoformat():
            return {str(recipient): list(ids) for recipient, ids in content["sent"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return {}
