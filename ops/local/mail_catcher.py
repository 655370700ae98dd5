"""Mail server of the embedded size: accepts every mail on 127.0.0.1 and stores it as a file; it forwards nothing."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import threading
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Catcher:
    """Handler that writes each mail to `folder/<number>-<digest>.eml`, mode 600; numbers give the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._count = max((int(p.name.split("-")[0]) for p in folder.glob("*-*.eml")), default=0)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Store the content of one mail as a file, and return the SMTP answer, 250, after the file is on disk.

        The mail library aiosmtpd calls it. Of the arguments only the content of `envelope` is used.
        """
        content = envelope.content or b""
        if isinstance(content, str):
            content = content.encode()
        self._count += 1
        name = f"{self._count:06d}-{hashlib.sha256(content).hexdigest()[:12]}.eml"
        temporary = self.folder / f".{name}"
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(self.folder / name)
        return "250 kept"


def main(folder: str, port: str) -> None:
    """Accept mails on 127.0.0.1 and store each in `folder`, until SIGTERM or SIGINT. `port`: TCP port, as text."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    controller = Controller(
        Catcher(Path(folder)), hostname="127.0.0.1", port=int(port), data_size_limit=64 * 1024 * 1024
    )
    controller.start()
    ended.wait()
    controller.stop()


if __name__ == "__main__":
    main(*sys.argv[1:3])
