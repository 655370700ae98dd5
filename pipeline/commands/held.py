"""`campaign held`, `release`, `reject`: show deliveries that wait for a person, and record the decision."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.markdown import Markdown

from pipeline.commands.console import PLAIN, console, delivery_lines, stop
from pipeline.commands.held_effect import MOST_SHOWN, person_lines, write_persons
from pipeline.commands.options import DEFAULT_PACK, Day, DecidedBy, Force, Pack, decision_date
from pipeline.holds import decide, effect
from pipeline.intake import reread
from pipeline.policy.business_dates import run_command
from pipeline.runtime.settings import Settings
from transforms.intake.base.reasons import next_step_zh
from transforms.text.labels import state_label

DeliveryId = Annotated[str, typer.Argument(help="报送编号，或它开头的几位（见 campaign held）")]
Note = Annotated[str, typer.Option("--note", prompt="理由", help="理由，记入台账")]
Yes = Annotated[bool, typer.Option("--yes", help="已看过所示内容，不再询问")]
Fingerprint = Annotated[str, typer.Option("--shown", help="看过的内容指纹；不符时不作处理")]
OUTCOME_ZH = {
    "committed": "已放行入库。下一步：{run}",
    "superseded": "已放行；更高版本已在用，这一版不生效。",
    "rejected": "已退回。",
    "held": "重新检查时发现了新的原因，仍然暂存，请再次查看。",
}


def held(
    pack: Pack = DEFAULT_PACK,
    delivery: Annotated[str, typer.Argument(help="报送编号；不写则列出全部")] = "",
    persons: Annotated[int, typer.Option("--persons", min=0, help="最多显示几个有变化的人（姓名、号码已遮盖）")] = 10,
    file: Annotated[Path | None, typer.Option("--file", help="把全部有变化的人写成 csv，只供经办机构内部使用")] = None,
) -> None:
    """列出等待人工决定的报送；给出编号则显示它的数字、原因和放行后的变化。只显示，不作决定。

    先到的在前。编号可以只写开头几位。因表头不认识而暂存的，写明下一步；因此退回的只写份数，由 campaign reread 列出。
    放行后的变化是试算：人员增减、各方应缴和资助的前后数；--file 的表含个人信息，不得外发。
    """
    from pipeline.intake import run as intake

    settings = Settings.from_environment()
    if delivery:
        shown = decide.show(settings, pack, decide.find(settings, pack, delivery))
        console.print(Markdown(shown.text_zh(), hyperlinks=False))
        if not shown.is_unread:
            _print_effect(settings, pack, shown.delivery_id, persons, file)
        facts = shown.facts
        if step := next_step_zh("held", sorted(shown.codes), facts["source"], pack):
            console.print(step, **PLAIN)
        return
    waiting = decide.waiting(settings, pack)
    for line in delivery_lines(waiting, pack):
        console.print(line, **PLAIN)
    if rejected := reread.rejected(settings, pack):
        console.print(
            f"另有 {len(rejected)} 份因表头或缺列被退回，可登记版式后重新读取：campaign reread（列出）", **PLAIN
        )
    if postponed := intake.postponed(settings, pack):
        console.print(f"另有 {len(postponed)} 份因每日限额推迟，不需要决定：", **PLAIN)
        for line in delivery_lines(postponed, pack, "landed", run_command(settings, pack)):
            console.print(line, **PLAIN)
    next_step = (
        "下一步：campaign held 编号（查看），campaign release / reject 编号（决定）；版式、类别名称登记后自动读取。"
    )
    console.print(next_step if waiting else "没有等待决定的报送。", **PLAIN)


def release(
    delivery: DeliveryId,
    by: DecidedBy,
    note: Note,
    pack: Pack = DEFAULT_PACK,
    shown: Fingerprint = "",
    yes: Yes = False,
    on: Day = None,
    force: Force = "",
) -> None:
    """放行一份暂存的报送：看过的原因不再阻止入库，不合格的行仍不入库。

    先显示数字和原因，请人确认（--yes 不再确认，--shown 也不再显示）；决定记入台账。
    有新的原因时仍然暂存。--on 是决定的日期，不写为今天。
    """
    settings = Settings.from_environment()
    day = decision_date(settings, pack, on, force, "release")
    _decide(settings, "accept", delivery, by, note, pack, shown, yes, day)


def reject(
    delivery: DeliveryId,
    by: DecidedBy,
    note: Note,
    pack: Pack = DEFAULT_PACK,
    shown: Fingerprint = "",
    yes: Yes = False,
    on: Day = None,
    force: Force = "",
) -> None:
    """退回一份暂存的报送：全部不入库。

    先显示数字和原因，请人确认（--yes 不再确认，--shown 也不再显示）；决定记入台账。--on 是决定的日期，不写为今天。
    """
    settings = Settings.from_environment()
    day = decision_date(settings, pack, on, force, "reject")
    _decide(settings, "reject", delivery, by, note, pack, shown, yes, day)


def _decide(
    settings: Settings,
    verdict: decide.Verdict,
    delivery: str,
    by: str,
    note: str,
    pack: str,
    fingerprint: str,
    yes: bool,
    day: dt.date,
) -> None:
    shown = decide.show(settings, pack, decide.find(settings, pack, delivery))
    if not fingerprint:
        console.print(Markdown(shown.text_zh(), hyperlinks=False))
        if verdict == "accept" and not shown.is_unread:
            _print_effect(settings, pack, shown.delivery_id, 0, None, day)
        if not yes and not typer.confirm("放行？" if verdict == "accept" else "退回？"):
            raise stop("未作处理。")
    done = decide.decide(settings, pack, shown.delivery_id, verdict, by, note, fingerprint or shown.sha256, day)
    if done.is_new:
        console.print(OUTCOME_ZH[done.state].format(run=run_command(settings, pack)), **PLAIN)
    else:
        console.print(f"此前已这样决定过。现状：{state_label(done.state)}")


def _print_effect(
    settings: Settings, pack: str, delivery_id: str, persons: int, file: Path | None, day: dt.date | None = None
) -> None:
    """Print what a release would change, with at most `persons` masked rows; write all of them to `file`, if given."""
    most = MOST_SHOWN if file else persons
    trial = effect.effect_of(settings, pack, delivery_id, day, most)
    console.print(Markdown(trial.text_zh(), hyperlinks=False))
    for line in person_lines(trial.rows[:persons], trial.labels):
        console.print(line, **PLAIN)
    if file is not None:
        write_persons(file, trial.rows, trial.labels)
        console.print(f"已写入 {file}：{len(trial.rows)} 人。含个人信息，只供内部使用。", **PLAIN)
