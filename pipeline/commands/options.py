"""Options and arguments that several commands share, each declared once."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from pipeline.runtime import clock
from pipeline.runtime.environment import DEFAULT_PACK as DEFAULT_PACK

DAY_FORMATS = ["%Y-%m-%d"]
DAY_ZH = "业务日期"

Pack = Annotated[str, typer.Option("--pack", help="政策包代码，如 dongan-2020", envvar="PACK")]
Day = Annotated[dt.datetime | None, typer.Option(formats=DAY_FORMATS, help=DAY_ZH)]
DecidedBy = Annotated[str, typer.Option("--by", prompt="决定人", help="决定人姓名或工号，记入台账")]


def business_date(day: dt.datetime | None) -> dt.date:
    """Return the business date of a command: the date of its option `--on`, or today in Shanghai if `day` is None.

    Commands read the clock here and nowhere else.
    """
    return day.date() if day else clock.technical_now().date()
