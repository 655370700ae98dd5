"""Create the administrator of Airflow's user interface from the environment. Safe to repeat.

`airflow users create` is not used: it takes the password as an argument, which the list of processes shows.
"""

from __future__ import annotations

import os
import sys

from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder
from airflow.utils.providers_configuration_loader import providers_configuration_loaded


@providers_configuration_loaded
def ensure_admin(user_name: str, password: str) -> bool:
    """Create the administrator or set the existing one's password. Returns False if Airflow refuses."""
    with get_application_builder() as builder:
        manager = builder.sm
        user = manager.find_user(user_name)
        if user:
            return manager.reset_password(user.id, password) is not False
        role = manager.find_role("Admin")
        return bool(manager.add_user(user_name, user_name, "campaign", f"{user_name}@localhost", role, password))


def main() -> int:
    """Create the administrator that the environment names, and return the exit code."""
    user_name, password = (os.environ.get(f"AIRFLOW_ADMIN_{part}", "") for part in ("USER", "PASSWORD"))
    if not user_name or not password:
        print("init: AIRFLOW_ADMIN_USER and AIRFLOW_ADMIN_PASSWORD must be set; see .env.example", file=sys.stderr)
        return 1
    if not ensure_admin(user_name, password):
        print("init: Airflow did not accept the administrator", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
