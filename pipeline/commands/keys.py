"""`campaign keys …`: compare the data keys with the warehouse, replace them, and change the master key."""

from __future__ import annotations

import typer

from pipeline.commands.console import console
from pipeline.runtime.settings import Settings

keys = typer.Typer(no_args_is_help=True, help="密钥：核对是否与数据库相符，更换数据密钥或主密钥。")


@keys.command()
def check() -> None:
    """核对散列密钥和加密密钥是否与数据库相符；不符的说明怎么办，退出状态为 1。"""
    from pipeline.identity import keys as data_keys

    data_keys.check(Settings.from_environment())
    console.print("密钥与数据库相符。")


@keys.command()
def rotate() -> None:
    """更换散列密钥和加密密钥：全部身份用新密钥重新加密，人员代号、核定结果和报表不变。

    分批进行，中断后再执行一次即接着做；完成以前旧密钥一直可用，其他步骤可以照常运行。
    """
    from pipeline.trust import rotation

    done = rotation.rotate(Settings.from_environment(), progress=console.print)
    console.print(f"已更换密钥，现用密钥序号 {done.key_no}，{done.persons} 人。")
    console.print("请立即备份（make backup）；旧备份要用旧密钥。")


@keys.command()
def rewrap() -> None:
    """更换主密钥：两把数据密钥改由新主密钥包裹，数据密钥、身份密文和结果都不变。

    原主密钥仍写在 CAMPAIGN_MASTER_KEY，新主密钥写在 CAMPAIGN_NEW_MASTER_KEY；原主密钥不对的，不作任何改动。
    中断后再执行一次即可。
    """
    from pipeline.trust import rewrap as master

    is_new = master.rewrap(Settings.from_environment())
    console.print("数据密钥已改由新主密钥包裹。" if is_new else "此前已改由新主密钥包裹。")
    console.print("下一步：各处的 CAMPAIGN_MASTER_KEY 改为新主密钥，重启服务，立即备份；旧备份要用原主密钥。")
