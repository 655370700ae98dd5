"""The text of one mail, before it has an address: what each mail of this room returns. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MailText:
    """Subject and bodies of one mail. `html` is an alternative to `plain`; None = plain text only.

    `pipeline.mail.message` adds the headers; this room decides the words.
    """

    subject: str
    plain: str
    html: str | None = None
