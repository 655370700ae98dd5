"""Settings that all DAGs of a campaign share, and the assets that start the assessment."""

from __future__ import annotations

import datetime as dt

from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule

from pipeline.runtime.transient import TRANSIENT

DEFAULTS = {
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
    "intake_lists": (["special_list", "target_table"], dt.time(6, 15)),
    "intake_payments": (["tax_feed", "fund_claim"], dt.time(6, 30)),
}
# Last part of the asset's name that a release of a held delivery updates.
DECIDED = "decided"


def facts_asset(pack_code: str, name: str) -> Asset:
    """Return the Airflow asset `<pack_code>/<name>`, whose update starts the pack's assessment. Writes nothing.

    `name`: where the committed facts come from: a key of INTAKES, such as intake_lists, or `decided` (the release of a
    held delivery).
    """
    return Asset(name=f"{pack_code}/{name}", uri=f"campaign://{pack_code}/{name}")
