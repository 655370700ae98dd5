"""Carry over which mails were sent: out of a database before it goes back to an earlier time, into it afterwards.

A database that was recovered to a time does not know what was sent after it, and would send it again. A mail counts as
sent only if subject, texts and attached files are equal; it goes out again with other content.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from pipeline.runtime.refusals import Refusal
from transforms.policy import campaign_id
from warehouse import statements
from warehouse.statements import Query

FORMAT = 1


class SentListRefused(Refusal):
    """A list of sent mails that cannot be read, or belongs to another campaign. The Chinese text states which."""


@dataclass(frozen=True)
class MailContent:
    """A mail of a campaign: its key, recipient, content and state. `ended_at` is None while it waits."""

    mail_key: str
    recipient: str
    subject: str
    plain: str
    html: str | None
    attachments: Sequence[Mapping[str, str]]
    state: str
    ended_at: dt.datetime | None

    @property
    def sha256(self) -> str:
        """Return the sha256 of subject, texts and attached files, in hexadecimal; independent of recipient and time."""
        files = sorted((file["name"], file["key"]) for file in self.attachments)
        text = json.dumps([self.subject, self.plain, self.html, files], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class SentMail:
    """A mail that was sent: key, recipient, sha256 of its content, and the moment as an ISO text."""

    mail_key: str
    recipient: str
    sha256: str
    sent_at: str


@dataclass(frozen=True)
class CarriedOver:
    """Outcome of `import_sent`. `marked`: mails that now count as sent.

    `changed`: (key, recipient) of mails that were sent with other content and wait, for the recipient or for its group;
    `missing`: mails that were sent and are not queued (yet).
    """

    marked: int
    changed: tuple[tuple[str, str], ...]
    missing: int


_CONTENTS = Query("mail/contents", MailContent)


def export_sent(conn: Connection, pack_code: str) -> str:
    """Return the list of the mails of a campaign that were sent, as JSON: no address, no text, no person."""
    rows = _CONTENTS.all(conn, campaign_id=campaign_id(pack_code))
    mails = [
        asdict(SentMail(row.mail_key, row.recipient, row.sha256, row.ended_at.isoformat()))
        for row in rows
        if row.state == "sent" and row.ended_at is not None
    ]
    return json.dumps({"format": FORMAT, "pack": pack_code, "mails": mails}, ensure_ascii=False, indent=1)


def import_sent(conn: Connection, pack_code: str, text: str) -> CarriedOver:
    """Mark waiting mails that a list of `export_sent` has, with equal content, as sent; idempotent.

    A mail to a group of offices that waits still is marked for the members that got it. Raises SentListRefused for a
    text that is no such list, or is of another campaign.
    """
    number, sent = campaign_id(pack_code), _read(text, pack_code)
    rows = {(row.mail_key, row.recipient): row for row in _CONTENTS.all(conn, campaign_id=number)}
    groups = {
        (row.mail_key, row.sha256): row.recipient for row in rows.values() if row.state in ("waiting", "passed_on")
    }
    changed_groups = _changed_groups(rows.values(), sent)
    marked, missing, changed = 0, 0, list[tuple[str, str]]()
    for mail in sent:
        row = rows.get((mail.mail_key, mail.recipient))
        group = groups.get((mail.mail_key, mail.sha256))
        if row is None and group is not None:
            of_group = {"campaign_id": number, "mail_key": mail.mail_key, "recipient": group}
            statements.run(conn, "mail/copy", **of_group, member=mail.recipient)
        elif row is None and mail.mail_key in changed_groups:
            changed.append((mail.mail_key, mail.recipient))
            continue
        elif row is None:
            missing += 1
            continue
        elif row.state != "waiting":
            continue
        elif row.sha256 != mail.sha256:
            changed.append((mail.mail_key, mail.recipient))
            continue
        marked += statements.run(
            conn,
            "mail/mark_sent",
            campaign_id=number,
            mail_key=mail.mail_key,
            recipient=mail.recipient,
            ended_at=dt.datetime.fromisoformat(mail.sent_at),
        ).rowcount
    return CarriedOver(marked, tuple(changed), missing)


def _changed_groups(rows: Iterable[MailContent], sent: Sequence[SentMail]) -> set[str]:
    """Return the keys of mails to a group whose content is in no sent mail of that key.

    A row that is open and whose own recipient never got the mail is to a group: what was sent, was sent to its members.
    """
    recipients = {(mail.mail_key, mail.recipient) for mail in sent}
    contents = {(mail.mail_key, mail.sha256) for mail in sent}
    return {
        row.mail_key
        for row in rows
        if row.state in ("waiting", "passed_on")
        and (row.mail_key, row.recipient) not in recipients
        and (row.mail_key, row.sha256) not in contents
    }


def _read(text: str, pack_code: str) -> list[SentMail]:
    try:
        content = json.loads(text)
        is_known = content["format"] == FORMAT
        mails, listed_pack = [SentMail(**entry) for entry in content["mails"]], content["pack"]
    except (ValueError, KeyError, TypeError):
        is_known = False
    if not is_known:
        raise SentListRefused("文件不是 campaign mail export-sent 写出的清单，没有改动。请换成恢复以前写出的文件。")
    if listed_pack != pack_code:
        raise SentListRefused(f"清单属于政策包 {listed_pack}，不是 {pack_code}，没有改动。请用 --pack 写明政策包。")
    return mails
