"""The console shows texts of senders as they are: no escape sequence, no markup, no link and no forged line."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from rich.markdown import Markdown
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipeline.commands.console import PLAIN, delivery_lines, open_console
from pipeline.intake.reread import RejectedDelivery

HOSTILE = "名单\x1b[31m\u202e[red]:smile:[link=http://x]y[/link]"
SHOWN = r"名单\x1b[31m\u202e[red]:smile:[link=http://x]y[/link]"


def printed(*objects: Any, **options: Any) -> str:
    """Return what a console writes to a terminal with colours."""
    output = io.StringIO()
    console = open_console(file=output, force_terminal=True, width=200, highlight=False)
    console.print(*objects, **options)
    return output.getvalue()


def _table(text: str) -> Table:
    table = Table(text, title=text)
    table.add_row(text)
    return table


@pytest.mark.parametrize("renderable", [HOSTILE, Text(HOSTILE), _table(HOSTILE), Panel(Text(HOSTILE))])
@pytest.mark.parametrize("options", [{}, PLAIN])
def test_nothing_hidden_reaches_the_terminal(renderable: Any, options: dict[str, Any]) -> None:
    output = printed(renderable, **options)
    assert SHOWN in output
    assert "\u202e" not in output and "\x1b[31m" not in output and "\x1b]8" not in output


def test_a_style_of_the_program_stays() -> None:
    assert printed("不能处理", style="red") == "\x1b[31m不能处理\x1b[0m\n"


def test_markdown_of_an_official_has_no_links() -> None:
    output = printed(Markdown("**县民政局** [点这里](http://x)", hyperlinks=False))
    assert "\x1b]8" not in output and "县民政局" in output


def test_a_period_cannot_forge_a_line() -> None:
    day = dt.date(2019, 10, 31)
    rejected = RejectedDelivery(
        delivery_id=uuid.UUID(int=1), source="tax", sender="税务局", period="2019-10\n没有可以重新读取的报送。",
        version=1, delivered_on=day, reasons=[],
    )  # fmt: skip
    (line, *_) = delivery_lines([rejected], "dongan-2020")
    assert r"2019-10\n没有" in line
