"""`campaign reread`: gate a delivery again that was rejected for its form, once its layout is described."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.console import PLAIN, console, delivery_lines
from pipeline.commands.options import DEFAULT_PACK, Pack
from pipeline.policy.business_dates import run_command
from pipeline.runtime.settings import Settings


def reread(
    delivery: Annotated[str, typer.Argument(help="报送编号，或它开头的几位；不写则列出可以重新读取的")] = "",
    pack: Pack = DEFAULT_PACK,
) -> None:
    """重新读取一份因表头或缺列被系统退回，或因读取限额暂存的报送：不必请报送单位重报。

    先登记版式或提高限额。只改为待处理，由下次 campaign run 审核；其他报送不能这样重读。
    """
    from pipeline.intake import reread as step

    settings = Settings.from_environment()
    if not delivery:
        rejected = step.rejected(settings, pack)
        for line in delivery_lines(rejected, pack):
            console.print(line, **PLAIN)
        next_step = "下一步：登记版式或提高限额后 campaign reread 编号。"
        console.print(next_step if rejected else "没有可以重新读取的报送。", **PLAIN)
        return
    taken = step.reread(settings, pack, delivery)
    console.print(f"{taken} 将按现行版式和限额重新读取。下一步：{run_command(settings, pack)}", **PLAIN)
