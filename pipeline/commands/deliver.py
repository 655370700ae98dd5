"""`campaign deliver`, `deliver-all`, `revoke`: a file arrives, or its sender withdraws it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.console import PLAIN, console
from pipeline.commands.options import DAY_FORMATS, DEFAULT_PACK, Day, Force, Pack, decision_date
from pipeline.intake import reread
from pipeline.landing import deliver as landing
from pipeline.landing import folder as landing_folder
from pipeline.policy.business_dates import run_command
from pipeline.runtime.settings import Settings
from transforms.text.labels import LIST_MODE_OPTIONS, state_label

ModeOption = typer.Option(prompt=f"方式（{LIST_MODE_OPTIONS}）", help=LIST_MODE_OPTIONS)


def deliver(
    file: Annotated[Path, typer.Argument(help="收到的文件，原样保存")],
    source: Annotated[str, typer.Option(prompt="来源（如 civil_affairs、tax）", help="来源，如 civil_affairs、tax")],
    period: Annotated[str, typer.Option(prompt="所属期（如 2019-10）", help="所属期，如 2019-10 或 2019-10-08")],
    cut_off: Annotated[dt.datetime, typer.Option(formats=DAY_FORMATS, prompt="数据截止日", help="数据截止日")],
    mode: Annotated[str, ModeOption],
    pack: Pack = DEFAULT_PACK,
    version: Annotated[int, typer.Option(help="同一所属期的第几版")] = 1,
    part: Annotated[bool, typer.Option("--part", help="这是同一版名单的又一部分，与先收到的合在一起")] = False,
    on: Day = None,
    force: Force = "",
) -> None:
    """收下一个文件：字节原样入库，登记为待处理；内容由 campaign run 审核。

    显示报送编号。同样的内容再收一次不会重复登记，只显示它的报送编号和现状。--on 是收到的日期，不写为今天。
    同一版已有别的内容时，不加 --part 就不收。
    """
    settings = Settings.from_environment()
    day = decision_date(settings, pack, on, force, "deliver")
    announcement = landing.Announcement(file, source, period, mode, cut_off.date(), day, version)
    (landed,) = landing.deliver(settings, pack, [announcement], as_parts=part)
    if landed.is_new:
        console.print(f"已登记：{landed.delivery_id}。下一步：{run_command(settings, pack)}", **PLAIN)
        return
    state = reread.state_of(settings, pack, landed.delivery_id)
    next_step = f"若版式已登记，用 campaign reread {landed.delivery_id} 重新读取。" if state == "rejected" else ""
    console.print(
        f"此前已收过同样的内容，未重复登记：{landed.delivery_id}，现状：{state_label(state)}。{next_step}", **PLAIN
    )


def deliver_all(
    folder: Annotated[Path, typer.Argument(help="含 deliveries.csv 的文件夹")], pack: Pack = DEFAULT_PACK
) -> None:
    """收下一个文件夹里 deliveries.csv 列出的全部文件，登记为待处理；内容由 campaign run 审核。

    deliveries.csv 的列：file、source、period、list_mode、cut_off_on、delivered_on、version，日期如 2019-10-31。
    没有列出的文件不收，只显示个数；同样的内容再收一次不会重复登记。有一行写错，就一个也不收。
    超过大小限额的文件不收，其余照收，退出状态为 1。
    """
    settings = Settings.from_environment()
    landed = landing_folder.deliver_all(settings, pack, folder)
    unannounced = landing_folder.unannounced_files(folder)
    parts = [f"共 {len(landed)} 个文件，新登记 {sum(delivery.is_new for delivery in landed)} 个"]
    if unannounced.ignored:
        parts.append(f"另有 {unannounced.ignored} 个临时文件未收")
    if unannounced.unknown:
        parts.append(f"{unannounced.unknown} 个文件不在 {landing_folder.MANIFEST} 中，未收，请核对是否漏列")
    console.print("；".join(parts) + f"。下一步：{run_command(settings, pack)}", **PLAIN)
    if too_large := landing_folder.too_large_files(settings, folder):
        for refusal in too_large.values():
            console.print(refusal, **PLAIN)
        raise typer.Exit(1)


def revoke(
    source: Annotated[str, typer.Option(prompt="来源（如 civil_affairs）", help="来源，如 civil_affairs")],
    period: Annotated[str, typer.Option(prompt="所属期（如 2019-10）", help="所属期，与报送时一致")],
    by: Annotated[str, typer.Option(prompt="由谁撤回", help="提出撤回的单位和经办人")],
    reason: Annotated[str, typer.Option(prompt="撤回原因", help="撤回原因")],
    version: Annotated[int, typer.Option(help="同一所属期的第几版")] = 1,
    pack: Pack = DEFAULT_PACK,
    on: Day = None,
    force: Force = "",
) -> None:
    """按报送单位的要求撤回一版名单：所述内容不再有效，上一版恢复有效；留有记录。缴费流水不能整批撤回。

    同一版的各部分一并撤回。受影响的人在下次 campaign run 时重新核定。--on 是撤回的日期，不写为今天。
    """
    from pipeline.merge import versions

    settings = Settings.from_environment()
    day = decision_date(settings, pack, on, force, "revoke")
    done = versions.revoke(settings, pack, source, period, version, revoked_by=by, reason=reason, business_date=day)
    if not done.is_new:
        console.print("此前已撤回，未重复登记。")
        return
    effect = f"{done.deliveries} 个批次的效力随之改变" if done.deliveries else "该版尚未入库，入库时按已撤回处理"
    withdrawn = f"已撤回：{source} {period} 第{version}版，{effect}"
    console.print(f"{withdrawn}。下一步：{run_command(settings, pack)}", **PLAIN)
