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
    """Return a box for the terminal with a title and a text, which is shown unchanged; prints nothing."""
    return Panel(Text(text), title=title, title_align="left", box=box.ROUNDED)


def table_of(title: str, *columns: tuple[str, str]) -> Table:
    """Return a table without rows for the terminal, as wide as its content; prints nothing.

    `title`: printed above it. `columns`: (heading, alignment) of each column; the alignment is `left` or `right`.
    Right-aligned cells are not broken.
    """
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
    """Break each line of a text that is wider than `width` terminal cells, and indent the rest by two cells.

    A Chinese character is two cells wide. Lines are broken at any character, because Chinese has no spaces.
    """
    folded = []
    for line in text.splitlines():
        while cell_len(line) > width:
            cut = next(n for n in range(len(line), 0, -1) if cell_len(line[:n]) <= width)
            folded.append(line[:cut])
            line = "  " + line[cut:]
        folded.append(line)
    return "\n".join(folded)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Write a number with its English noun: `1 person`, `2,000 persons`. `plural`: None adds an s to the noun."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
