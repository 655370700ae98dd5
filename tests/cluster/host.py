"""The name of the host as Airflow's processes report it when several "hosts" share one machine."""

from __future__ import annotations

import os


def hostname() -> str:
    """As inside a container: the service's own name, from HOSTNAME."""
    return os.environ["HOSTNAME"]
