"""Send one mail to one recipient over SMTP within a total time limit. `Mailer` is what the sending step needs of it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import unicodedata
from email import policy
from email.message import EmailMessage
from typing import Protocol

import aiosmtplib

from pipeline.runtime.settings import Smtp

QUIT_SECONDS = 2
ANSWER_CHARACTERS = 200
_ADDRESS_LIKE = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
# A refusal at one of these steps is about the mail. Before them it is about the server, our sender's address or our
# settings, which somebody can correct; only the size of the mail is stated earlier.
_OF_THE_MAIL = ("RCPT", "DATA")
TOO_LARGE = 552


class MailRefused(Exception):  # noqa: N818 - an answer of the server, not a fault of ours
    """The mail server refuses this mail for good (5xx). The text: step and answer, without addresses."""


class MailDelayed(Exception):  # noqa: N818 - an answer of the server, not a fault of ours
    """The mail could not be sent now: no connection, a time limit, or an answer 4xx. A later attempt may succeed."""


class Mailer(Protocol):
    """A way to send one mail to one recipient."""

    @property
    def sender(self) -> str:
        """Return the address that the mails are sent from."""
        ...

    async def send(self, message: EmailMessage) -> None:
        """Send one mail to the address in its To header.

        `message`: a whole mail with its headers, as `build` makes it. Raises MailRefused if the mail server refuses it
        for good, MailDelayed or OSError if a later attempt may succeed.
        """
        ...


class SmtpMailer:
    """Sends over SMTP, with TLS from the start or STARTTLS if the settings ask for it; certificates are verified.

    `seconds`: limit for a whole mail, from the search for the server to the answer after DATA.
    """

    def __init__(self, smtp: Smtp, seconds: float) -> None:
        self._smtp, self._seconds = smtp, seconds
        self.sender = smtp.sender

    async def send(self, message: EmailMessage) -> None:
        """Send one mail over a new connection, to the address in its To header.

        Raises MailRefused if the server refuses it for good, MailDelayed for every other failure, including the time
        limit. After a failure at DATA the mail may have arrived all the same.
        """
        client = aiosmtplib.SMTP(
            hostname=self._smtp.host,
            port=self._smtp.port,
            username=self._smtp.login if self._smtp.password else None,
            password=self._smtp.password,
            use_tls=self._smtp.use_ssl,
            start_tls=self._smtp.use_starttls,
            timeout=self._seconds,
            local_hostname=_own_name(),
        )
        step = "CONNECT"
        try:
            async with asyncio.timeout(self._seconds):
                await client.connect()
                step = "EHLO"
                await _greet(client)
                step = "MAIL"
                await client.mail(self.sender)
                step = "RCPT"
                await client.rcpt(str(message["To"]))
                step = "DATA"
                await client.data(message.as_bytes(policy=policy.SMTP))
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                async with asyncio.timeout(QUIT_SECONDS):  # the mail is accepted, whatever comes now
                    await client.quit()
        except aiosmtplib.SMTPResponseException as error:
            text = f"{step}: {error.code} {clean_answer(error.message)}"
            is_final = error.code == TOO_LARGE or (step in _OF_THE_MAIL and 500 <= error.code < 600)
            raise (MailRefused if is_final else MailDelayed)(text) from None
        except (TimeoutError, aiosmtplib.SMTPTimeoutError):
            raise MailDelayed(f"{step}: no answer within {self._seconds:g} s") from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise MailDelayed(f"{step}: {type(error).__name__}") from None
        finally:
            client.close()


def _own_name() -> str:
    """Return the name for EHLO without asking a name server, which may hang on a closed network."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


async def _greet(client: aiosmtplib.SMTP) -> None:
    """Say EHLO, or HELO to a server that does not know it, unless the connection has done so already."""
    if client.is_ehlo_or_helo_needed:
        try:
            await client.ehlo()
        except aiosmtplib.SMTPHeloError:
            await client.helo()


def clean_answer(text: str) -> str:
    """Return an answer of a mail server for ledger and screen: one line, no control characters, addresses as `<…>`."""
    spaced = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in text)
    return _ADDRESS_LIKE.sub("<…>", " ".join(spaced.split()))[:ANSWER_CHARACTERS]


def mailer_of(smtp: Smtp | None, seconds: float) -> SmtpMailer | None:
    """Return a mailer that sends by this mail server; None if `smtp` is None: no mail server is set.

    `seconds`: time limit of a whole mail. Connects to nothing yet.
    """
    return None if smtp is None else SmtpMailer(smtp, seconds)
