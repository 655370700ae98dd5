"""Send mails over SMTP. `Mailer` is what a step needs of it, so that tests can pass a mailer of their own."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Protocol

from pipeline.runtime.settings import Smtp

TIMEOUT_SECONDS = 30


class Mailer(Protocol):
    """A way to send one mail."""

    @property
    def sender(self) -> str:
        """Return the address that the mails are sent from."""
        ...

    def send(self, message: EmailMessage) -> None:
        """Send one mail to all of its recipients.

        `message`: a whole mail with its headers, as `build` makes it. Raises an exception of smtplib, or OSError,
        unless the server accepted every recipient.
        """
        ...


class SmtpMailer:
    """Sends over SMTP, with TLS from the start or STARTTLS if the settings ask for it; certificates are verified."""

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
        """Send one mail to all of its recipients, over a new connection.

        Raises smtplib.SMTPException or OSError if the server cannot be reached or refuses the mail for any recipient.
        """
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
    """Return a mailer that sends by this mail server; None if `smtp` is None: no mail server is set.

    Connects to nothing yet.
    """
    if smtp is None:
        return None
    return SmtpMailer(
        smtp.host, smtp.port, smtp.login, smtp.password, smtp.use_starttls, use_ssl=smtp.use_ssl, sender=smtp.sender
    )
