"""What the commands share: where they write, how they end with a word of why, and the settings they start from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import typer
from rich.console import Console

from pipeline.holds.presentation import overtaken_zh, reason_zh
from pipeline.runtime.settings import Settings, SettingsError

console = Console()
PLAIN: dict[str, Any] = {"markup": False, "highlight": False, "soft_wrap": True}
"""How a line is printed that is whole on narrow screens, too, and whatever stands in it."""


def stop(message: str) -> typer.Exit:
    """Say why; the command raises what comes back and ends with 1."""
    console.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(1)


def settings_or_stop() -> Settings:
    """The settings of the environment. Raises typer.Exit after saying what is wrong with them."""
    try:
        return Settings.from_environment()
    except SettingsError as error:
        raise stop(str(error)) from None


def listed(deliveries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Lines for each delivery: which one it is, how much of it can be loaded where that was looked at, and why not."""
    for one in deliveries:
        head = (
            f"{one['delivery_id']}  {one['sender']}  {one['period']} 第{one['version']}版  {one['delivered_on']} 收到"
        )
        if "row_count" in one:
            head += f"，{one['row_count']} 行，可入库 {one['clean_count']} 行"
        yield head
        yield from (f"    {reason_zh(reason)}" for reason in one["reasons"])
        if one.get("overtaken_by"):
            yield f"    {overtaken_zh(one['overtaken_by'])}"
