"""Name of the host as Airflow's processes report it while several "hosts" share one machine."""

from __future__ import annotations

import os


def hostname() -> str:
    """Return HOSTNAME, which is the service's name, as inside a container."""
    return os.environ["HOSTNAME"]
