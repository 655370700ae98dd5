"""`campaign rewind`: go back to an earlier business date."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from pipeline.commands.console import PLAIN, console
from pipeline.commands.options import DAY_FORMATS, DEFAULT_PACK, DecidedBy, Pack
from pipeline.runtime.settings import Settings

To = Annotated[dt.datetime, typer.Option("--to", formats=DAY_FORMATS, prompt="退回到哪一天", help="退回到的业务日期")]
Reason = Annotated[str, typer.Option("--reason", prompt="理由", help="为什么退回，记入台账和更正说明，不写个人信息")]


def rewind(to: To, by: DecidedBy, reason: Reason, pack: Pack = DEFAULT_PACK) -> None:
    """退回到较早的业务日期：全部人员按那一天重新核定，多记的账冲回；不删除任何数据，留有记录。

    用于业务日期写错、核定超前的情况。已发布的报表不变，重新运行到其日期而数字有变时，另发有编号的更正。
    """
    from pipeline.assess import rewind as step

    done = step.run(Settings.from_environment(), pack, to.date(), by, reason, progress=console.print)
    if not done.is_new:
        console.print(f"此前已退回到 {done.to_on}，未重复执行。", **PLAIN)
        return
    next_step = f"下一步：从次日起逐日执行 campaign run --pack {pack} --on 日期"
    console.print(f"已从 {done.from_on} 退回到 {done.to_on}，重新核定 {done.persons} 人。{next_step}", **PLAIN)
