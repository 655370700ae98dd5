"""The face of publications: `campaign publish`, with `--correct` for what has changed since it went out."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.console import Console

from pipeline.runtime import clock
from pipeline.runtime.settings import DEFAULT_PACKS, Settings

console = Console()
Pack = Annotated[str, typer.Option("--pack", help="政策包代码", envvar="PACK")]
Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="发布日，不写为今天")]
Correct = Annotated[bool, typer.Option("--correct", help="已发布的报表如数字有变，另发更正（原报表不变）")]


def publish_due(pack: Pack = DEFAULT_PACKS, on: Day = None, correct: Correct = False) -> None:
    """发布当天应发的报表；加 --correct 时，同时更正数字已有变化的各期报表：编号、说明差异、发一次邮件。"""
    from pipeline.publish import run as publish

    settings = Settings.from_environment()
    made = publish.run(settings, pack, on.date() if on else clock.technical_now().date())
    corrected = publish.correct(settings, pack) if correct else []
    where = settings.outbox_dir / pack
    console.print(f"当天应发 {len(made)} 份，更正 {len(corrected)} 份。位置：{where}", soft_wrap=True)
