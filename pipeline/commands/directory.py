"""`campaign directory check`: list every problem of the directory of offices and officials."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.console import stop
from pipeline.commands.policy.output import print_problem, say
from pipeline.runtime.settings import Settings
from transforms.directory.load import review_directory

directory = typer.Typer(no_args_is_help=True, help="通讯录：单位、邮箱、人员和职责。")


@directory.callback()
def _group() -> None:
    """Keep `check` a subcommand although it is the only one."""


@directory.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="通讯录文件；不写为本机设置的（CAMPAIGN_DIRECTORY）")] = None,
) -> None:
    """一次列出通讯录的全部问题：写错的，以及各政策包的接收单位、催报联系单位中没有邮箱的。

    每个都说明行、应为何值、如何改；有问题的，退出状态为 1。不改任何文件，不连数据库，不发邮件。
    """
    from pipeline.policy import registry

    settings = Settings.from_environment()
    file = path or settings.directory_file
    if file is None:
        raise stop("没有通讯录：请把文件放在状态文件夹的 directory.yaml，或设置 CAMPAIGN_DIRECTORY。")
    problems = review_directory(file, tuple(registry.load(settings, code) for code in settings.packs))
    for problem in problems:
        print_problem(problem)
    say(f"{len(problems)} 个问题。" if problems else "没有问题。")
    if problems:
        raise typer.Exit(1)
