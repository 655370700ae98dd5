"""`campaign run`, `remind`, `progress`, `verify`: carry out the steps of a business day without Airflow."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pipeline.commands.console import console
from pipeline.commands.mail import send_queued
from pipeline.commands.options import DAY_FORMATS, DAY_ZH, DEFAULT_PACK, Day, Force, Pack, business_date, checked_date
from pipeline.runtime.settings import Settings

ALL_KINDS = (
    *("special_list", "target_table", "roll", "employee", "history", "tax_feed", "fund_claim"),
    *("uninsured_reason", "fund_transfer", "due_acknowledgement", "tax_statement", "late_entry", "correction_request"),
)
RESULT_ZH = {
    "pack_code": "政策包",
    "committed": "入库报送",
    "held": "暂存报送",
    "rejected": "退回报送",
    "rows": "行数",
    "clean": "可入库行",
    "duplicates": "重复行",
    "quarantined": "不合格行",
    "seconds": "用时",
    "assess_no": "核定序号",
    "committed_no": "入库序号",
    "business_date": "业务日期",
    "persons": "核定人数",
    "published": "发布报表",
    "feedback": "反馈工作簿",
    "reminded": "催报单位",
    "look_alikes": "新列入待核人员",
    "layout_wrong": "等版式改好的报送",
    "slow": "等下次读取的报送",
    "postponed": "推迟到下一个业务日的报送",
    "read and gate": "读取检查",
    "merge": "入库",
    "choose": "选人",
    "assess": "核定",
    "post": "记账",
}
"""Figure of a step's report, or stage of its seconds -> label."""


Postponed = Annotated[bool, typer.Option("--postponed", help="连同因每日限额推迟的报送，今天就处理")]


def run(pack: Pack = DEFAULT_PACK, on: Day = None, force: Force = "", postponed: Postponed = False) -> None:
    """处理全部待办文件，核定并记账，发布当天应发的报表（不经 Airflow，调用同样的函数）。

    缴费先读先记账；读得慢的文件放在最后，其余核定记账以后再读。
    另外生成反馈工作簿、催报、查找待核人员，最后显示各步的数目。--on 是业务日期，不写为今天。
    有报送因版式文件写错而没有处理时，不发布报表，退出状态为 1。
    """
    from pipeline.assess import run as assess
    from pipeline.feedback import run as feedback
    from pipeline.holds import announce
    from pipeline.identity import review
    from pipeline.intake import run as intake
    from pipeline.policy import registry
    from pipeline.publish import run as publish
    from pipeline.senders import reminders

    settings = Settings.from_environment()
    day = checked_date(settings, pack, on, force, "run")
    take_in = partial(intake.run, settings, pack, ALL_KINDS, day, progress=console.print, with_postponed=postponed)
    taken = take_in(leave_slow=True)
    assessed = assess.run(settings, pack, day, progress=console.print)
    if taken.slow:
        taken = taken.with_later(take_in())
        assessed = assess.run(settings, pack, day, progress=console.print)
    # As in Airflow: no report is published while a delivery waits for its layout file: its rows would be missing.
    published = [] if taken.layout_wrong else publish.run(settings, pack, day)
    workbooks = feedback.run(settings, pack, day)
    reminded = reminders.run(settings, pack, day)
    look_alikes = review.search(settings, pack)
    announce.run(settings, pack, day)
    counts = {
        "published": len(published),
        "feedback": len(workbooks),
        "reminded": len(reminded),
        "look_alikes": look_alikes,
    }
    send_queued(settings, pack)
    _print_results(taken.as_dict() | assessed.as_dict() | counts)
    if taken.held:
        console.print(f"有 {taken.held} 份报送暂存。下一步：campaign held --pack {pack}")
    if taken.rejected:
        reason = "原因见反馈工作簿；因表头退回的，登记版式后重新读取"
        console.print(f"有 {taken.rejected} 份报送退回，{reason}：campaign reread --pack {pack}")
    if taken.postponed:
        now = f"今天就要处理：campaign run --postponed --pack {pack} --on {day}"
        console.print(f"有 {taken.postponed} 份报送因每日限额推迟到下一个业务日。{now}")
    if look_alikes:
        console.print(
            f"有 {look_alikes} 对人员同名同出生日期而号码不同，请核对：campaign identity review --pack {pack}"
        )
    if taken.layout_wrong:
        console.print(f"有 {taken.layout_wrong} 份报送等版式文件改好；收下以前不发布报表。")
    registry.check_layouts(settings, pack)


def remind(pack: Pack = DEFAULT_PACK, on: Day = None, force: Force = "") -> None:
    """向逾期未报的单位发催报邮件：应报日次日起，每批只催一次。

    --on 是业务日期，不写为今天。没有设置邮件服务器的，不发也不记录。显示催报了哪些来源。
    """
    from pipeline.senders import reminders

    settings = Settings.from_environment()
    sources = reminders.run(settings, pack, checked_date(settings, pack, on, force, "remind"))
    reminded = f"已催报 {len(sources)} 个来源：{'、'.join(sources)}。"
    console.print(reminded if sources else "没有需要催报的单位，或未设置邮件服务器。")
    send_queued(settings, pack)


def progress(
    on: Annotated[dt.datetime | None, typer.Option("--on", "--as-of", formats=DAY_FORMATS, help=DAY_ZH)] = None,
    pack: Pack = DEFAULT_PACK,
) -> None:
    """显示各单位参保进度、目标完成率、资金来源、隔离与暂挂。只显示，不改任何数据。

    --on 是统计到哪一天入库的钱，不写为今天；还没有核定的报送不计。
    """
    from pipeline.commands.progress import summary

    summary.render_summary(Settings.from_environment(), pack, business_date(on))


def verify(pack: Pack = DEFAULT_PACK) -> None:
    """核对不变量：事件合计等于现状、收支平衡、一人一年一次、已发布的数字可逐字节重做。

    逐项显示是否成立；有不符的，退出状态为 1。不改任何数据。
    """
    from pipeline.verify import invariants

    findings = invariants.run(Settings.from_environment(), pack)
    for finding in findings:
        is_kept = finding.problems == 0
        mark = Text("成立" if is_kept else f"{finding.problems} 处不符", style="green" if is_kept else "red")
        console.print(mark.append(f"  {finding.invariant}  {finding.meaning}", style="default"))
    if any(finding.problems for finding in findings):
        raise typer.Exit(1)


def _print_results(figures: dict[str, Any]) -> None:
    table = Table(title="处理结果", show_header=False)
    for name, value in figures.items():
        if isinstance(value, dict):
            value = "，".join(f"{RESULT_ZH.get(stage, stage)} {seconds:.1f} 秒" for stage, seconds in value.items())
        if value != "":
            table.add_row(RESULT_ZH.get(name, name), str(value))
    console.print(table)
