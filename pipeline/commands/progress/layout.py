"""Layout of the summary's tables and panels on the screen: width, folding, headings. Pure."""

from __future__ import annotations

from rich import box
from rich.cells import cell_len
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

WIDTH = 100
MAX_LINES = 12


def panel(title: str, text: str) -> Panel:
    """Draw a box with a title around a text."""
    return Panel(Text(text), title=title, title_align="left", box=box.ROUNDED)


def table_of(title: str, *columns: tuple[str, str]) -> Table:
    """Make an empty table that will be as wide as its content; a column is (heading, left or right)."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, 1),
    )
    for heading, justify in columns:
        table.add_column(
            heading, justify="right" if justify == "right" else "left", no_wrap=justify == "right", overflow="fold"
        )
    return table


def fold(text: str, width: int = WIDTH - 4) -> str:
    """Break lines by cells: Chinese has no spaces to break at, and a character is two cells wide."""
    folded = []
    for line in text.splitlines():
        while cell_len(line) > width:
            cut = next(n for n in range(len(line), 0, -1) if cell_len(line[:n]) <= width)
            folded.append(line[:cut])
            line = "  " + line[cut:]
        folded.append(line)
    return "\n".join(folded)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Write a number with its noun: `1 person`, `2 persons`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
