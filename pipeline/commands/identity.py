"""The face of persons to check: `campaign identity review | search | same | different | undo`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.table import Table

from pipeline.commands.console import console, settings_or_stop, stop
from pipeline.identity import review as identity_review
from pipeline.runtime import clock
from pipeline.runtime.settings import DEFAULT_PACKS

identity = typer.Typer(
    no_args_is_help=True, help="核对人员：同一人是否有两个号码，同一号码是否有两个人。从不自动归并。"
)

Pack = Annotated[str, typer.Option("--pack", help="政策包代码", envvar="PACK")]
Id = Annotated[str, typer.Argument(help="核对编号，或它开头的几位（见 campaign identity review）")]
By = Annotated[str, typer.Option("--by", prompt="决定人", help="决定人姓名或工号，记入台账")]
Reason = Annotated[str, typer.Option("--reason", prompt="理由", help="理由，记入台账")]
Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="业务日期")]
KIND_ZH = {
    "certificate_and_number": "出生医学证明与证件号码同列", "two_names": "同一证件号码，两个姓名",
    "look_alike": "同名同出生日期，两个号码",
}  # fmt: skip
PART_ZH = {
    "row": "报送同列", "number": "证件号码", "name": "姓名", "name_and_birth": "姓名和出生日期", "household": "户号",
    "near_number": "号码只差一位", "certificate": "一为出生医学证明", "unit": "单位", "sex": "性别",
}  # fmt: skip


@identity.command()
def review(
    pack: Pack = DEFAULT_PACKS, everything: Annotated[bool, typer.Option("--all", help="连同已决定的")] = False
) -> None:
    """查找后列出待核的人员，姓名和号码均已遮盖，最像同一人的在前。"""
    identity_review.search(settings_or_stop(), pack)
    table = Table("核对编号", "事由", "姓名", "证件号码", "分", "相同", "不同", "来源", "现状")
    for one in identity_review.entries(settings_or_stop(), pack, everything):
        table.add_row(
            one.review_id, KIND_ZH[one.kind], " / ".join(one.names), " / ".join(dict.fromkeys(one.numbers)),
            str(one.score), _words(one.agreeing), _words(one.differing), one.source,
            identity_review.STATE_ZH[one.state],
        )  # fmt: skip
    console.print(table if table.row_count else "没有待核的人员。")


@identity.command()
def search(pack: Pack = DEFAULT_PACKS) -> None:
    """在已核定的人员中查找同名同出生日期而号码不同的，列入待核。"""
    console.print(f"新列入待核 {identity_review.search(settings_or_stop(), pack)} 条。查看：campaign identity review")


@identity.command()
def same(review_id: Id, by: By, reason: Reason, pack: Pack = DEFAULT_PACKS, on: Day = None) -> None:
    """定为同一人：两个号码的事实合在一起核定，重复缴费随之可见。"""
    _decide("same", review_id, by, reason, pack, on)


@identity.command()
def different(review_id: Id, by: By, reason: Reason, pack: Pack = DEFAULT_PACKS, on: Day = None) -> None:
    """定为不同的人：即使报送写在同一行，也分开核定。"""
    _decide("different", review_id, by, reason, pack, on)


@identity.command()
def undo(review_id: Id, by: By, reason: Reason, pack: Pack = DEFAULT_PACKS, on: Day = None) -> None:
    """收回上一个决定，回到决定之前；台账保留。"""
    _decide("undo", review_id, by, reason, pack, on)


def _decide(
    verdict: identity_review.Verdict, review_id: str, by: str, reason: str, pack: str, on: dt.datetime | None
) -> None:
    day = on.date() if on else clock.technical_now().date()
    try:
        done = identity_review.decide(settings_or_stop(), pack, review_id, verdict, by, reason, day)
    except identity_review.ReviewRefused as refused:
        raise stop(str(refused)) from None
    state = identity_review.STATE_ZH[done.state]
    if not done.is_new:
        console.print(f"此前已这样决定过。现状：{state}")
    elif done.moved:
        console.print(f"已记录。现状：{state}。下一步：campaign run --pack {pack}")
    else:
        console.print(f"已记录。现状：{state}。核定不受影响。")


def _words(codes: tuple[str, ...]) -> str:
    return "、".join(PART_ZH[code] for code in codes)
