"""A mailer that keeps its messages in memory, and a short form of the sending step."""

from __future__ import annotations

from email.message import EmailMessage

from pipeline.mail import sending
from pipeline.mail.sending import SendReport
from pipeline.mail.smtp import MailRefused
from pipeline.runtime.settings import Settings


class Postbox:
    """A mailer that keeps what it is given. `fails` makes sending break; `refuses` names addresses refused for good."""

    sender = "campaign@example.test"

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.fails = False
        self.refuses: set[str] = set()

    async def send(self, message: EmailMessage) -> None:
        if self.fails:
            raise OSError("no connection")
        if message["To"] in self.refuses:
            raise MailRefused("RCPT: 550 no such mailbox")
        self.messages.append(message)

    def collect(self, settings: Settings, pack_code: str) -> SendReport:
        """Run the sending step with this mailer, without regard to pauses."""
        return sending.send_waiting(settings, pack_code, self, at_once=True)

    def each_once(self) -> list[EmailMessage]:
        """List the mails in the order of sending, each once however many recipients it had."""
        return list({(message["Subject"], _attached(message)): message for message in self.messages}.values())


def _attached(message: EmailMessage) -> tuple[str | None, ...]:
    """Return the names of the files: offices with a table of their own may get equal subjects."""
    return tuple(part.get_filename() for part in message.iter_attachments())
