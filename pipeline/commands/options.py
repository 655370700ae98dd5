"""Options and arguments that several commands share, each declared once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.runtime import clock
from pipeline.runtime.environment import DEFAULT_PACK as DEFAULT_PACK

if TYPE_CHECKING:
    from pipeline.runtime.settings import Settings

DAY_FORMATS = ["%Y-%m-%d"]
DAY_ZH = "业务日期"

Pack = Annotated[str, typer.Option("--pack", help="政策包代码，如 dongan-2020", envvar="PACK")]
Day = Annotated[dt.datetime | None, typer.Option(formats=DAY_FORMATS, help=DAY_ZH)]
Force = Annotated[
    str,
    typer.Option("--force", metavar="理由", help="业务日期不在政策包的年份内，或晚于今天，仍要执行的理由，记入台账"),
]
DecidedBy = Annotated[str, typer.Option("--by", prompt="决定人", help="决定人姓名或工号，记入台账")]


def business_date(day: dt.datetime | None) -> dt.date:
    """Return the business date of a command: the date of its option `--on`, or today in Shanghai if `day` is None.

    Commands read the clock here and nowhere else.
    """
    return day.date() if day else clock.technical_now().date()


def checked_date(settings: Settings, pack: str, on: dt.datetime | None, force: str, step: str) -> dt.date:
    """Return the business date of a command, as `business_date`, after checking that the pack can mean it.

    `step`: name of the command. `force`: reason to go on with an implausible date, '' for none. Raises
    BusinessDateRefused for an implausible date without a reason.
    """
    from pipeline.policy import business_dates

    return business_dates.check(settings, pack, business_date(on), step, force)


def decision_date(settings: Settings, pack: str, on: dt.datetime | None, force: str, step: str) -> dt.date:
    """Return the date of a decision or an arrival: today without a check, a stated date as `checked_date`.

    What an official decides today may be about a campaign that has ended; a stated date may be mistyped.
    """
    return business_date(on) if on is None else checked_date(settings, pack, on, force, step)
