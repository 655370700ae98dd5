"""Steps of the publishing DAG."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from campaign.dates import publish_days
from campaign.refusals import fail_on_refusal

if TYPE_CHECKING:
    from airflow.sdk import Context

# Key of a run's conf. True: also correct published reports whose figures have changed since their publication.
CORRECT_KEY = "correct"

log = logging.getLogger(__name__)


def everything_assessed(pack_code: str, context: Context) -> bool:
    """Return whether every delivery up to the last day to publish is decided and assessed."""
    from pipeline.publish import run as publishing
    from pipeline.runtime.settings import Settings

    return publishing.watermark_ready(Settings.from_environment(), pack_code, max(publish_days(context)))


def publish(pack_code: str, context: Context) -> list[str]:
    """Publish the due reports of the run's days, and corrections if the conf asks; return the publications' ids."""
    from pipeline.publish import run as publishing
    from pipeline.runtime.settings import Settings

    settings = Settings.from_environment()
    with fail_on_refusal():
        ids = [str(number) for day in publish_days(context) for number in publishing.run(settings, pack_code, day)]
        if (context["dag_run"].conf or {}).get(CORRECT_KEY) is True:
            ids += publishing.correct(settings, pack_code)
    log.info("published: %s", ids)
    return ids
