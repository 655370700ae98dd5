"""The summary mail of a publication: composed purely, sent by a small effect. Units and sums only, no personal data."""

from __future__ import annotations

import re
import smtplib
import ssl
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from pipeline.runtime.settings import Smtp
from transforms.mail.publication import html, plain_text
from transforms.report.progress.content import Report
from transforms.report.progress.summary import summary

SHANGHAI = ZoneInfo("Asia/Shanghai")
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
# Mails are sent at the end of the as-of day, as far as their Date says: it must not vary with the clock.
CLOSE_OF_BUSINESS = time(18)
TIMEOUT_SECONDS = 30


class MailError(ValueError):
    """A mail that must not be sent: an address, a subject or a name with characters that headers do not take."""


class Mailer(Protocol):
    """Sends one message; `sender` is the address it sends from."""

    @property
    def sender(self) -> str: ...
    def send(self, message: EmailMessage) -> None: ...


class SmtpMailer:
    """Sends over SMTP, with TLS from the start or STARTTLS where asked, both verified."""

    def __init__(
        self,
        host: str,
        port: int,
        user: str | None = None,
        password: str | None = None,
        starttls: bool = False,
        *,
        use_ssl: bool = False,
        sender: str | None = None,
    ) -> None:
        self._host, self._port, self._user, self._password = host, port, user, password
        self._starttls, self._use_ssl = starttls, use_ssl
        self.sender = sender or user or f"campaign@{host}"

    def send(self, message: EmailMessage) -> None:
        """Raises smtplib.SMTPException or OSError if the server does not take it for every recipient."""
        with self._connect() as server:
            if self._starttls:
                server.starttls(context=ssl.create_default_context())
            if self._user and self._password:
                server.login(self._user, self._password)
            refused = server.send_message(message)
            if refused:
                raise smtplib.SMTPRecipientsRefused(refused)

    def _connect(self) -> smtplib.SMTP:
        if self._use_ssl:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)


def mailer_of(smtp: Smtp | None) -> SmtpMailer | None:
    """The mailer of the settings, or None where no mail server is set."""
    if smtp is None:
        return None
    return SmtpMailer(
        smtp.host, smtp.port, smtp.login, smtp.password, smtp.use_starttls, use_ssl=smtp.use_ssl, sender=smtp.sender
    )


def addresses(recipients: Sequence[str], sender: str) -> list[str]:
    """The pack names offices (`county_bureau`), not mailboxes: each is an alias in the sender's own mail domain.

    A recipient that is an address already stays as it is.
    """
    domain = checked_address(sender).partition("@")[2]
    return [checked_address(name if "@" in name else f"{name}@{domain}") for name in dict.fromkeys(recipients)]


def checked_address(address: str) -> str:
    """The address itself. Raises MailError for anything but a plain address: no names, lists or line breaks."""
    if not ADDRESS.fullmatch(address) or ".." in address:
        raise MailError("not a plain mail address")
    return address


def checked_text(text: str) -> str:
    """A header's text itself. Raises MailError for line breaks and other control characters."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in text):
        raise MailError("a header takes no line break or control character")
    return text


def compose(
    report: Report,
    open_matters: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    publication_id: str,
    sender: str,
    recipients: Sequence[str],
    attachments: Mapping[str, bytes],
) -> EmailMessage:
    """The summary mail; the same input gives the same bytes, with a Message-ID that shows a duplicate.

    Raises MailError for addresses, names or subjects that could break out of their header.
    """
    if not recipients:
        raise MailError("a mail needs a recipient")
    content = summary(report, open_matters)
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = checked_text(f"{content.title}　截至{report.slot.as_of.isoformat()}")
    message["From"] = checked_address(sender)
    message["To"] = ", ".join(checked_address(address) for address in recipients)
    message["Date"] = format_datetime(datetime.combine(report.slot.as_of, CLOSE_OF_BUSINESS, SHANGHAI))
    message["Message-ID"] = f"<{checked_text(publication_id)}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(plain_text(content), cte="base64")
    message.add_alternative(html(content), subtype="html", cte="base64")
    for name, data in sorted(attachments.items()):
        message.add_attachment(data, maintype=XLSX[0], subtype=XLSX[1], filename=checked_text(name))
    _fix_boundaries(message, publication_id)
    return message


def _fix_boundaries(message: EmailMessage, publication_id: str) -> None:
    """Boundaries are random by default; these are not, so that the same mail has the same bytes."""
    multipart = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(multipart):
        part.set_boundary(f"=_{publication_id}_{number}")
