"""Mail catcher as a service: `mail.py <folder> <address> <port>` stores every mail as a file and forwards nothing."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

from aiosmtpd.controller import Controller

from ops.local.mail_catcher import Catcher

LARGEST_MAIL_BYTES = 64 * 1024 * 1024


def main(folder: str, address: str, port: str) -> None:
    """Serve until SIGTERM or SIGINT."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    controller = Controller(Catcher(Path(folder)), hostname=address, port=int(port), data_size_limit=LARGEST_MAIL_BYTES)
    controller.start()
    ended.wait()
    controller.stop()


if __name__ == "__main__":
    main(*sys.argv[1:4])
