"""The face of feedback workbooks: `campaign feedback`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from pipeline.commands.console import console, stop
from pipeline.runtime.settings import DEFAULT_PACKS, Settings, SettingsError
from transforms.policy import PackError


def feedback(
    deliveries: Annotated[list[str] | None, typer.Argument(help="报送编号；不写则补做尚未做的")] = None,
    pack: Annotated[str, typer.Option("--pack", help="政策包代码", envvar="PACK")] = DEFAULT_PACKS,
    every: Annotated[bool, typer.Option("--all", help="全部重做：比对结果按当天数据更新")] = False,
    on: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="业务日期")] = None,
) -> None:
    """生成反馈工作簿：每份报送一册，含逐行结果、原因、更正办法和比对结果；更正后可直接报回。"""
    from pipeline.feedback import run as step
    from pipeline.runtime import clock

    day = on.date() if on else clock.technical_now().date()
    try:
        settings = Settings.from_environment()
        made = step.run(settings, pack, day, deliveries or None, every=every, assessed_only=True)
    except (SettingsError, step.NoSuchDelivery) as refused:
        raise stop(str(refused)) from None
    except PackError as error:
        raise stop("\n".join(["政策包有错误，不能使用：", *(one.text_zh() for one in error.problems)])) from None
    for one in made:
        console.print(f"{one.delivery_id}  {one.file_name}  列示 {one.shown_rows} 行，比对发现 {one.finding_rows} 条")
    console.print(f"共 {len(made)} 册，在 {step.folder(settings, pack)}")
