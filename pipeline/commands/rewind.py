"""`campaign rewind`: go back to an earlier business date."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

import typer

from pipeline.commands.console import PLAIN, console
from pipeline.commands.options import DAY_FORMATS, DEFAULT_PACK, DecidedBy, Pack
from pipeline.runtime.settings import Settings
from transforms.text.labels import REWIND_REASON_LABELS

To = Annotated[dt.datetime, typer.Option("--to", formats=DAY_FORMATS, prompt="退回到哪一天", help="退回到的业务日期")]
_CODES = "，".join(f"{code} {label}" for code, label in REWIND_REASON_LABELS.items())
Code = StrEnum("Code", {code: code for code in REWIND_REASON_LABELS})  # type: ignore[misc]
Reason = Annotated[
    Code,
    typer.Option(
        "--reason",
        prompt="理由",
        help=f"为什么退回，记入台账，写进更正说明和邮件：{_CODES}",
    ),
]
Note = Annotated[str, typer.Option("--note", help="说明，只留在库里，不写进报表和邮件；理由为 other 时必填")]


def rewind(to: To, by: DecidedBy, reason: Reason, note: Note = "", pack: Pack = DEFAULT_PACK) -> None:
    """退回到较早的业务日期：全部人员按那一天重新核定，多记的账冲回；不删除任何数据，留有记录。

    用于业务日期写错、核定超前的情况。已发布的报表不变，重新运行到其日期而数字有变时，另发有编号的更正。
    """
    from pipeline.assess import rewind as step

    done = step.run(Settings.from_environment(), pack, to.date(), by, reason.value, note, progress=console.print)
    if not done.is_new:
        console.print(f"此前已退回到 {done.to_on}，未重复执行。", **PLAIN)
        return
    next_step = f"下一步：从次日起逐日执行 campaign run --pack {pack} --on 日期"
    console.print(f"已从 {done.from_on} 退回到 {done.to_on}，重新核定 {done.persons} 人。{next_step}", **PLAIN)
