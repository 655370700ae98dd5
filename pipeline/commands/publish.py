"""`campaign publish`: publish what is due, and corrections; `waiting`, `approve`, `refuse`: reports that wait."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.console import PLAIN, console, stop
from pipeline.commands.mail import send_queued
from pipeline.commands.options import (
    DAY_FORMATS,
    DEFAULT_PACK,
    Day,
    DecidedBy,
    Force,
    Pack,
    checked_date,
    decision_date,
)
from pipeline.runtime.settings import Settings
from transforms.text.labels import OCCASION_LABELS, cadence_label, report_label

PublishDay = Annotated[dt.datetime | None, typer.Option(formats=DAY_FORMATS, help="发布日，不写为今天")]
Correct = Annotated[bool, typer.Option("--correct", help="已发布的报表如数字有变，另发更正（原报表不变）")]

ReportId = Annotated[str, typer.Argument(help="报表编号，或它开头的几位（见 campaign waiting）")]
Note = Annotated[str, typer.Option("--note", prompt="理由", help="理由，记入台账")]
Yes = Annotated[bool, typer.Option("--yes", help="已看过报表，不再询问")]


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


def waiting(
    pack: Pack = DEFAULT_PACK,
    report: Annotated[str, typer.Argument(help="报表编号；不写则列出全部")] = "",
    to: Annotated[Path | None, typer.Option("--to", help="把这份报表的文件写到这个文件夹，供查看")] = None,
) -> None:
    """列出等待审批的报表和原因；给出编号和 --to，则写出它的文件供查看。只显示，不作决定。

    等待审批的报表没有发出：不发邮件，不在发件箱和网页“下载”中出现。
    """
    from pipeline.policy import registry
    from pipeline.publish import approvals, decisions

    settings = Settings.from_environment()
    if report:
        if to is None:
            raise stop("请写明写到哪个文件夹：--to")
        to.mkdir(parents=True, exist_ok=True)
        for name, content in decisions.files_of(settings, pack, report).items():
            (to / name).write_bytes(content)
            console.print(f"已写入 {to / name}", **PLAIN)
        return
    rows = decisions.waiting(settings, pack)
    loaded = registry.load(settings, pack)
    for row in rows:
        reasons = "、".join(OCCASION_LABELS[reason] for reason in row.reasons)
        edition = f"，更正 {row.correction_no}" if row.correction_no else ""
        console.print(
            f"{str(row.publication_id)[:8]}  {report_label(row.report)}（{cadence_label(row.cadence)}，截至"
            f"{row.as_of}{edition}）  {approvals.recipient_label(loaded, row.recipient)}\n    等待原因：{reasons}",
            **PLAIN,
        )
    next_step = "下一步：campaign waiting 编号 --to 文件夹（查看），campaign approve / refuse 编号（决定）。"
    console.print(next_step if rows else "没有等待审批的报表。", **PLAIN)


def approve(
    report: ReportId,
    by: DecidedBy,
    note: Note,
    pack: Pack = DEFAULT_PACK,
    yes: Yes = False,
    on: Day = None,
    force: Force = "",
) -> None:
    """同意发出一份等待审批的报表：文件放进发件箱，发给各接收单位。决定记入台账。

    --on 是决定的日期，不写为今天。
    """
    settings = Settings.from_environment()
    _decide(settings, report, True, by, note, pack, yes, on, force)
    send_queued(settings, pack)


def refuse(
    report: ReportId,
    by: DecidedBy,
    note: Note,
    pack: Pack = DEFAULT_PACK,
    yes: Yes = False,
    on: Day = None,
    force: Force = "",
) -> None:
    """不予发出一份等待审批的报表。决定记入台账；数字更正以后（campaign publish --correct）另行审批。

    --on 是决定的日期，不写为今天。
    """
    _decide(Settings.from_environment(), report, False, by, note, pack, yes, on, force)


def _decide(
    settings: Settings, report: str, is_approved: bool, by: str, note: str, pack: str, yes: bool, on: Day, force: str
) -> None:
    from pipeline.publish import decisions

    day = decision_date(settings, pack, on, force, "approve" if is_approved else "refuse")
    if not yes and not typer.confirm("同意发出？" if is_approved else "不予发出？"):
        raise stop("未作处理。")
    number = decisions.decide(settings, pack, report, is_approved, by, note, day)
    console.print(f"已记录：{'同意发出' if is_approved else '不予发出'}（{number[:8]}）。", **PLAIN)
