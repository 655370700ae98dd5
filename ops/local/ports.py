"""TCP ports on 127.0.0.1 that a state folder's services listen on: chosen once, kept while they are free."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def reserved_port(home: Path, service: str) -> int:
    """The port of a service of this state folder; `CAMPAIGN_PORT_<SERVICE>` in the environment fixes it."""
    fixed = os.environ.get(f"CAMPAIGN_PORT_{service.upper().replace('-', '_')}")
    if fixed:
        return int(fixed)
    file = home / "run" / f"{service}.port"
    if not file.exists():
        choose_port(home, service)
    return int(file.read_text())


def ensure_free_port(home: Path, service: str) -> int:
    """Call before the service starts: chooses another port if a program of somebody else took the old one."""
    if not is_free(reserved_port(home, service)):
        choose_port(home, service)
    return reserved_port(home, service)


def choose_port(home: Path, service: str) -> None:
    file = home / "run" / f"{service}.port"
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        temporary = file.with_suffix(".new")
        temporary.write_text(str(probe.getsockname()[1]))
    temporary.rename(file)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
