"""The face of held deliveries: `campaign held`, `campaign release`, `campaign reject`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.markdown import Markdown

from pipeline.commands.console import PLAIN, console, listed, settings_or_stop, stop
from pipeline.holds import decide
from pipeline.runtime import clock
from pipeline.runtime.settings import DEFAULT_PACKS, Settings
from transforms.intake.layouts.files import LayoutError
from transforms.policy import PackError
from transforms.text.labels import state_label

Pack = Annotated[str, typer.Option("--pack", help="政策包代码", envvar="PACK")]
Id = Annotated[str, typer.Argument(help="报送编号，或它开头的几位（见 campaign held）")]
By = Annotated[str, typer.Option("--by", prompt="决定人", help="决定人姓名或工号，记入台账")]
Note = Annotated[str, typer.Option("--note", prompt="理由", help="理由，记入台账")]
Yes = Annotated[bool, typer.Option("--yes", help="已看过所示内容，不再询问")]
Fingerprint = Annotated[str, typer.Option("--shown", help="看过的内容指纹；不符时不作处理")]
Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="业务日期")]
OUTCOME_ZH = {
    "committed": "已放行入库。下一步：campaign run", "superseded": "已放行；更高版本已在用，这一版不生效。",
    "rejected": "已退回。", "held": "重新检查时发现了新的原因，仍然暂存，请再次查看。",
}  # fmt: skip


def held(
    pack: Pack = DEFAULT_PACKS, delivery: Annotated[str, typer.Argument(help="报送编号；不写则列出全部")] = ""
) -> None:
    """列出等待人工决定的报送；给出编号则显示它的数字和原因。"""
    settings = settings_or_stop()
    if delivery:
        shown = _shown(settings, pack, delivery)
        console.print(Markdown(shown.text_zh()))
        return
    found = decide.waiting(settings, pack)
    for line in listed(found):
        console.print(line, **PLAIN)
    after = "下一步：campaign held 编号（查看），campaign release / reject 编号（决定）；版式、类别名称登记后自动读取。"
    console.print(after if found else "没有等待决定的报送。", **PLAIN)


def release(
    delivery: Id, by: By, note: Note, pack: Pack = DEFAULT_PACKS, shown: Fingerprint = "", yes: Yes = False,
    on: Day = None,
) -> None:  # fmt: skip
    """放行一份暂存的报送：看过的原因不再阻止入库，不合格的行仍不入库。"""
    _decide("accept", delivery, by, note, pack, shown, yes, on)


def reject(
    delivery: Id, by: By, note: Note, pack: Pack = DEFAULT_PACKS, shown: Fingerprint = "", yes: Yes = False,
    on: Day = None,
) -> None:  # fmt: skip
    """退回一份暂存的报送：全部不入库。"""
    _decide("reject", delivery, by, note, pack, shown, yes, on)


def _decide(
    verdict: decide.Verdict, delivery: str, by: str, note: str, pack: str, fingerprint: str, yes: bool,
    on: dt.datetime | None,
) -> None:  # fmt: skip
    settings = settings_or_stop()
    shown = _shown(settings, pack, delivery)
    if not fingerprint:
        console.print(Markdown(shown.text_zh()))
        if not yes and not typer.confirm("放行？" if verdict == "accept" else "退回？"):
            raise stop("未作处理。")
    day = on.date() if on else clock.technical_now().date()
    try:
        done = decide.decide(settings, pack, shown.delivery_id, verdict, by, note, fingerprint or shown.sha256, day)
    except decide.DecisionRefused as refused:
        raise stop(str(refused)) from None
    except PackError as error:
        raise stop("\n".join(["政策包有错误，不能使用：", *(one.text_zh() for one in error.problems)])) from None
    except LayoutError as error:
        raise stop(f"版式文件有错误，未作处理：\n{error}") from None
    console.print(OUTCOME_ZH[done.state] if done.is_new else f"此前已这样决定过。现状：{state_label(done.state)}")


def _shown(settings: Settings, pack: str, delivery: str) -> decide.Shown:
    """What is shown of the delivery whose id begins so; ends the command if none or several do, or it does not wait."""
    try:
        return decide.show(settings, pack, decide.find(settings, pack, delivery))
    except decide.DecisionRefused as refused:
        raise stop(str(refused)) from None
