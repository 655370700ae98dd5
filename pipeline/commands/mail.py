"""`campaign mail …`: send the mails that wait, show what is not sent, try again, carry over what was sent."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.console import PLAIN, console
from pipeline.commands.options import DEFAULT_PACK, Pack
from pipeline.runtime.settings import Settings
from transforms.text.labels import MAIL_STATE_LABELS

mail = typer.Typer(no_args_is_help=True, help="邮件：发送待发的，列出没有发出的，重发被拒收的。")


@mail.command("send")
def send(pack: Pack = DEFAULT_PACK) -> None:
    """立即发送待发的邮件，不等重试间隔；每个接收单位先发最早的，一个单位发不出去不影响其他单位。

    显示发出、暂缓、被拒收各几封。暂缓的以后自动再试；被拒收的用 campaign mail list 查看原因。
    """
    send_queued(Settings.from_environment(), pack)


@mail.command("list")
def list_mails(
    pack: Pack = DEFAULT_PACK,
    every: Annotated[bool, typer.Option("--all", help="也列出已发出的")] = False,
) -> None:
    """列出没有发出的邮件：接收单位、主题、业务日期、状态、试过几次、服务器的答复。不发送，不改任何数据。"""
    from pipeline.mail import queue
    from pipeline.runtime.database import publisher
    from transforms.policy import campaign_id

    with publisher(Settings.from_environment()).connect() as conn:
        mails = queue.listed(conn, campaign_id(pack), all_states=every)
        counts = queue.counts(conn, campaign_id(pack))
    for row in mails:
        answer = f"，试过 {row.attempts} 次：{row.answer}" if row.answer else ""
        state = f"{MAIL_STATE_LABELS[row.state]}{answer}"
        console.print(f"{row.recipient}  {row.business_date}  {row.subject}\n    {row.mail_key}  {state}", **PLAIN)
    console.print(f"已发出 {counts.sent} 封，待发 {counts.waiting} 封，被拒收 {counts.refused} 封。")


@mail.command("retry")
def retry(
    pack: Pack = DEFAULT_PACK,
    recipient: Annotated[str | None, typer.Option(help="只重发这个接收单位的；不写则全部")] = None,
) -> None:
    """把被拒收的邮件改回待发并立即发送：邮箱地址或邮件服务器改好以后使用。"""
    from pipeline.mail import queue
    from pipeline.runtime.database import publisher
    from transforms.policy import campaign_id

    settings = Settings.from_environment()
    with publisher(settings).begin() as conn:
        again = queue.retry_refused(conn, campaign_id(pack), recipient)
    console.print(f"{again} 封被拒收的邮件改回待发。")
    send_queued(settings, pack)


@mail.command("export-sent")
def export_sent(pack: Pack = DEFAULT_PACK) -> None:
    """写出已发邮件的清单（JSON，不含地址、正文和个人信息）：数据库恢复到较早时刻以前执行，存成文件。不改任何数据。"""
    from pipeline.mail import sent_before
    from pipeline.runtime.database import publisher

    with publisher(Settings.from_environment()).connect() as conn:
        console.print(sent_before.export_sent(conn, pack), **PLAIN)


@mail.command("import-sent")
def import_sent(
    file: Annotated[typer.FileText, typer.Argument(help="export-sent 写出的文件，- 为标准输入")],
    pack: Pack = DEFAULT_PACK,
) -> None:
    """数据库恢复到较早时刻、重做其后的工作以后，按清单把内容相同的待发邮件记为已发，不再发第二次。

    内容与已发的不同的仍然待发，逐封列出：收件单位会收到两封，请告知。可以重复执行。
    """
    from pipeline.mail import sent_before
    from pipeline.runtime.database import publisher

    with publisher(Settings.from_environment()).begin() as conn:
        done = sent_before.import_sent(conn, pack, file.read())
    for mail_key, recipient in done.changed:
        console.print(f"{recipient}  {mail_key}  已发过，内容有变，仍待发", **PLAIN)
    console.print(f"{done.marked} 封记为已发，{len(done.changed)} 封内容有变仍待发，{done.missing} 封尚未生成。")


def send_queued(settings: Settings, pack: str) -> None:
    """Send the waiting mails of a campaign, and print one line about them; print nothing if there was nothing to send.

    A mail server that is down is no error of the command: the mails wait.
    """
    from pipeline.mail import sending

    report = sending.send_waiting(settings, pack, at_once=True)
    if not report.has_server:
        if report.left.waiting:
            console.print(f"没有设置邮件服务器，{report.left.waiting} 封邮件待发。")
        return
    if report.sent or report.left.waiting or report.left.refused:
        console.print(
            f"邮件：发出 {report.sent} 封，待发 {report.left.waiting} 封，被拒收 {report.left.refused} 封。"
            + ("没有发出的见 campaign mail list。" if report.left.waiting or report.left.refused else "")
        )
