"""The `campaign` command: a thin face on the functions that the DAGs call, too.

Messages are in Chinese: the people who type these commands at a bureau read Chinese.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import click
import typer
from rich.table import Table
from typer.core import TyperGroup

from pipeline.commands import errors, held, identity, layout
from pipeline.commands import feedback as feedback_command
from pipeline.commands import publish as publish_command
from pipeline.commands.console import console, settings_or_stop, stop
from pipeline.commands.policy.group import policy
from pipeline.intake import reread
from pipeline.landing import deliver as landing
from pipeline.landing import folder as landing_folder
from pipeline.runtime import clock
from transforms.intake.layouts.files import LayoutError
from transforms.policy import PackError
from transforms.policy.diff.correction_check import CorrectionRefused
from transforms.text.labels import LIST_MODE_OPTIONS, state_label


class _Commands(TyperGroup):
    """Commands that say in a line of Chinese what outside the program is wrong, instead of a trace of the driver."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if (told := errors.told_zh(error)) is None:
                raise
            raise stop(told) from None


app = typer.Typer(
    cls=_Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="城乡居民医保参保缴费：名单与缴费进来，进度、通报与报表出去。",
)  # fmt: skip
app.add_typer(policy, name="policy")
app.add_typer(layout.layout, name="layout")
app.add_typer(identity.identity, name="identity")
app.command()(layout.reread)
for one in (held.held, held.release, held.reject, feedback_command.feedback):
    app.command()(one)
app.command("publish")(publish_command.publish_due)
RESULT_ZH = {
    "pack_code": "政策包", "committed": "入库报送", "held": "暂存报送", "rejected": "退回报送", "rows": "行数",
    "clean": "可入库行", "duplicates": "重复行", "quarantined": "不合格行", "seconds": "用时", "assess_no": "核定序号",
    "committed_no": "入库序号", "business_date": "业务日期", "persons": "核定人数", "published": "发布报表",
    "feedback": "反馈工作簿", "reminded": "催报单位", "alike": "新列入待核人员", "layout_wrong": "等版式改好的报送",
    "read and gate": "读取检查", "merge": "入库", "choose": "选人", "assess": "核定", "post": "记账",
}  # fmt: skip

Pack = Annotated[str, typer.Option("--pack", help="政策包代码，如 dongan-2020", envvar="PACK")]
DAY_FORMATS, DAY_ZH = ["%Y-%m-%d"], "业务日期"
Day = Annotated[dt.datetime | None, typer.Option(formats=DAY_FORMATS, help=DAY_ZH)]
ALL_KINDS = ("special_list", "target_table", "roll", "employee", "history", "tax_feed")


@contextmanager
def _packs_refused() -> Iterator[None]:
    """A pack or a layout that may not be used ends the command with every reason, in Chinese, and exit status 1."""
    try:
        yield
    except CorrectionRefused as error:
        raise stop(_in_lines("这次更正不能替换正在使用的政策包，没有按它核定：", error)) from None
    except PackError as error:
        raise stop(_in_lines("政策包有错误，不能使用：", error)) from None
    except LayoutError as error:
        raise stop(f"版式文件有错误，改好以前用到它的报送不作处理：\n{error}") from None


def _in_lines(head: str, error: PackError) -> str:
    return "\n".join([head, *(problem.text_zh() for problem in error.problems)])


def _day(value: dt.datetime | None) -> dt.date:
    """The given business date, else today in Shanghai: only at this edge does the command look at the clock."""
    return value.date() if value else clock.technical_now().date()


@app.command()
def simulate(
    out: Annotated[Path, typer.Argument(help="写到这个文件夹")],
    pack: Pack = "dongan-2020",
    scale: Annotated[float, typer.Option(help="人口比例，1 为全部人口")] = 0.1,
    seed: Annotated[int, typer.Option(help="随机种子：同一种子得到同样的文件")] = 1,
    mistakes: Annotated[float, typer.Option(help="差错比例，0 为没有差错")] = 0.01,
) -> None:
    """造一个模拟的县：各部门名单、税务流水，以及每个人的正确答案。"""
    from simulation import simulate as make
    from simulation.localities import PLACES

    if pack not in PLACES:
        raise stop(f"没有“{pack}”的模拟数据；现有：{'、'.join(PLACES)}")
    place = make(pack, scale, seed, out, mistakes=mistakes)
    console.print(f"已写入 {out}；业务日期到 {place.business_date}。下一步：campaign deliver-all {out} --pack {pack}")


