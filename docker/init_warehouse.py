"""Migrate the warehouse as its owner and set its roles' passwords, all from the environment. Safe to repeat."""

from __future__ import annotations

import os
import sys

from warehouse import migrate
from warehouse.access import ROLES


def main() -> int:
    """Migrate the warehouse that the environment names, and return the exit code."""
    variables = {role: f"WAREHOUSE_{role.upper()}_PASSWORD" for role in ROLES}
    names = ["CAMPAIGN_WAREHOUSE_URL_OWNER", *variables.values()]
    if missing := [name for name in names if not os.environ.get(name)]:
        print(f"init: not set: {', '.join(missing)}; see .env.example", file=sys.stderr)
        return 1
    try:
        migrate.upgrade(os.environ[names[0]], {role: os.environ[name] for role, name in variables.items()})
    except migrate.MigrationBlocked as blocked:
        print(f"init: {blocked}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
