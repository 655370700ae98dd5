"""`campaign policy …`: what a policy officer does with a pack. A thin face on functions of `transforms.policy`."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.commands.policy.explain import NO_WAREHOUSE, explain
from pipeline.runtime.settings import REPOSITORY, policies_folder
from transforms.policy import Pack, PackError, Problem, load_pack
from transforms.policy.diff.sentences import Sentence
from transforms.policy.load.loader import find_rule_lines
from transforms.policy.load.new_pack import NewPackRefused, default_prefix, fill_template
from transforms.policy.load.placeholders import MARK
from transforms.policy.model.acknowledged import SECTION, UNUSED_ACKNOWLEDGEMENT
from transforms.policy.review.review import review
from transforms.strict_yaml.problems import Severity

policy = typer.Typer(no_args_is_help=True, help="政策包：把一份通知写成数据，检查、试算、说明、比较。")
policy.command("explain")(explain)
console = Console()

PackPath = Annotated[Path, typer.Argument(help="政策包文件夹或 pack.yaml")]


def say(text: str, style: str | None = None) -> None:
    """One line as it is: nothing in a pack is taken for markup."""
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


@policy.command("check")
def check(
    path: PackPath, strict: Annotated[bool, typer.Option("--strict", help="有未确认的提醒也算不合格")] = False
) -> None:
    """一次列出政策包的全部问题：先错误，后提醒；每个都说明文件、行、应为何值、如何改。已确认的提醒列在最后。"""
    problems = review(path)
    for problem in problems:
        _print_problem(problem)
        if problem.severity == "warning" and problem.code != UNUSED_ACKNOWLEDGEMENT:
            say(f"     {_acknowledging(problem)}", "dim")
    counts = Counter(problem.severity for problem in problems)
    say(_summary(counts, sum(problem.code == "pack.to_fill" for problem in problems)))
    if counts["error"] or (strict and counts["warning"]):
        raise typer.Exit(1)


_SHOWN = {"error": ("错误", "red"), "warning": ("提醒", "yellow"), "acknowledged": ("已确认", "green")}


def _print_problem(problem: Problem) -> None:
    word, style = _SHOWN[problem.severity]
    say(f"{word} {problem.text_zh()}", style)
    say(f"     {problem.text_en()}", "dim")


def _acknowledging(problem: Problem) -> str:
    """The line to copy into the pack if the warning is right as it stands."""
    where = json.dumps(problem.field, ensure_ascii=False)
    return f"核对无误的，在 {SECTION} 中写：- {{warning: {problem.code}, where: {where}, reason_zh: {MARK}理由}}"


def _summary(counts: Counter[Severity], to_fill: int) -> str:
    acknowledged = f"{counts['acknowledged']} 个提醒已确认" if counts["acknowledged"] else ""
    if not counts["error"] and not counts["warning"]:
        return f"没有问题（{acknowledged}）。" if acknowledged else "没有问题。"
    filling = f"（其中 {to_fill} 处待填）" if to_fill else ""
    said = [f"{counts['error']} 个错误{filling}" if counts["error"] else "没有错误"]
    said += [f"{counts['warning']} 个提醒"] if counts["warning"] else []
    said += [f"另有 {acknowledged}"] if acknowledged else []
    if counts["error"] > to_fill:
        return "，".join(said) + "。改正后再运行一次 check：各部分之间的核对，要等这些部分没有错误才做。"
    return "，".join(said) + ("。" if counts["error"] else "，可以使用；提醒请逐条核对。")


TEMPLATE = REPOSITORY / "policies" / "template"


@policy.command("new")
def new(
    code: Annotated[str, typer.Argument(help="政策包代码：小写拼音、短横线、四位年份")],
    place: Annotated[str, typer.Option(help="地方名称，如 某某县")],
    year: Annotated[int, typer.Option(help="参保年度，即享受待遇的年度")],
    out: Annotated[Path | None, typer.Option(help="写到这个文件夹下，默认是 policies")] = None,
    prefix: Annotated[str | None, typer.Option(help="要求编号前缀，两个大写字母，默认取代码前两个字母")] = None,
) -> None:
    """按模板新建一个政策包和一个算例：逐句有说明，待填处都标出。已有的政策包不会被覆盖。"""
    folder = (out or policies_folder()) / code
    try:
        start = prefix or default_prefix(code)
        texts = {
            folder / target: fill_template((TEMPLATE / source).read_text(encoding="utf-8"), code, place, year, start)
            for source, target in (("new-pack.yaml", "pack.yaml"), ("new-case.yaml", "cases/first.yaml"))
        }
    except NewPackRefused as error:
        say(str(error), "red")
        raise typer.Exit(1) from None
    if folder.exists():
        say(f"{folder.name} 已经存在，没有写入。换一个代码，或先移走原来的文件夹。", "red")
        raise typer.Exit(1)
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        say(f"已写入 {file}")
    say(f"共 {len(review(folder))} 处待填。下一步：对照通知填写，随时运行 campaign policy check {folder}")


@policy.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(help="旧的政策包文件夹或 pack.yaml")],
    new: Annotated[Path, typer.Argument(help="新的政策包文件夹或 pack.yaml")],
    everything: Annotated[bool, typer.Option("--all", help="也列出只改条款、原文、编号的；试算时列出全部行")] = False,
    against: Annotated[bool, typer.Option("--against", help="对已入库的地方试算：多少人、多少钱会变")] = False,
    on: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="试算的业务日期，默认为上次核定日")
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="试算的完整表写到这个文件")] = None,
) -> None:
    """两个政策包有何不同：谁的钱变了、哪天变了，一条一句。不改任何数据；加 --against 对已入库的地方试算。"""
    from transforms.policy.diff.sentences import CITATION, difference

    before, after = _load(old), _load(new)
    found = difference(before, after)
    if against:
        _against(before, after, found.sentences, everything, on.date() if on else None, csv, find_rule_lines(new))
        return
    if not found.changes:
        say("两个政策包内容相同。")
        return
    shown = [one for one in found.sentences if everything or one.topic != CITATION]
    table = Table(show_lines=False)
    for column in ("类别", "变化", "规则（旧→新）"):
        table.add_column(column, overflow="fold", no_wrap=column == "类别")
    for one in shown:
        table.add_row(one.topic, Text(one.text), _rules(*one.rule_ids))
    if shown:
        console.print(table)
    hidden = len(found.sentences) - len(shown)
    say(f"共 {len(shown)} 条变化" + (f"；另有 {hidden} 条只改依据文字，加 --all 列出。" if hidden else "。"))


def _against(
    old: Pack, new: Pack, sentences: tuple[Sentence, ...], everything: bool, on: dt.date | None, csv: Path | None,
    lines: dict[str, int],
) -> None:  # fmt: skip
    """The what-if on the console, or why there is none."""
    from sqlalchemy.exc import OperationalError

    from pipeline.commands.policy import whatif as show
    from pipeline.runtime.settings import Settings, SettingsError
    from pipeline.workbench.whatif import WhatIfError, whatif

    try:
        if old.pack_code != new.pack_code:
            raise WhatIfError(f"新旧政策包不是同一地同一年的（{old.pack_code}、{new.pack_code}），不能试算。")
        found = whatif(Settings.from_environment(), new, on)
    except (WhatIfError, SettingsError) as error:
        say(str(error), "red")
        raise typer.Exit(1) from None
    except OperationalError:  # its text names the server
        say(NO_WAREHOUSE, "red")
        raise typer.Exit(1) from None
    said = show.warning(old, new, found)
    if said:
        say(said, "yellow")
    for line in show.lines(found, new, sentences, everything):
        say(line)
    if csv is not None:
        csv.write_bytes(show.csv_bytes(found, new))
        say(f"完整的表已写入 {csv}")
    if found.refused is not None:
        say("照现在的写法，这个政策包不会被接受：", "red")
        for problem in found.refused.problems:
            _print_problem(replace(problem, line=lines.get(problem.field, problem.line)))
        raise typer.Exit(1)


def _rules(old: str, new: str) -> str:
    return old if old == new else f"{old or '（无）'}→{new or '（无）'}"


def _load(path: Path) -> Pack:
    """The pack, or its problems and an end: an unsound pack cannot be compared."""
    try:
        return load_pack(path)
    except PackError as error:
        for problem in error.problems:
            _print_problem(problem)
        say(f"{path.name} 有 {len(error.problems)} 个错误，改正后再比较。")
        raise typer.Exit(1) from None
