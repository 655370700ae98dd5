"""TCP ports on 127.0.0.1 of a state folder's services: chosen once, stored in `run/<service>.port`."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def reserved_port(home: Path, service: str) -> int:
    """Return the TCP port of a service of the state folder `home`; chooses and stores one if the service has none yet.

    `service`: name such as `api-server`. `CAMPAIGN_PORT_<SERVICE>` in the environment (API_SERVER for `api-server`)
    overrides the stored port. Does not check that the port is free.
    """
    override = os.environ.get(f"CAMPAIGN_PORT_{service.upper().replace('-', '_')}")
    if override:
        return int(override)
    file = home / "run" / f"{service}.port"
    if not file.exists():
        choose_port(home, service)
    return int(file.read_text())


def ensure_free_port(home: Path, service: str) -> int:
    """Return a port for a service that is about to start: its stored port, or a new one if that is in use.

    `home`: the campaign's state folder. A new port is stored. A port from the environment is returned even if it is in
    use.
    """
    if not is_free(reserved_port(home, service)):
        choose_port(home, service)
    return reserved_port(home, service)


def choose_port(home: Path, service: str) -> None:
    """Choose a free port and write it to `run/<service>.port` in the state folder `home`, over an earlier one."""
    file = home / "run" / f"{service}.port"
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        temporary = file.with_suffix(".new")
        temporary.write_text(str(probe.getsockname()[1]))
    temporary.rename(file)


def is_free(port: int) -> bool:
    """Return whether a service could listen on this port of 127.0.0.1 now; does not reserve it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
