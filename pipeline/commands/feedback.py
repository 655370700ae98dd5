"""`campaign feedback`: make the feedback workbooks of deliveries."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.console import console
from pipeline.commands.mail import send_queued
from pipeline.commands.options import DEFAULT_PACK, Day, Force, Pack, checked_date
from pipeline.runtime.settings import Settings


def feedback(
    deliveries: Annotated[list[str] | None, typer.Argument(help="报送编号；不写则补做尚未做的")] = None,
    pack: Pack = DEFAULT_PACK,
    every: Annotated[bool, typer.Option("--all", help="全部重做：比对结果按当天数据更新")] = False,
    on: Day = None,
    force: Force = "",
) -> None:
    """生成反馈工作簿：每份报送一册，含逐行结果、原因、更正办法和比对结果；更正后可直接报回。

    写到政策包的反馈文件夹，显示每册的文件名和行数；设置了邮件服务器的，通知报送单位。--on 不写为今天。
    当天的特殊人群名单要等核定以后才生成。
    """
    from pipeline.feedback import run as step

    settings = Settings.from_environment()
    day = checked_date(settings, pack, on, force, "feedback")
    workbooks = step.run(settings, pack, day, deliveries or None, every=every, assessed_only=True)
    for workbook in workbooks:
        console.print(
            f"{workbook.delivery_id}  {workbook.file_name}  列示 {workbook.shown_rows} 行，"
            f"比对发现 {workbook.finding_rows} 条"
        )
    send_queued(settings, pack)
    console.print(f"共 {len(workbooks)} 册，在 {settings.outbox.location(step.campaign_folder(pack))}")
