"""Print the summary of a campaign: figures of a date, open matters, published extracts, and next steps."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipeline.commands.console import open_console
from pipeline.commands.progress import layout, open_matters, tables
from pipeline.progress.campaign_state import NothingAssessedError, SummaryMail, read_state
from pipeline.progress.rows import ListedPublication
from pipeline.runtime.settings import Settings
from transforms.text.labels import cadence_label


def render_summary(settings: Settings, pack_code: str, as_of: date) -> None:
    """Print the summary of a campaign on the terminal: progress, money, deliveries, open matters, extracts, next steps.

    `as_of`: last received date that counts; deliveries that are not assessed yet do not count. If nothing is assessed
    yet, prints only that. Changes nothing.
    """
    console = open_console(width=None if _is_narrow() else layout.WIDTH, highlight=False)
    try:
        state = read_state(settings, pack_code, as_of)
    except NothingAssessedError as error:
        console.print(Text(f"Nothing to show yet: {error}", style="yellow"))
        return
    parts: list[RenderableType] = [
        tables.head(state.report, state.assessment),
        tables.units(state.report),
        *tables.targets(state.targets),
        tables.categories(state.report),
        tables.money(state.report),
        open_matters.deliveries(state.delivery_counts),
        *open_matters.open_tables(state.open_matters, state.undefined_amounts),
        *open_matters.reversals(state.reversals),
        *open_matters.missing_deliveries(state.expected_deliveries),
        *tables.history(state.history_gaps),
        _extracts(settings, pack_code, state.publications),
        *_mail(state.last_mail),
        open_matters.next_steps(state),
    ]
    for part in parts:
        console.print(part, "")


def _is_narrow() -> bool:
    """Return whether the output is a terminal of less than 100 columns, where tables fold; else they are 100 wide."""
    try:
        return os.get_terminal_size().columns < layout.WIDTH
    except OSError:
        return False


def _extracts(settings: Settings, pack_code: str, published: Sequence[ListedPublication]) -> Table | Text:
    if not published:
        return Text("Extracts: none published yet.")
    table = layout.table_of(
        "Extracts published", ("report", "left"), ("as of", "left"), ("mailed", "left"), ("file", "left")
    )
    for row in published[-layout.MAX_LINES :]:
        for place, file in enumerate(row.manifest["files"]):
            is_first = place == 0
            table.add_row(
                f"{row.report} {cadence_label(row.cadence)}" if is_first else "",
                row.as_of.isoformat() if is_first else "",
                _mailed(row) if is_first else "",
                file["name"],
            )
    table.caption, table.caption_justify = f"in {_short(settings.outbox.location(pack_code))}", "left"
    return table


def _mailed(row: ListedPublication) -> str:
    return "waits for approval" if row.is_waiting else "yes" if row.is_mailed else "no"


def _short(location: str) -> str:
    """Return a path relative to the current folder if it is below it; another location stays."""
    path, here = Path(location), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else location


def _mail(mail: SummaryMail | None) -> list[Panel]:
    if mail is None:
        return []
    state = "sent" if mail.is_sent else "not sent to everybody yet"
    title = f"Summary mail of {mail.as_of} ({state})"
    return [layout.panel(title, layout.fold(f"To: {', '.join(mail.recipients)}\n\n{mail.text.rstrip()}"))]
