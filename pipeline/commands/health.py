"""`campaign health`: state what is wrong with the installation, for a person, a script and a monitoring system."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from pipeline.commands.console import PLAIN, console
from pipeline.runtime.settings import Settings

Format = Annotated[
    Literal["text", "json", "prometheus"],
    typer.Option("--format", help="text 给人看，json 给程序，prometheus 为监控指标"),
]


def health(output: Format = "text") -> None:
    """检查整套系统：服务、磁盘、数据库，各政策包的报表、邮件、暂存、逾期未报。只检查，不改任何数据。

    没有问题的，退出状态为 0；有问题的逐条说明怎样处理，退出状态为 1。
    """
    from pipeline.health import check, finding

    result = check.check(Settings.from_environment())
    shown = {"json": finding.as_json, "prometheus": finding.as_prometheus}
    if output in shown:
        console.print(shown[output](result).rstrip("\n"), **PLAIN)
    else:
        for line in finding.lines_zh(result):
            console.print(line, **PLAIN)
    if not result.is_good:
        raise typer.Exit(1)
