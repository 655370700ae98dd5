"""Settings that all DAGs of a campaign share, and the assets that start the assessment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule

from campaign.alerts import OperatorNotifier
from pipeline.runtime.settings import pool_slots
from pipeline.runtime.transient import TRANSIENT

DEFAULTS: dict[str, Any] = {
    "owner": "medical-insurance-bureau",
    "retries": 3,
    "retry_delay": dt.timedelta(minutes=1),
    # Wrong data fails at once, and the log states the reason.
    "retry_policy": ExceptionRetryPolicy(
        rules=[RetryRule(exception=list(TRANSIENT), action=RetryAction.RETRY)], default=RetryAction.FAIL
    ),
    "execution_timeout": dt.timedelta(hours=4),
}
# Last part of each intake DAG's id: kinds of deliveries, time of day (Asia/Shanghai).
INTAKES = {
    "intake_roll": (["roll", "employee", "history"], dt.time(6)),
    "intake_lists": (
        ["special_list", "target_table", "uninsured_reason", "late_entry", "correction_request"],
        dt.time(6, 15),
    ),
    "intake_payments": (
        ["tax_feed", "fund_claim", "fund_transfer", "due_acknowledgement", "tax_statement"],
        dt.time(6, 30),
    ),
}
# Last part of the asset's name that a release of a held delivery updates.
DECIDED = "decided"


def defaults(pack_code: str) -> dict[str, Any]:
    """Return the default arguments of the tasks of a campaign: DEFAULTS, an alert, and its pool if pools are used.

    A task that has failed for good alerts the operators of the campaign.

    With `CAMPAIGN_POOL_SLOTS` (server size) each campaign has a pool of its own, named as its pack, so that a burst of
    one campaign leaves workers for the others. `docker/init_pools.py` creates the pools: Airflow never starts a task
    whose pool is missing. Raises SettingsError if the variable is malformed.
    """
    alert = {"on_failure_callback": OperatorNotifier(pack_code)}
    return DEFAULTS | alert | ({"pool": pack_code} if pool_slots() else {})


def facts_asset(pack_code: str, name: str) -> Asset:
    """Return the Airflow asset `<pack_code>/<name>`, whose update starts the pack's assessment. Writes nothing.

    `name`: where the committed facts come from: a key of INTAKES, such as intake_lists, or `decided` (the release of a
    held delivery).
    """
    return Asset(name=f"{pack_code}/{name}", uri=f"campaign://{pack_code}/{name}")
