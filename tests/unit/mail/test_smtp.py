"""The SMTP effect against a real server in this process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from pipeline.mail.message import build
from pipeline.mail.smtp import MailDelayed, MailRefused, SmtpMailer, clean_answer, mailer_of
from pipeline.runtime.settings import Smtp
from transforms.mail.text import MailText


class Catcher:
    """Keeps envelopes; refuses the recipient `gone@…`."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith("gone@"):
            return f"550 no mailbox <{address}> here"
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


def _message(recipient: str) -> Any:
    return build(
        MailText("试点县2020年度参保进度月报", "甲镇 98%", "<p>甲镇 98%</p>"),
        message_id="0f",
        sender="a@b.test",
        recipient=recipient,
        sent_at=datetime(2019, 10, 31, 1, tzinfo=UTC),
        attachments={"进度_更正1.xlsx": b"PK\x00"},
    )


def _send(smtp: Smtp, recipient: str) -> None:
    mailer = mailer_of(smtp, 5)
    assert mailer is not None and mailer.sender == "a@b.test"
    asyncio.run(mailer.send(_message(recipient)))


def test_the_mail_arrives_whole(catcher: tuple[Catcher, int]) -> None:
    handler, port = catcher
    _send(Smtp(host="127.0.0.1", port=port, sender="a@b.test"), "c@b.test")
    (envelope,) = handler.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("a@b.test", ["c@b.test"])
    got = message_from_bytes(envelope.content, policy=policy.default)
    assert "参保进度月报" in got["Subject"] and got["Date"] == "Thu, 31 Oct 2019 09:00:00 +0800"
    assert [part.get_filename() for part in got.iter_attachments()] == ["进度_更正1.xlsx"]
    assert "甲镇" in got.get_body(("plain",)).get_content() and "甲镇" in got.get_body(("html",)).get_content()


def test_a_refused_recipient_is_named_by_the_answer_without_address(catcher: tuple[Catcher, int]) -> None:
    with pytest.raises(MailRefused, match=r"^RCPT: 550 no mailbox <…> here$"):
        _send(Smtp(host="127.0.0.1", port=catcher[1], sender="a@b.test"), "gone@b.test")


def test_starttls_that_the_server_does_not_offer_is_no_plain_mail(catcher: tuple[Catcher, int]) -> None:
    with pytest.raises(MailDelayed, match=r"^CONNECT: "):
        _send(Smtp(host="127.0.0.1", port=catcher[1], sender="a@b.test", use_starttls=True), "c@b.test")
    assert catcher[0].envelopes == []


def test_a_password_goes_to_no_server_that_asks_for_none(catcher: tuple[Catcher, int]) -> None:
    smtp = Smtp(host="127.0.0.1", port=catcher[1], sender="a@b.test", login="robot", password="pw-of-mail")
    with pytest.raises(MailDelayed, match=r"^CONNECT: ") as delayed:
        _send(smtp, "c@b.test")
    assert "pw-of-mail" not in str(delayed.value) and catcher[0].envelopes == []


@pytest.mark.parametrize(
    ("answer", "cleaned"),
    [
        ("5.1.1 <li@b.test>: unknown\nuser", "5.1.1 <…>: unknown user"),
        ("\x1b[31mred\x07 li.si@b.test", "[31mred <…>"),
        ("x" * 300, "x" * 200),
    ],
)
def test_an_answer_is_one_clean_line(answer: str, cleaned: str) -> None:
    assert clean_answer(answer) == cleaned


def test_without_a_server_there_is_no_mailer() -> None:
    assert mailer_of(None, 60) is None
    assert isinstance(mailer_of(Smtp("mail", 25, "a@b.test"), 60), SmtpMailer)