@app.command()
def deliver(
    file: Annotated[Path, typer.Argument(help="收到的文件，原样保存")],
    source: Annotated[str, typer.Option(prompt="来源（如 civil_affairs、tax）", help="来源，如 civil_affairs、tax")],
    period: Annotated[str, typer.Option(prompt="所属期（如 2019-10）", help="所属期，如 2019-10 或 2019-10-08")],
    cut_off: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], prompt="数据截止日", help="数据截止日")],
    mode: Annotated[
        str,
        typer.Option(prompt=f"方式（{LIST_MODE_OPTIONS}）", help=LIST_MODE_OPTIONS),
    ],
    pack: Pack = "dongan-2020",
    version: Annotated[int, typer.Option(help="同一所属期的第几版")] = 1,
    part: Annotated[bool, typer.Option("--part", help="这是同一版名单的又一部分，与先收到的合在一起")] = False,
    on: Day = None,
) -> None:
    """收下一个文件：字节原样入库登记；同样的内容再收一次不会重复。"""
    one = landing.Announcement(file, source, period, mode, cut_off.date(), _day(on), version)
    try:
        with _packs_refused():
            (landed,) = landing.deliver(settings_or_stop(), pack, [one], as_parts=part)
    except landing.DeliveryRefused as error:
        raise stop(str(error)) from None
    if landed.is_new:
        console.print(f"已登记：{landed.delivery_id}。下一步：campaign run --pack {pack}")
        return
    state = reread.state_of(settings_or_stop(), pack, landed.delivery_id)
    again = f"若版式已登记，用 campaign reread {landed.delivery_id} 重新读取。" if state == "rejected" else ""
    told = f"此前已收过同样的内容，未重复登记：{landed.delivery_id}，现状：{state_label(state)}。{again}"
    console.print(told, markup=False, highlight=False, soft_wrap=True)


@app.command("deliver-all")
def deliver_all(
    folder: Annotated[Path, typer.Argument(help="含 deliveries.csv 的文件夹")], pack: Pack = "dongan-2020"
) -> None:
    """收下一个文件夹里 deliveries.csv 列出的全部文件。"""
    try:
        with _packs_refused():
            landed = landing_folder.deliver_all(settings_or_stop(), pack, folder)
    except landing.DeliveryRefused as error:
        raise stop(str(error)) from None
    lying = landing_folder.unannounced_files(folder)
    beside = [f"另有 {lying.ignored} 个临时文件未收"] * bool(lying.ignored)
    beside += [f"{lying.unknown} 个文件不在 {landing_folder.MANIFEST} 中，未收，请核对是否漏列"] * bool(lying.unknown)
    console.print(
        "；".join([f"共 {len(landed)} 个文件，新登记 {sum(one.is_new for one in landed)} 个", *beside])
        + f"。下一步：campaign run --pack {pack}"
    )


@app.command()
def revoke(
    source: Annotated[str, typer.Option(prompt="来源（如 civil_affairs）", help="来源，如 civil_affairs")],
    period: Annotated[str, typer.Option(prompt="所属期（如 2019-10）", help="所属期，与报送时一致")],
    by: Annotated[str, typer.Option(prompt="由谁撤回", help="提出撤回的单位和经办人")],
    reason: Annotated[str, typer.Option(prompt="撤回原因", help="撤回原因")],
    version: Annotated[int, typer.Option(help="同一所属期的第几版")] = 1,
    pack: Pack = "dongan-2020",
    on: Day = None,
) -> None:
    """按报送单位的要求撤回一版名单：所述内容不再有效，上一版恢复有效；留有记录。缴费流水不能整批撤回。"""
    from pipeline.merge import versions

    try:
        with _packs_refused():
            done = versions.revoke(
                settings_or_stop(), pack, source, period, version, revoked_by=by, reason=reason, business_date=_day(on)
            )
    except versions.RevocationRefused as error:
        raise stop(str(error)) from None
    if not done.is_new:
        console.print("此前已撤回，未重复登记。")
        return
    effect = f"{done.deliveries} 个批次的效力随之改变" if done.deliveries else "该版尚未入库，入库时按已撤回处理"
    console.print(f"已撤回：{source} {period} 第{version}版，{effect}。下一步：campaign run --pack {pack}")


