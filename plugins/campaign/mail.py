"""Step of all DAGs that report something: send the mails that wait."""

from __future__ import annotations

import dataclasses
import json
import logging
from typing import TYPE_CHECKING

from campaign.refusals import fail_on_refusal

if TYPE_CHECKING:
    from pipeline.runtime.settings import Settings

CONNECTION = "campaign_smtp"

log = logging.getLogger(__name__)


def send_mail(pack_code: str) -> dict[str, int]:
    """Send the waiting mails of a campaign; return how many were sent, delayed and refused, and what is left.

    A mail server that is down or refuses a mail does not fail the task: the mails wait, and a later run sends them. The
    log has each failure. The result has the numbers of this run (`sent`, `delayed`, `refused`) and of the campaign
    (`waiting_in_all`, `refused_in_all`). Fails the task without a retry if the directory has errors.
    """
    from pipeline.mail import sending

    with fail_on_refusal():
        return sending.send_waiting(settings_with_mail(), pack_code).as_dict()


def settings_with_mail() -> Settings:
    """Return the settings of the environment; if they name no mail server, with that of the connection `campaign_smtp`.

    Airflow looks for the connection in its secrets backends and its database. Raises SettingsError if it is malformed.
    """
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    from pipeline.runtime.settings import Settings, SettingsError
    from pipeline.runtime.smtp_settings import parse_smtp

    settings = Settings.from_environment()
    if settings.smtp is not None:
        return settings
    try:
        stored = Connection.get(CONNECTION)
    except AirflowNotFoundException:
        return settings
    parts = {"host": stored.host, "port": stored.port, "login": stored.login, "password": stored.password}
    try:
        smtp = parse_smtp(json.dumps(parts | {"extra": stored.extra_dejson}))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SettingsError(f"the Airflow connection {CONNECTION!r} names no mail server: set its host") from None
    return dataclasses.replace(settings, smtp=smtp)
