"""The SMTP effect against a real server in this process."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from pipeline.mail.message import build
from pipeline.mail.smtp import SmtpMailer, mailer_of
from pipeline.runtime.settings import Smtp
from transforms.mail.text import MailText


class Catcher:
    """Keeps envelopes; refuses the recipient `gone@…`."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith("gone@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture()
def catcher() -> Iterator[tuple[Catcher, int]]:
    handler = Catcher()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()


def _message(recipients: list[str]) -> Any:
    return build(
        MailText("试点县2020年度参保进度月报", "甲镇 98%", "<p>甲镇 98%</p>"),
        message_id="0f",
        sender="a@b.test",
        recipients=recipients,
        on=date(2019, 10, 31),
        attachments={"进度_更正1.xlsx": b"PK\x00"},
    )


def test_the_mail_arrives_whole(catcher: tuple[Catcher, int]) -> None:
    handler, port = catcher
    mailer = mailer_of(Smtp(host="127.0.0.1", port=port, sender="a@b.test"))
    assert mailer is not None and mailer.sender == "a@b.test"
    mailer.send(_message(["c@b.test", "d@b.test"]))
    (envelope,) = handler.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("a@b.test", ["c@b.test", "d@b.test"])
    got = message_from_bytes(envelope.content, policy=policy.default)
    assert "参保进度月报" in got["Subject"]
    assert [part.get_filename() for part in got.iter_attachments()] == ["进度_更正1.xlsx"]
    assert "甲镇" in got.get_body(("plain",)).get_content() and "甲镇" in got.get_body(("html",)).get_content()


def test_a_refused_recipient_is_an_error(catcher: tuple[Catcher, int]) -> None:
    mailer = SmtpMailer("127.0.0.1", catcher[1])
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mailer.send(_message(["c@b.test", "gone@b.test"]))


def test_starttls_that_the_server_does_not_offer_is_no_plain_mail(catcher: tuple[Catcher, int]) -> None:
    with pytest.raises(smtplib.SMTPNotSupportedError):
        SmtpMailer("127.0.0.1", catcher[1], starttls=True).send(_message(["c@b.test"]))
    assert catcher[0].envelopes == []


def test_without_a_server_there_is_no_mailer() -> None:
    assert mailer_of(None) is None
