"""Business dates that a person states: a mistyped one is refused, unless a reason is given, which is recorded."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from pipeline.policy import registry
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.policy import campaign_id
from transforms.policy.model.season import misplaced_zh
from warehouse import statements

log = logging.getLogger(__name__)
REASON_CHARACTERS = 1000


class BusinessDateRefused(Refusal):
    """A business date is probably mistyped. The Chinese text states why, and how to go on all the same."""


def check(
    settings: Settings,
    pack_code: str,
    day: dt.date,
    step: str | None,
    force_reason: str = "",
    clock: Callable[[], dt.datetime] = technical_now,
) -> dt.date:
    """Return the business date `day` if the pack can mean it; else refuse it, or record why it is used all the same.

    `step`: what is done for that day, such as run or publish; None leaves the trail as it is. `force_reason`: words of
    the person who states the date; they go into the trail `landing.forced_date`. Raises BusinessDateRefused for a day
    outside of the pack's years, and for a day after today while the campaign runs, if there is no reason; raises
    PackError if the pack has errors.
    """
    pack = registry.load(settings, pack_code)
    moment = clock()
    misplaced = misplaced_zh(pack, day, moment.date())
    if misplaced is None:
        return day
    reason = force_reason.strip()
    if not reason:
        raise BusinessDateRefused(
            f"{misplaced}，没有执行。请写明正确的业务日期（命令 --on，Airflow business_date）；"
            "确需如此的，写明理由（命令 --force 理由，Airflow force_reason），理由记入台账。"
        )
    if step is None:
        return day
    with loader(settings).begin() as conn:
        statements.run(
            conn,
            "policy/forced_date",
            campaign_id=campaign_id(pack_code),
            business_date=day,
            step=step,
            reason=reason[:REASON_CHARACTERS],
            recorded_at=moment,
        )
    log.warning("%s: the business date %s is forced for %s", pack_code, day, step)
    return day


def run_command(settings: Settings, pack_code: str, clock: Callable[[], dt.datetime] = technical_now) -> str:
    """Return the command that carries out the next run of a campaign, for a hint to an official.

    During the campaign it works for today. Where today would be refused, because the campaign is over or of a coming
    year, the command states the last day that the campaign knows: of an assessment, or of a delivery's arrival; before
    any, the first day of collection. A day that itself needs a reason asks for it. `clock` gives today.
    """
    pack, today = registry.load(settings, pack_code), clock().date()
    command = f"campaign run --pack {pack_code}"
    if misplaced_zh(pack, today, today) is None:
        return command
    with loader(settings).connect() as conn:
        known = statements.run(conn, "policy/last_day", campaign_id=campaign_id(pack_code)).scalar()
    day = known or pack.starts_on
    reason = "" if misplaced_zh(pack, day, today) is None else " --force 理由"
    return f"{command} --on {day}{reason}"
