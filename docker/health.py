"""Health check that needs no other program: `health.py http://host:port/path` or `health.py tcp://host:port`."""

from __future__ import annotations

import socket
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 8


def problem(address: str) -> str | None:
    """Return None if the address answers (http: with a status below 400), else the error as text."""
    parts = urlsplit(address)
    try:
        if parts.scheme == "tcp":
            socket.create_connection((parts.hostname, parts.port), TIMEOUT_SECONDS).close()
        else:
            urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS).close()
    except (OSError, urllib.error.URLError) as error:
        return f"{address}: {error}"
    return None


if __name__ == "__main__":
    sys.exit(problem(sys.argv[1]))
