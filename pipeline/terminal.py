"""What the commands share: where they write, how they end with a word of why, and the settings they start from."""

from __future__ import annotations

import typer
from rich.console import Console

from pipeline.settings import Settings, SettingsError

console = Console()


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
