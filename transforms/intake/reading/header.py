"""Finding the header among the first rows, and which column of the file is which canonical column."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from transforms.intake.base.reasons import ReadRefused, Reason, reason, refuse
from transforms.intake.layouts.model import Layout
from transforms.text.folding import fold, fold_header

_MIN_RECOGNISED = 2
_AMOUNT = "amount_fen"
_UNIT = re.compile(r"^(.+)\((元|角|分|万元)\)$")
# not the office that reports (填报单位：…)
_TITLE_UNIT = re.compile(r"(?<![报送办管表])单位:\(?(元|角|分|万元)\)?(?![\u4e00-\u9fff])")
_FEN_PER = {"分": 1, "角": 10, "元": 100, "万元": 1_000_000}
_SERIALS = frozenset({"序号", "顺序号"})
_DATA = re.compile(r"[0-9*]{6}")
NUMBER = re.compile(r"[0-9]{14,17}[0-9Xx]")
"""What a document number looks like, of 15 to 18 digits."""
_FIGURE_COLUMNS = 3
_LIKE = 0.5
_MOST_STRANGE = 5


@dataclass(frozen=True)
class Header:
    """`index` of the header's last row among the rows looked at, `columns` canonical -> position, `extra` unread ones.

    `fen_per_unit`: fen in one unit of the amount column. `serial`: position of the running number, None if there is
    none. `titles`: the folded rows above, which may come again on the next page.
    """

    index: int
    columns: dict[str, int]
    extra: list[int]
    width: int
    fen_per_unit: int = 100
    serial: int | None = None
    titles: frozenset[tuple[str, ...]] = field(default_factory=frozenset)


def column_letter(position: int) -> str:
    """A, B, … Z, AA, … of a 0-based position: names a column to the sender without showing what is in it."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def find_header(rows: Sequence[Sequence[str]], layout: Layout) -> int | None:
    """Index of the row with the most recognised headers, None if no row has two of them."""
    known = layout.header_map()
    scores = [len({known[fold_header(cell)] for cell in row if fold_header(cell) in known}) for row in rows]
    best = max(scores, default=0)
    return scores.index(best) if best >= _MIN_RECOGNISED else None


def map_header(
    rows: Sequence[Sequence[str]], layout: Layout, list_mode: str, *, sheet: str | None = None, first_row: int = 1
) -> Header:
    """The header of the table. ReadRefused when there is none, a required column is missing or one stands twice."""
    index = find_header(rows, layout)
    if index is None:
        expected = "、".join(layout.label(name) for name in layout.required(list_mode))
        raise refuse("header_unknown", f"应有的列：{expected}。", sheet=sheet)
    start, index, cells = _joined(rows, index, layout)
    for place, row in enumerate(rows[:start]):
        if _is_data(row, layout):  # the header of a later page was found, as the first one has no known names
            raise refuse("tables_stacked", "表头上方还有数据行。", sheet=sheet, row=first_row + place)
    known = layout.header_map()
    columns: dict[str, int] = {}
    fen_per_unit = _unit_of_titles(rows[:start]) or _FEN_PER[layout.amount_unit]
    problems: list[Reason] = []
    for position, cell in enumerate(cells):
        canonical, fen = _meaning(cell, known)
        if canonical is None:
            continue
        if canonical in columns:
            where = f"{column_letter(columns[canonical])} 列与 {column_letter(position)} 列"
            detail = f"“{layout.label(canonical)}”见 {where}。"
            problems.append(reason("column_duplicate", detail, sheet, first_row + index, column_letter(position)))
        columns.setdefault(canonical, position)
        fen_per_unit = fen or fen_per_unit
    _check_required(columns, cells, layout, list_mode, problems, sheet, first_row + index)
    extra = _unread(cells, set(columns.values()), layout)
    return Header(
        index, columns, extra, len(cells), fen_per_unit,
        next((position for position, cell in enumerate(cells) if cell in _SERIALS), None),
        frozenset(folded_row(row) for row in rows[:start]),
    )  # fmt: skip


def _unit_of_titles(titles: Sequence[Sequence[str]]) -> int | None:
    """Fen in one of the unit that stands above the table (金额单位：角); one in the amount's header outweighs it."""
    found = (_TITLE_UNIT.search(fold(cell)) for row in titles for cell in row)
    return next((_FEN_PER[unit[1]] for unit in found if unit), None)


def _unread(cells: Sequence[str], taken: set[int], layout: Layout) -> list[int]:
    """Positions of the columns that the layout does not know."""
    return [
        at for at, cell in enumerate(cells) if cell and at not in taken and cell not in layout.ignored_headers
    ]  # fmt: skip


