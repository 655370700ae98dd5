"""`campaign publish`: publish the reports that are due, and with `--correct` corrections of published ones."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from pipeline.commands.console import console
from pipeline.commands.mail import send_queued
from pipeline.commands.options import DAY_FORMATS, DEFAULT_PACK, Force, Pack, checked_date
from pipeline.runtime.settings import Settings

PublishDay = Annotated[dt.datetime | None, typer.Option(formats=DAY_FORMATS, help="发布日，不写为今天")]
Correct = Annotated[bool, typer.Option("--correct", help="已发布的报表如数字有变，另发更正（原报表不变）")]


def publish_due(pack: Pack = DEFAULT_PACK, on: PublishDay = None, correct: Correct = False, force: Force = "") -> None:
    """发布当天应发的报表；加 --correct 时，同时更正数字已有变化的各期报表：编号、说明差异、发一次邮件。

    已发布的不再发；以前应发而没有发的，一并补发。随后发送待发的邮件，邮件服务器停机不影响发布。
    文件写到发件箱（outbox）里政策包的文件夹，显示应发和更正各几份。--on 不写为今天。
    """
    from pipeline.publish import run as publish

    settings = Settings.from_environment()
    day = checked_date(settings, pack, on, force, "publish")
    published = publish.run_days(settings, pack, [day], correct_all=correct)
    send_queued(settings, pack)
    counts = f"当天应发 {len(published.due)} 份，更正 {len(published.corrected)} 份"
    console.print(f"{counts}。位置：{settings.outbox.location(pack)}", soft_wrap=True)