@app.command()
def remind(pack: Pack = "dongan-2020", on: Day = None) -> None:
    """向逾期未报的单位发催报邮件：应报日次日起，每批只催一次。"""
    from pipeline.senders import reminders

    with _packs_refused():
        sources = reminders.run(settings_or_stop(), pack, _day(on))
    told = f"已催报 {len(sources)} 个来源：{'、'.join(sources)}。"
    console.print(told if sources else "没有需要催报的单位，或未设置邮件服务器。")


@app.command()
def run(pack: Pack = "dongan-2020", on: Day = None) -> None:
    """处理全部待办文件，核定并记账，发布当天应发的报表（不经 Airflow，调用同样的函数）。"""
    from pipeline.assess import run as assess
    from pipeline.feedback import run as feedback
    from pipeline.identity import review
    from pipeline.intake import run as intake
    from pipeline.policy import registry
    from pipeline.publish import run as publish
    from pipeline.senders import reminders

    settings, day = settings_or_stop(), _day(on)
    with _packs_refused():
        taken = intake.run(settings, pack, ALL_KINDS, day, progress=console.print)
        assessed = assess.run(settings, pack, day, progress=console.print)
        # as in Airflow: no report goes out that lacks what waits to be read
        published = [] if taken.layout_wrong else publish.run(settings, pack, day)
        told = feedback.run(settings, pack, day)
        reminded = reminders.run(settings, pack, day)
        alike = review.search(settings, pack)
    made = {"published": len(published), "feedback": len(told), "reminded": len(reminded), "alike": alike}
    _table("处理结果", taken.as_dict() | assessed.as_dict() | made)
    if taken.held:
        console.print(f"有 {taken.held} 份报送暂存。下一步：campaign held --pack {pack}")
    if taken.rejected:
        told = "原因见反馈工作簿；因表头退回的，登记版式后重新读取"
        console.print(f"有 {taken.rejected} 份报送退回，{told}：campaign reread --pack {pack}")
    if alike:
        console.print(f"有 {alike} 对人员同名同出生日期而号码不同，请核对：campaign identity review --pack {pack}")
    if taken.layout_wrong:
        console.print(f"有 {taken.layout_wrong} 份报送等版式文件改好；收下以前不发布报表。")
    with _packs_refused():
        registry.check_layouts(settings)


@app.command()
def progress(
    on: Annotated[dt.datetime | None, typer.Option("--on", "--as-of", formats=DAY_FORMATS, help=DAY_ZH)] = None,
    pack: Pack = "dongan-2020",
) -> None:
    """各单位参保进度、目标完成率、资金来源、隔离与暂挂。"""
    from pipeline.commands.progress import summary

    with _packs_refused():
        summary.render_summary(settings_or_stop(), pack, _day(on))


@app.command()
def verify(pack: Pack = "dongan-2020") -> None:
    """核对不变量：事件合计等于现状、收支平衡、一人一年一次、已发布的数字可逐字节重做。"""
    from pipeline.verify import invariants

    findings = invariants.run(settings_or_stop(), pack)
    for one in findings:
        mark = "[green]成立[/]" if one.problems == 0 else f"[red]{one.problems} 处不符[/]"
        console.print(f"{mark}  {one.invariant}  {one.meaning}")
    if any(one.problems for one in findings):
        raise typer.Exit(1)


def _table(title: str, values: dict[str, Any]) -> None:
    table = Table(title=title, show_header=False)
    for name, value in values.items():
        if isinstance(value, dict):
            value = "，".join(f"{RESULT_ZH.get(stage, stage)} {seconds:.1f} 秒" for stage, seconds in value.items())
        if value != "":
            table.add_row(RESULT_ZH.get(name, name), str(value))
    console.print(table)


if __name__ == "__main__":
    app()
