"""The damages of the polluter that offices do without harm: their dates, their forms, their old encodings."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bad_inputs.damages import Damage, Polluted, dated, in_text, of_form, renamed
from tests.bad_inputs.files.clean_rows import truths
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EMPLOYEE, POOR, ROLL
from tests.bad_inputs.files.grid import Line

_PREFILLED = {
    CIVIL: ("unit", "category"),
    POOR: ("unit", "category"),
    ROLL: ("unit", "household_no"),
    EMPLOYEE: ("region", "insured_from"),
    DISABLED: ("unit", "grade"),
}


def _example_row(one: Polluted) -> None:
    """A valid row of an example, marked in the running number, in the order of the columns."""
    cells = one.grid.form.cells(truths(one.rng, 1)[0])
    cells += [""] * (len(one.grid.header) - len(cells))
    cells[0] = one.rng.choice(["示例", "例", "（样例）", "例1"])
    placed = [cells[at] for at in one.order] if one.order else cells
    at = one.grid.header_at + 1 + one.rng.choice([0, len(one.grid.data)])
    one.grid.lines.insert(at, Line(placed))


def _prefilled_rows(one: Polluted) -> None:
    """Rows with the first person's unit and the like, and nobody in them."""
    filled = {one.column(name): one.grid.data[0].cells[one.column(name)] for name in _PREFILLED[one.grid.form]}
    last = max(at for at, line in enumerate(one.grid.lines) if line.truth is not None)
    at = one.rng.choice([last + 1, one.rng.randint(one.grid.header_at + 1, last)])
    rows = [[filled.get(place, "") for place in range(len(one.grid.header))] for _ in range(one.rng.randint(1, 30))]
    one.grid.lines[at:at] = [Line(cells) for cells in rows]
    one.has_nobody = True


ALL: Sequence[Damage] = (
    dated(170, "号", lambda d: f"{d.year}年{d.month}月{d.day}号"),
    dated(170, "in the afternoon", lambda d: f"{d.year}-{d.month}-{d.day} 下午3:15"),
    dated(170, "Chinese commas", lambda d: f"{d.year}、{d.month}、{d.day}"),
    renamed(174, "old edition", lambda n: f"{n[:2]}\u9fb4", lambda n: n.replace("\u9fb4", "\ue81e")),
    renamed(174, "new edition", lambda n: f"{n[:2]}\U00020087", lambda n: n),
    renamed(177, "a name with 例", lambda n: f"{n[0]}例", lambda n: n),
    Damage(177, "an example row", _example_row, of_form(CIVIL, DISABLED)),
    Damage(179, "prefilled rows", _prefilled_rows, lambda one: one.grid.form in _PREFILLED),
    Damage(56, "a delimiter at every end", lambda one: one.lines.append(_delimited), in_text),
)


def _delimited(lines: list[str], delimiter: str) -> list[str]:
    return [line + delimiter for line in lines]
