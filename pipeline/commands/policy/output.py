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
    """Print one line unchanged: brackets in it are not read as markup, and it is not broken at the screen's width.

    `style`: a style of rich, such as `red`; None is plain.
    """
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def print_problem(problem: Problem) -> None:
    """Print one problem of a pack: a line with severity and text in Chinese, then an indented one in English."""
    label, style = _SEVERITIES[problem.severity]
    say(f"{label} {problem.text_zh()}", style)
    say(f"     {problem.text_en()}", "dim")


def print_texts(problems: Iterable[Problem]) -> None:
    """Print each problem of a pack without its severity: one line in Chinese, one in English.

    `problems`: each has file, line, place, what is expected and how to correct it; they are printed in their order.
    """
    for problem in problems:
        say(problem.text_zh())
        say(problem.text_en())


def pack_folder(path: Path) -> Path:
    """Return the absolute path of a pack's folder. `path`: the folder, or its `pack.yaml`; need not exist."""
    return (path.parent if path.name == "pack.yaml" else path).resolve()


@contextmanager
def warehouse_required() -> Iterator[None]:
    """Stop the command if the `with` block cannot reach the warehouse: prints a Chinese text, and raises typer.Exit(1).

    The text states how to start the warehouse, and which uses of the command need none.
    """
    from sqlalchemy.exc import OperationalError

    try:
        yield
    except OperationalError:  # its text names the server
        raise stop(NO_WAREHOUSE) from None
