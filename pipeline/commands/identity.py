"""`campaign identity …`: list pairs of person keys to review, and record the decision."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.table import Table

from pipeline.commands.console import PLAIN, console
from pipeline.commands.options import DEFAULT_PACK, Day, DecidedBy, Force, Pack, decision_date
from pipeline.identity import review as identity_review
from pipeline.policy.business_dates import run_command
from pipeline.runtime.settings import Settings

identity = typer.Typer(
    no_args_is_help=True, help="核对人员：同一人是否有两个号码，同一号码是否有两个人。从不自动归并。"
)

ReviewId = Annotated[str, typer.Argument(help="核对编号，或它开头的几位（见 campaign identity review）")]
Reason = Annotated[str, typer.Option("--reason", prompt="理由", help="理由，记入台账")]
KIND_ZH = {
    "certificate_and_number": "出生医学证明与证件号码同列",
    "two_names": "同一证件号码，两个姓名",
    "look_alike": "同名同出生日期，两个号码",
}
PART_ZH = {
    "row": "报送同列",
    "number": "证件号码",
    "name": "姓名",
    "name_and_birth": "姓名和出生日期",
    "household": "户号",
    "near_number": "号码只差一位",
    "certificate": "一为出生医学证明",
    "unit": "单位",
    "sex": "性别",
}


@identity.command()
def review(
    pack: Pack = DEFAULT_PACK, everything: Annotated[bool, typer.Option("--all", help="连同已决定的")] = False
) -> None:
    """查找并列出待核的人员，每条两人，姓名和号码均已遮盖，最像同一人的在前。

    新查到的列入待核；是否同一人由人工决定，核定结果不变。
    """
    identity_review.search(Settings.from_environment(), pack)
    table = Table("核对编号", "事由", "姓名", "证件号码", "分", "相同", "不同", "来源", "现状")
    for entry in identity_review.entries(Settings.from_environment(), pack, everything):
        table.add_row(
            entry.review_id,
            KIND_ZH[entry.kind],
            " / ".join(entry.names),
            " / ".join(dict.fromkeys(entry.numbers)),
            str(entry.score),
            _labels(entry.agreeing),
            _labels(entry.differing),
            entry.source,
            identity_review.STATE_ZH[entry.state],
        )
    console.print(table if table.row_count else "没有待核的人员。")


@identity.command()
def search(pack: Pack = DEFAULT_PACK) -> None:
    """在已核定的人员中查找同名同出生日期而号码不同的，列入待核，显示新增几条；核定结果不变。"""
    console.print(
        f"新列入待核 {identity_review.search(Settings.from_environment(), pack)} 条。查看：campaign identity review"
    )


@identity.command()
def same(
    review_id: ReviewId, by: DecidedBy, reason: Reason, pack: Pack = DEFAULT_PACK, on: Day = None, force: Force = ""
) -> None:
    """记录决定：定为同一人。两个号码的事实在下次 campaign run 时合在一起核定，重复缴费随之可见。

    编号见 campaign identity review，可以只写开头几位。--on 是决定的日期，不写为今天。
    """
    _decide("same", review_id, by, reason, pack, on, force)


@identity.command()
def different(
    review_id: ReviewId, by: DecidedBy, reason: Reason, pack: Pack = DEFAULT_PACK, on: Day = None, force: Force = ""
) -> None:
    """记录决定：定为不同的人。即使报送写在同一行，也在下次 campaign run 时分开核定。

    编号见 campaign identity review，可以只写开头几位。--on 是决定的日期，不写为今天。
    """
    _decide("different", review_id, by, reason, pack, on, force)


@identity.command()
def undo(
    review_id: ReviewId, by: DecidedBy, reason: Reason, pack: Pack = DEFAULT_PACK, on: Day = None, force: Force = ""
) -> None:
    """收回对一条待核人员的上一个决定，回到决定之前；决定的台账保留。

    编号见 campaign identity review --all，可以只写开头几位。--on 是收回的日期，不写为今天。
    """
    _decide("undo", review_id, by, reason, pack, on, force)


def _decide(
    verdict: identity_review.Verdict,
    review_id: str,
    by: str,
    reason: str,
    pack: str,
    on: dt.datetime | None,
    force: str,
) -> None:
    settings = Settings.from_environment()
    day = decision_date(settings, pack, on, force, f"identity {verdict}")
    done = identity_review.decide(settings, pack, review_id, verdict, by, reason, day)
    state = identity_review.STATE_ZH[done.state]
    if not done.is_new:
        console.print(f"此前已这样决定过。现状：{state}")
    elif done.moved:
        console.print(f"已记录。现状：{state}。下一步：{run_command(settings, pack)}", **PLAIN)
    else:
        console.print(f"已记录。现状：{state}。核定不受影响。")


def _labels(codes: tuple[str, ...]) -> str:
    return "、".join(PART_ZH[code] for code in codes)
