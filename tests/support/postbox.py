"""A mailer that keeps its messages in memory."""

from __future__ import annotations

from email.message import EmailMessage


class Postbox:
    """A mailer that keeps what it is given; `fails` makes the next sending break."""

    sender = "campaign@example.test"

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.fails = False

    def send(self, message: EmailMessage) -> None:
        if self.fails:
            raise OSError("no connection")
        self.messages.append(message)
