"""Write to the terminal: the console, the end of a command with its reason, lines about deliveries.

Every command writes through `console`, or through one that `open_console` made: file names, periods and senders' words
reach the terminal, and none of them may colour it, move its cursor, or look like a line of the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.segment import Segment

from pipeline.holds.decide import WaitingDelivery
from pipeline.holds.presentation import overtaken_zh, reason_zh
from pipeline.intake.reread import RejectedDelivery
from transforms.intake.base.reasons import next_step_zh
from transforms.text.terminal import terminal_line, terminal_text


class _Visible:
    """Drawing of a renderable, with every hidden character of its texts visible. The styles are the program's own."""

    def __init__(self, renderable: RenderableType) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._renderable, options):
            yield segment if segment.control else Segment(terminal_text(segment.text), segment.style)


class _Escaping(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Wrap what is about to be printed; rich calls this method."""
        return [_Visible(renderable) for renderable in renderables]


def open_console(**options: Any) -> Console:
    """Return a console on the standard output that shows texts as they are, without escape sequences from them.

    Square brackets and `:names:` in a text mean nothing; a style is given as `style=` or as a `rich` object.
    `options`: as of `rich.console.Console`.
    """
    opened = Console(markup=False, emoji=False, **options)
    opened.push_render_hook(_Escaping())
    return opened


console = open_console()
PLAIN: dict[str, Any] = {"markup": False, "highlight": False, "soft_wrap": True}
"""Options of `console.print` for a text that is printed whole and unchanged, on a narrow screen as well."""


def stop(message: str) -> typer.Exit:
    """Print a reason in red; return the exit with status 1 that the command must raise: `raise stop(…)`."""
    console.print(message, style="red", **PLAIN)
    return typer.Exit(1)


def delivery_lines(
    deliveries: Iterable[WaitingDelivery | RejectedDelivery], pack: str, state: str = "rejected", run: str = ""
) -> Iterator[str]:
    """Yield the Chinese lines that describe each delivery: its id and sender, then every reason, indented.

    `deliveries`: held ones (WaitingDelivery) or others (RejectedDelivery, in `state`) of the campaign `pack`; their
    order is kept. `run`: the command of the next run, with a date if it needs one. A delivery whose headings are
    unknown also has the command that drafts a layout. A held delivery also has its row counts and, if there is one, the
    later version that has overtaken it. Prints nothing.
    """
    for delivery in deliveries:
        head = (
            f"{delivery.delivery_id}  {terminal_line(delivery.sender)}  {terminal_line(delivery.period)} "
            f"第{delivery.version}版  "
            f"{delivery.delivered_on} 收到"
        )
        if isinstance(delivery, WaitingDelivery):
            head += f"，{delivery.row_count} 行，可入库 {delivery.clean_count} 行"
        yield head
        yield from (f"    {reason_zh(reason)}" for reason in delivery.reasons)
        codes = [reason["code"] for reason in delivery.reasons]
        if step := next_step_zh(
            "held" if isinstance(delivery, WaitingDelivery) else state, codes, delivery.source, pack, run
        ):
            yield f"    {step}"
        if isinstance(delivery, WaitingDelivery) and delivery.overtaken_by:
            yield f"    {overtaken_zh(delivery.overtaken_by)}"
