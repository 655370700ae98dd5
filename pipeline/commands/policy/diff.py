"""`campaign policy diff`: compare two packs; with `--against`, also assess the loaded locality by the new pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from pipeline.commands.console import console
from pipeline.commands.options import DAY_FORMATS
from pipeline.commands.policy.output import print_problem, say, warehouse_required
from transforms.policy import Pack, PackError, load_pack
from transforms.policy.diff.sentences import CITATION, Comparison, Sentence, compare_packs
from transforms.policy.load.loader import find_rule_lines


def diff(
    old: Annotated[Path, typer.Argument(help="旧的政策包文件夹或 pack.yaml")],
    new: Annotated[Path, typer.Argument(help="新的政策包文件夹或 pack.yaml")],
    everything: Annotated[bool, typer.Option("--all", help="也列出只改条款、原文、编号的；试算时列出全部行")] = False,
    against: Annotated[bool, typer.Option("--against", help="对已入库的地方试算：多少人、多少钱会变")] = False,
    on: Annotated[
        dt.datetime | None, typer.Option(formats=DAY_FORMATS, help="试算的业务日期，默认为上次核定日")
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="试算的完整表写到这个文件")] = None,
) -> None:
    """比较两个政策包：谁的钱变了、哪天变了，一处一句。只显示，不改任何数据。

    加 --against 还对已入库的地方按新政策包试算：多少人、多少钱会变（要连数据库）。政策包有错误的，退出状态为 1。
    """
    packs = _load_or_stop(old), _load_or_stop(new)
    changed = compare_packs(*packs)
    if against:
        _print_whatif(packs, changed.sentences, everything, on.date() if on else None, csv, find_rule_lines(new))
    else:
        _print_difference(changed, everything)


def _load_or_stop(path: Path) -> Pack:
    """Load the pack; if it has errors, print them and end the command."""
    try:
        return load_pack(path)
    except PackError as error:
        for problem in error.problems:
            print_problem(problem)
        say(f"{path.name} 有 {len(error.problems)} 个错误，改正后再比较。")
        raise typer.Exit(1) from None


def _print_difference(changed: Comparison, everything: bool) -> None:
    """Print a table of the sentences; changes of citations alone only if `everything`."""
    if not changed.changes:
        say("两个政策包内容相同。")
        return
    shown = [sentence for sentence in changed.sentences if everything or sentence.topic != CITATION]
    table = Table(show_lines=False)
    for column in ("类别", "变化", "规则（旧→新）"):
        table.add_column(column, overflow="fold", no_wrap=column == "类别")
    for sentence in shown:
        table.add_row(sentence.topic, Text(sentence.text), _rule_ids(*sentence.rule_ids))
    if shown:
        console.print(table)
    hidden = len(changed.sentences) - len(shown)
    say(f"共 {len(shown)} 条变化" + (f"；另有 {hidden} 条只改依据文字，加 --all 列出。" if hidden else "。"))


def _rule_ids(old: str, new: str) -> str:
    return old if old == new else f"{old or '（无）'}→{new or '（无）'}"


def _print_whatif(
    packs: tuple[Pack, Pack],
    sentences: tuple[Sentence, ...],
    everything: bool,
    on: dt.date | None,
    csv: Path | None,
    lines: dict[str, int],
) -> None:
    """Print what the new of the two packs would change in the warehouse.

    `lines` are the lines of the new pack's rules by rule id: the problems of a refused correction name them.
    """
    from pipeline.commands.policy import whatif as texts
    from pipeline.runtime.settings import Settings
    from pipeline.workbench.whatif import WhatIfError, whatif

    old, new = packs
    if old.pack_code != new.pack_code:
        raise WhatIfError(f"新旧政策包不是同一地同一年的（{old.pack_code}、{new.pack_code}），不能试算。")
    with warehouse_required():
        answer = whatif(Settings.from_environment(), new, on)
    warning = texts.warning(old, new, answer)
    if warning:
        say(warning, "yellow")
    for line in texts.lines(answer, new, sentences, everything):
        say(line)
    if csv is not None:
        csv.write_bytes(texts.csv_bytes(answer, new))
        say(f"完整的表已写入 {csv}")
    if answer.refused is not None:
        say("照现在的写法，这个政策包不会被接受：", "red")
        for problem in answer.refused.problems:
            print_problem(replace(problem, line=lines.get(problem.field, problem.line)))
        raise typer.Exit(1)
