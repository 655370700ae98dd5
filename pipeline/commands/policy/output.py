"""Print lines and problems of packs, and end a command that cannot reach its warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.console import console, stop
from transforms.policy import Problem

PackPath = Annotated[Path, typer.Argument(help="政策包文件夹或 pack.yaml")]
NO_WAREHOUSE = (
    "连不上数据库：先运行 make up，或检查 CAMPAIGN_HOME 和 CAMPAIGN_WAREHOUSE_URL_…。"
    "explain 政策包 --case 和不加 --against 的 diff 不需要它。"
)
_SEVERITIES = {"error": ("错误", "red"), "warning": ("提醒", "yellow"), "acknowledged": ("已确认", "green")}


def say(text: str, style: str | None = None) -> None:
    """Print one line unchanged: no text of a pack is taken for markup, and no line is broken."""
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def print_problem(problem: Problem) -> None:
    """Print a problem with its severity: first in Chinese, then, indented, in English."""
    label, style = _SEVERITIES[problem.severity]
    say(f"{label} {problem.text_zh()}", style)
    say(f"     {problem.text_en()}", "dim")


def print_texts(problems: Iterable[Problem]) -> None:
    """Print each problem without its severity: one line in Chinese, one in English."""
    for problem in problems:
        say(problem.text_zh())
        say(problem.text_en())


def pack_folder(path: Path) -> Path:
    """Return the absolute folder of a pack that is given by its folder or its `pack.yaml`."""
    return (path.parent if path.name == "pack.yaml" else path).resolve()


@contextmanager
def warehouse_required() -> Iterator[None]:
    """Stop the command if the warehouse cannot be reached, and name the uses that need no warehouse."""
    from sqlalchemy.exc import OperationalError

    try:
        yield
    except OperationalError:  # its text names the server
        raise stop(NO_WAREHOUSE) from None
