"""`campaign policy check`: list every problem of a pack."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated

import typer

from pipeline.commands.policy.output import PackPath, pack_folder, print_problem, say
from pipeline.policy.registry import LAYOUTS, layouts_below
from pipeline.runtime.settings import policies_folder
from transforms.policy import Problem
from transforms.policy.load.placeholders import MARK
from transforms.policy.model.acknowledged import SECTION, UNUSED_ACKNOWLEDGEMENT
from transforms.policy.review.review import review
from transforms.strict_yaml.problems import Severity


def check(
    path: PackPath, strict: Annotated[bool, typer.Option("--strict", help="有未确认的提醒也算不合格")] = False
) -> None:
    """一次列出政策包的全部问题：先错误，后提醒；每个都说明文件、行、应为何值、如何改。已确认的提醒列在最后。

    有错误的，退出状态为 1；加 --strict，有未确认的提醒也是 1。不改任何文件，不连数据库。
    """
    policies = pack_folder(path).parent
    is_installed = (policies / LAYOUTS).is_dir()  # else the pack is tried in a folder of its own
    problems = review(path, layouts_below(policies if is_installed else policies_folder()))
    for problem in problems:
        print_problem(problem)
        if problem.severity == "warning" and problem.code != UNUSED_ACKNOWLEDGEMENT:
            say(f"     {_acknowledgement(problem)}", "dim")
    counts = Counter(problem.severity for problem in problems)
    say(_summary(counts, sum(problem.code == "pack.to_fill" for problem in problems)))
    if counts["error"] or (strict and counts["warning"]):
        raise typer.Exit(1)


def _acknowledgement(problem: Problem) -> str:
    """Return the line that the officer copies into the pack to confirm the warning."""
    where = json.dumps(problem.field, ensure_ascii=False)
    return f"核对无误的，在 {SECTION} 中写：- {{warning: {problem.code}, where: {where}, reason_zh: {MARK}理由}}"


def _summary(counts: Counter[Severity], to_fill: int) -> str:
    """Return the last line of the check; `to_fill` of the errors are placeholders of the template."""
    acknowledged = f"{counts['acknowledged']} 个提醒已确认" if counts["acknowledged"] else ""
    if not counts["error"] and not counts["warning"]:
        return f"没有问题（{acknowledged}）。" if acknowledged else "没有问题。"
    placeholders = f"（其中 {to_fill} 处待填）" if to_fill else ""
    parts = [f"{counts['error']} 个错误{placeholders}" if counts["error"] else "没有错误"]
    parts += [f"{counts['warning']} 个提醒"] if counts["warning"] else []
    parts += [f"另有 {acknowledged}"] if acknowledged else []
    if counts["error"] > to_fill:
        return "，".join(parts) + "。改正后再运行一次 check：各部分之间的核对，要等这些部分没有错误才做。"
    return "，".join(parts) + ("。" if counts["error"] else "，可以使用；提醒请逐条核对。")
