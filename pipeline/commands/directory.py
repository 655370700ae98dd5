"""`campaign directory`: list every problem of the directory, and write its rights into the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.console import stop
from pipeline.commands.options import business_date
from pipeline.commands.policy.output import print_problem, say
from pipeline.runtime.settings import Settings
from transforms.directory.load import review_directory

NO_DIRECTORY = "没有通讯录：请把文件放在状态文件夹的 directory.yaml，或设置 CAMPAIGN_DIRECTORY。"
directory = typer.Typer(no_args_is_help=True, help="通讯录：单位、邮箱、人员和职责。")


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
        raise stop(NO_DIRECTORY)
    problems = review_directory(file, tuple(registry.load(settings, code) for code in settings.packs))
    for problem in problems:
        print_problem(problem)
    say(f"{len(problems)} 个问题。" if problems else "没有问题。")
    if problems:
        raise typer.Exit(1)


@directory.command()
def rights() -> None:
    """按通讯录写入数仓的查看权限：每名查看、经办人员一个数据库角色，只看本单位 units 里的地区。

    不再任职、没有地区的，不能再登录。新角色没有密码，由管理员用 make psql ROLE=owner 的 \\password 设置。
    通讯录或政策包的地区改了，要再运行一次。
    """
    from pipeline.policy.office_rights import NoDirectory, write_rights
    from transforms.directory.load import DirectoryError
    from transforms.directory.rights import RoleNameTooLong

    try:
        readers = write_rights(Settings.from_environment(), business_date(None))
    except NoDirectory:
        raise stop(NO_DIRECTORY) from None
    except DirectoryError as error:
        raise stop(f"通讯录有 {len(error.problems)} 个问题，没有写入：先运行 campaign directory check。") from None
    except RoleNameTooLong as error:
        raise stop(f"登录名过长，没有写入：{error}") from None
    for reader in readers:
        scope = "合计和逐人" if reader.sees_persons else "合计"
        say(f"{reader.role_name}  {reader.pack_code}  {len(reader.units)} 个地区  {scope}")
    say(f"{len(readers)} 项查看权限。")
