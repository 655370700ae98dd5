"""The damages of the polluter to real forms: headers that lost a character, columns that are missing, moved or twice.

Each file with such a damage is refused, or loads as it was meant: never a row that does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.bad_inputs.damages import Damage, Polluted, bad, dress, wide
from tests.bad_inputs.files.clean_rows import YEAR
from tests.support.files.builders import LAYOUTS
from transforms.text.folding import fold_header

_MAY_BE_BLANK = frozenset({"hukou_local", "household_no", "channel", "effective_on", "village", "plan_year_from"})


def positions(one: Polluted, key: str) -> list[int]:
    """Positions (from 0) of the columns of a layout's key (row_states), or of a canonical column."""
    layout = LAYOUTS[one.grid.form.layout or one.grid.form.source.layout]
    known = layout.header_map()
    names = [known.get(fold_header(str(cell)), "").split("/")[0] for cell in one.grid.header]
    return [at for at, name in enumerate(names) if name == key]


def _read(one: Polluted) -> list[int]:
    """Positions of the columns that the layout reads."""
    known = LAYOUTS[one.grid.form.layout or one.grid.form.source.layout].header_map()
    return [at for at, cell in enumerate(one.grid.header) if fold_header(str(cell)) in known]


def _columns_of(one: Polluted, at: int) -> set[str]:
    """Columns of the contract that may be blank without this column, if the file is not refused."""
    known = LAYOUTS[one.grid.form.layout or one.grid.form.source.layout].header_map()
    name = known.get(fold_header(str(one.grid.header[at])), "")
    return {"unit_id"} if name == "unit" or name.startswith("place_columns") else {name} & _MAY_BE_BLANK


def _lost_character(one: Polluted, at: int) -> None:
    header = str(one.grid.header[at])
    place = one.rng.randrange(len(header))
    one.grid.header[at] = header[:place] + header[place + 1 :]


def _wrong_character(one: Polluted, at: int) -> None:
    header = str(one.grid.header[at])
    place = one.rng.randrange(len(header))
    one.grid.header[at] = header[:place] + one.rng.choice("某口丰莫") + header[place + 1 :]


def _other_word(one: Polluted, at: int) -> None:
    one.grid.header[at] = one.rng.choice(["某列", "标记", "情况", "列1"])


def _blank(one: Polluted, at: int) -> None:
    one.grid.header[at] = ""


def _without(one: Polluted, at: int) -> None:
    for line in [one.grid.lines[one.grid.header_at], *one.grid.data]:
        del line.cells[at]
    order = one.order or list(range(len(one.grid.form.header)))
    one.order = [place for position, place in enumerate(order) if position != at]


def _twice(one: Polluted, at: int) -> None:
    """The heading and the cells once more at the end, in half of the files without the cells."""
    filled = one.rng.random() < 0.5
    header = one.grid.lines[one.grid.header_at]
    for line in one.grid.data:
        line.cells.append(line.cells[at] if filled else "")
    header.cells.append(header.cells[at])


def _over_another(one: Polluted, at: int) -> None:
    """The heading stands over another column, too."""
    other = one.rng.choice([place for place in range(len(one.grid.header)) if place != at])
    one.grid.header[other] = one.grid.header[at]


def _swapped(one: Polluted, at: int) -> None:
    """The heading and its neighbour's are exchanged, the cells are not."""
    other = at - 1 if at else at + 1
    header = one.grid.header
    header[at], header[other] = header[other], header[at]


_ALIKE = frozenset({"本次参保日期"})
"""Next to a column of days that are as possible: nobody can see that the headers are exchanged."""
_NOTHING_SAID = (_without, _other_word, _blank)


def _is_optional_state(one: Polluted, at: int, change: Callable[[Polluted, int], None]) -> bool:
    """Whether a file with this change says nothing about the state of its rows: they all count then.

    Without the column that is so for every state that a form may lack; under another word, for 是 and 否 alone.
    """
    layout = LAYOUTS[one.grid.form.layout or one.grid.form.source.layout]
    name = layout.header_map().get(fold_header(str(one.grid.header[at])), "")
    key, _, place = name.partition("/")
    if key != "row_states" or layout.row_states[int(place) - 1].is_required:
        return False
    return change is _without or "是" in layout.row_states[int(place) - 1].undecided


def of_columns(kind: int, name: str, key: str, change: Callable[[Polluted, int], None]) -> Damage:
    def found(one: Polluted) -> list[int]:
        at = _read(one) if key == "any" else positions(one, key)
        return [place for place in at if not (change in _NOTHING_SAID and _is_optional_state(one, place, change))]

    def apply(one: Polluted) -> None:
        at = one.rng.choice(found(one))
        if not positions(one, "row_states") or at not in positions(one, "row_states"):
            one.absent |= _columns_of(one, at)
        if change is not _swapped or one.grid.header[at] not in _ALIKE:
            change(one, at)

    return Damage(kind, name, apply, lambda one: bool(found(one)))


def _moved(one: Polluted) -> None:
    """One column elsewhere, with its cells."""
    order = one.order or list(range(len(one.grid.header)))
    order = [*order, *range(len(order), len(one.grid.header))]
    at, to = one.rng.sample(range(len(order)), 2)
    for line in [one.grid.lines[one.grid.header_at], *one.grid.data]:
        line.cells.insert(to, line.cells.pop(at))
    order.insert(to, order.pop(at))
    one.order = order


def _month(one: Polluted) -> None:
    """A month in the column of the day: its last day."""
    import calendar

    _, meant = one.grid.form.dated or ("", "")
    for line in one.free("effective_on"):
        assert line.truth is not None
        day = getattr(line.truth, meant)
        last = calendar.monthrange(day.year, day.month)[1]
        line.truth = replace(line.truth, **{meant: day.replace(day=last)})
        one.put(line, "effective_on", one.rng.choice([f"{day:%Y%m}", f"{day:%Y-%m}", f"{day.year}/{day.month}"]))


ALL: Sequence[Damage] = (
    Damage(281, "a moved column", _moved),
    Damage(95, "a month", _month, lambda one: one.has("effective_on")),
    dress(70, "full-width period", "plan_year_from", wide),
    dress(101, "period in words", "plan_year_from", lambda text: f"{YEAR}年1月"),
    bad(
        122,
        "wrong period",
        "plan_year_from",
        lambda t, rng: rng.choice(["201103", f"{YEAR}-02-01", "明年"]),
        "plan_year_period",
        "plan_year_unknown",
    ),
)
HEADERS: Sequence[Damage] = tuple(
    of_columns(kind, f"{word} {name}", key, change)
    for key, word, kind in (
        ("row_states", "a state's header", 320),
        ("place_columns", "a place's header", 321),
        ("category_columns", "a category's header", 321),
        ("any", "a header", 321),
    )
    for name, change in (
        ("lost a character", _lost_character),
        ("has a wrong character", _wrong_character),
        ("is another word", _other_word),
        ("is blank", _blank),
        ("is missing with its column", _without),
        ("is there twice", _twice),
        ("is over another column", _over_another),
        ("is exchanged", _swapped),
    )
)
