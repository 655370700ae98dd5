"""Create Airflow's pool of each campaign from the environment, or change its size. Safe to repeat."""

from __future__ import annotations

import sys

from airflow.models.pool import Pool

from pipeline.runtime.settings import SettingsError, active_packs, pool_slots


def main() -> int:
    """Give each campaign of CAMPAIGN_PACKS a pool with CAMPAIGN_POOL_SLOTS slots, and return the exit code.

    A waiting approval holds no slot, also if it is deferred.
    """
    try:
        slots, packs = pool_slots(), active_packs()
    except SettingsError as error:
        print(f"init: {error}", file=sys.stderr)
        return 1
    if slots is None:
        return 0
    for pack_code in packs:
        Pool.create_or_update_pool(
            pack_code, slots, f"tasks of the campaign {pack_code} at once", include_deferred=False
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