def _is_data(row: Sequence[str], layout: Layout) -> bool:
    """Whether a row speaks of a person or, where the layout is not about persons, gives a figure among other things."""
    filled = [cell.strip() for cell in row if cell.strip()]
    if "document_number" in layout.columns:
        return any(NUMBER.search(cell) for cell in filled)
    return len(filled) >= _FIGURE_COLUMNS and any(cell.isdecimal() for cell in filled)


def folded_row(row: Sequence[str]) -> tuple[str, ...]:
    """What stands in a row, folded, wherever it stands: titles come again in other places on the next page."""
    return tuple(cell for cell in (fold(one) for one in row) if cell)


def _joined(rows: Sequence[Sequence[str]], index: int, layout: Layout) -> tuple[int, int, list[str]]:
    """First and last row of the header, and its cells; several rows are read as one only where the layout says so."""
    known = layout.header_map()
    best = (index, index, [fold_header(cell) for cell in rows[index]])
    most = _recognised(best[2], known)
    for span in range(2, layout.header_rows + 1):
        for start in range(max(0, index - span + 1), min(index, len(rows) - span) + 1):
            parts = rows[start : start + span]
            if any(_DATA.search(cell) for part in parts for cell in part):
                continue
            cells = _stacked(parts, known)
            if (count := _recognised(cells, known)) > most:
                best, most = (start, start + span - 1, cells), count
    return best


def _recognised(cells: Sequence[str], known: dict[str, str]) -> int:
    return len({canonical for cell in cells if (canonical := _meaning(cell, known)[0])})


def _stacked(parts: Sequence[Sequence[str]], known: dict[str, str]) -> list[str]:
    """Per column the lowest text that is a header, else all of them joined from the top (证件 over 号码). A text that
    stands over several columns (配偶 over 姓名 and 证件号码) stands over each, where that makes a header."""
    cells = []
    over = [""] * len(parts)
    for position in range(max(len(part) for part in parts)):
        texts = [fold_header(part[position]) if position < len(part) else "" for part in parts]
        over = [text or before for text, before in zip(texts[:-1], over, strict=False)]
        whole, under = "".join(texts), "".join([*over, texts[-1]])
        lowest = next((text for text in reversed(texts) if text in known), whole)
        cells.append(next((text for text in (under, whole) if text in known), lowest))
    return cells


def _meaning(cell: str, known: dict[str, str]) -> tuple[str | None, int | None]:
    """Canonical column of a folded header and, for amounts, the fen in one of the unit that the header names."""
    unit = _UNIT.match(cell)
    canonical = known.get(cell)
    if canonical is None and unit:
        canonical = known.get(unit[1]) or known.get(f"{unit[1]}(元)")
        canonical = canonical if canonical == _AMOUNT else None
    return canonical, _FEN_PER[unit[2]] if unit and canonical == _AMOUNT else None


def _check_required(
    columns: dict[str, int], cells: list[str], layout: Layout, list_mode: str, problems: list[Reason],
    sheet: str | None, row: int,
) -> None:  # fmt: skip
    missing = [canonical for canonical in layout.required(list_mode) if canonical not in columns]
    of_changes = [name for name in layout.required("change") if name not in layout.required("full")]
    if list_mode == "change" and missing == of_changes and not problems:  # nothing says what changed: a full list
        raise refuse("wrong_mode", sheet=sheet, row=row, hold=True)
    for canonical in missing:
        detail = _missing(canonical, cells, set(columns.values()), layout)
        problems.append(reason("column_missing", detail, sheet, row, layout.label(canonical)))
    if problems:
        raise ReadRefused(*problems)


def _missing(canonical: str, cells: list[str], taken: set[int], layout: Layout) -> str:
    """Our own expected headers, and the letter of the column that looks closest, else those of the columns that nobody
    knows; never the sender's text."""
    names = [h for name, column in layout.columns.items() if name == canonical for h in column.headers]
    detail = f"应有“{layout.label(canonical)}”" + (f"（也可写作 {'、'.join(names[1:4])}）" if names[1:] else "") + "。"
    closest = alike(((at, cell) for at, cell in enumerate(cells) if at not in taken), names)
    if closest is not None:
        return detail + f"{column_letter(closest)} 列的表头与之相近，请改成上述名称。"
    strange = [f"{column_letter(at)} 列" for at in _unread(cells, taken, layout)]
    more = "等" if len(strange) > _MOST_STRANGE else ""
    return detail + (f"未识别的列：{'、'.join(strange[:_MOST_STRANGE])}{more}。" if strange else "")


def alike(cells: Iterable[tuple[int, str]], headers: Sequence[str]) -> int | None:
    """Position of the folded cell that is most like one of the headers, of equal ones the first; None if none is."""
    scored = [
        (difflib.SequenceMatcher(None, cell, fold_header(header)).ratio(), -at)
        for at, cell in cells if cell for header in headers
    ]  # fmt: skip
    ratio, before = max(scored, default=(0.0, 0))
    return -before if ratio >= _LIKE else None
