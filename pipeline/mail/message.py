"""Build the mails of the product: one function adds headers and attachments to a text of `transforms.mail`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import PurePath

from pipeline.runtime.clock import SHANGHAI
from transforms.mail.page import PICTURE_ENDING, PICTURE_ID
from transforms.mail.text import MailText
from transforms.policy.model.slots import OF_UNIT
from transforms.text.one_line import has_control_character

ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
OFFICE_OF_UNIT = re.compile(rf"[a-z][a-z0-9_]*{OF_UNIT}[a-z]{{2}}-[a-z0-9_]+")
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
FILE_TYPES = {".xlsx": XLSX, ".docx": DOCX, ".pdf": ("application", "pdf")}
OTHER_FILE = ("application", "octet-stream")


class MailError(ValueError):
    """A mail that must not be sent: an address, a subject or a file name has characters that no header may contain."""


def build(
    text: MailText,
    *,
    message_id: str,
    sender: str,
    recipient: str,
    sent_at: datetime,
    attachments: Mapping[str, bytes] | None = None,
) -> EmailMessage:
    """Build one mail to one recipient from a text. Sends nothing; equal input gives equal bytes.

    `text`: subject, plain body, and the body as HTML or None. `message_id`: the part before the @, so that a second
    mail with an equal id is a visible duplicate; `sender`, `recipient`: mail addresses; `sent_at`: moment of the Date
    header, with a time zone; `attachments`: file name -> bytes; a picture (`.png`) is no attachment: it
    is shown in the HTML, which names it (`cid:`). Raises MailError if an address, the subject, the id or
    a file name could break out of its header.
    """
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = checked_text(text.subject)
    message["From"] = checked_address(sender)
    message["To"] = checked_address(recipient)
    message["Date"] = format_datetime(sent_at.astimezone(SHANGHAI))
    message["Message-ID"] = f"<{checked_text(message_id)}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.plain, cte="base64")
    if text.html is not None:
        message.add_alternative(text.html, subtype="html", cte="base64")
    pictures = {name: content for name, content in (attachments or {}).items() if name.endswith(PICTURE_ENDING)}
    for name, content in sorted(pictures.items()):
        _add_picture(message, checked_text(name), content)
    for name, content in sorted((attachments or {}).items()):
        if name in pictures:
            continue
        maintype, subtype = FILE_TYPES.get(PurePath(name).suffix, OTHER_FILE)
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=checked_text(name))
    _fix_boundaries(message, message_id)
    return message


def _add_picture(message: EmailMessage, name: str, content: bytes) -> None:
    """Put a picture next to the HTML that shows it; a mail without HTML carries none."""
    html = message.get_body(("html",))
    if isinstance(html, EmailMessage):
        html.add_related(content, "image", "png", cid=f"<{PICTURE_ID}>", disposition="inline", filename=name)


def address_of(office: str, sender: str) -> str:
    """Return the mail address of an office that no directory names: the alias `office` in the domain of `sender`.

    With the sender `office@example.org`, the address of `county_bureau` is `county_bureau@example.org`, and that of the
    recipient `townships@da-baiyashi` is `townships.da-baiyashi@example.org`. Raises MailError if the result is no plain
    address.
    """
    return checked_address(f"{alias_of(office)}@{checked_address(sender).partition('@')[2]}")


def alias_of(recipient: str) -> str:
    """Return a recipient as the part of an address before the @: the office, a dot, and the unit that it is of.

    Another text is returned unchanged.
    """
    return recipient.replace(OF_UNIT, ".") if OFFICE_OF_UNIT.fullmatch(recipient) else recipient


def checked_address(address: str) -> str:
    """Check a mail address (`name@domain`) and return it.

    Raises MailError for an address with a display name, for several addresses, a line break or any other text.
    """
    if not ADDRESS.fullmatch(address) or ".." in address:
        raise MailError("not a plain mail address")
    return address


def checked_text(text: str) -> str:
    """Check the text of a mail header and return it. Raises MailError for line breaks and other control characters."""
    if has_control_character(text):
        raise MailError("a header may contain no line break or control character")
    return text


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """Replace the random boundaries of the parts, so that equal mails have equal bytes."""
    multipart = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(multipart):
        part.set_boundary(f"=_{message_id}_{number}")
