"""The mail catcher keeps every mail as a private file, in order of arrival, over restarts."""

from __future__ import annotations

import smtplib
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller

from ops.local.mail_catcher import Catcher
from ops.local.ports import choose_port, reserved_port


def _send(folder: Path, subject: str) -> None:
    choose_port(folder.parent, "mail")
    controller = Controller(Catcher(folder), hostname="127.0.0.1", port=reserved_port(folder.parent, "mail"))
    controller.start()
    try:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, "a@localhost", "b@localhost"
        message.set_content("进度")
        with smtplib.SMTP("127.0.0.1", controller.port) as client:
            client.send_message(message)
    finally:
        controller.stop()


def test_mails_are_kept_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    for subject in ("第一封", "second"):
        _send(folder, subject)
    files = sorted(folder.iterdir())
    assert [path.name[:6] for path in files] == ["000001", "000002"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    first = message_from_bytes(files[0].read_bytes(), policy=__import__("email.policy").policy.default)
    assert first["Subject"] == "第一封"
    assert first.get_content().strip() == "进度"
