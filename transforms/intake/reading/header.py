"""Finds the header among the first rows of a table, and the canonical column of each column of the file."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.intake.base.reasons import ReadRefused, Reason, reason, refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.amount_units import FEN_PER, unit_below, unit_of_header, unit_of_titles
from transforms.intake.reading.rows.second_columns import add_second_column
from transforms.text.folding import fold, fold_header

_MIN_RECOGNISED = 2
_AMOUNT = "amount_fen"
_SERIALS = frozenset({"序号", "顺序号"})
_REMARKS = frozenset({"备注", "备注栏", "备注说明", "说明", "填写说明", "其他说明"})
# 出生日期入职日期: the delimiter between two headers is missing
_JOINED = re.compile(
    r"(?:姓名|号码?|编号|日期|时间|年月|金额|电话|性别|民族|等级).+(?:姓名|号码?|编号|日期|时间|年月|金额|电话|类别|类型|等级|状态)$"
)
_DATA = re.compile(r"[0-9*]{6}")
NUMBER = re.compile(r"[0-9]{14,17}[0-9Xx]")
"""Form of a document number of 15 to 18 characters."""
_GROUPED_NUMBER = re.compile(r"[0-9]{6}[-\s]?[0-9]{8}[-\s]?[0-9]{3}[0-9Xx]")
OTHER_PERSON = re.compile(r"户主|成员|监护|配偶|照料|家长|父亲|母亲|领款|代办|经办|联系人|(?<!参)保人|开户|审核|填")
"""Words of a heading about another person of the row than the person that the row lists (监护人身份证号)."""
_FIGURE_COLUMNS = 3
_LIKE = 0.5
_WHOLE = 0.95  # a whole header with more text in front
_MOST_STRANGE = 5


@dataclass(frozen=True)
class Header:
    """The header of one table. Positions are those of columns and count from 0.

    `index`: last row of the header among the rows looked at, from 0. `columns`: canonical column -> position. `extra`:
    positions of columns that the layout does not know. `width`: number of columns. `fen_per_unit`: fen in one unit of
    the amount column. `serial`: position of the running number, None if there is none. `titles`: normalised cells of
    each row above, which may be repeated on the next page. `nameless`: positions of blank headers. `joined`: positions
    of unknown headers that look like two in one. `remarks`: positions of columns for remarks.
    """

    index: int
    columns: dict[str, int]
    extra: list[int]
    width: int
    fen_per_unit: int = 100
    serial: int | None = None
    titles: frozenset[tuple[str, ...]] = field(default_factory=frozenset)
    nameless: tuple[int, ...] = ()
    joined: tuple[int, ...] = ()
    remarks: tuple[int, ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def label_positions(self) -> tuple[int, ...]:
        """Positions of the running number and of remarks: they are not loaded, but mark rows that are no data."""
        return self.remarks if self.serial is None else (self.serial, *self.remarks)


def column_letter(position: int) -> str:
    """Return the letters of a column (A … Z, AA …) by its position from 0."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_position(letters: str) -> int:
    """Return the position (from 0) of a column by its capital letters: the inverse of `column_letter`."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position - 1


def find_header(rows: Sequence[Sequence[str]], layout: Layout) -> int | None:
    """Return the index (from 0) of the row with the most headers that the layout knows, None if no row has two of them.

    `rows`: cells of the first rows of a table. If rows have equally many, the first of them is returned.
    """
    known = layout.header_map()
    scores = [_recognised(folded_headers(row, layout.named_headers), known) for row in rows]
    best = max(scores, default=0)
    return scores.index(best) if best >= _MIN_RECOGNISED else None


def folded_headers(row: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the cells of a header row in their order, normalised by `fold_header` (one spelling, without stars).

    If a text is there several times, its n-th cell is that text with #n, if the layout names it so (身份证号#2).
    `known`: the normalised headers that the layout names, read or ignored.
    """
    return _numbered([fold_header(cell) for cell in row], known)


def _numbered(cells: Sequence[str], known: Collection[str]) -> list[str]:
    seen: Counter[str] = Counter()
    numbered = []
    for cell in cells:
        seen[cell] += 1
        with_number = f"{cell}#{seen[cell]}"
        numbered.append(with_number if with_number in known else cell)
    return numbered


def map_header(
    rows: Sequence[Sequence[str]], layout: Layout, list_mode: str, *, sheet: str | None = None, first_row: int = 1
) -> Header:
    """Find the header of a table among its first rows, and assign the layout's canonical columns to its columns.

    A `Header` has `index` (last row of the header, from 0), `columns` (canonical column -> position), the positions
    (from 0) of unknown, blank and joined headers, running number and remarks, the width, the unit of amounts, and the
    titles above. `rows`: cells of the first rows. `list_mode`: full, change or feed. `sheet`: its place in Chinese, for
    the reasons. `first_row`: number of the first of `rows` in the sender's file. Raises ReadRefused if there is no
    header, a required column is missing, or a column is there twice; to hold if a full list was sent as a change list,
    because only the sender knows which was meant.
    """
    index = find_header(rows, layout)
    if index is None:
        expected = "、".join(layout.label(name) for name in layout.required(list_mode))
        raise refuse("header_unknown", f"应有的列：{expected}。", sheet=sheet)
    known = layout.header_map()
    start, index, cells = _joined(rows, index, layout)
    cells = _numbered(cells, layout.named_headers)
    for place, row in enumerate(rows[:start]):
        if _is_data(row, layout):  # the header of a later page was found, as the first one has no known names
            raise refuse("tables_stacked", "表头上方还有数据行。", sheet=sheet, row=first_row + place)
    columns: dict[str, int] = {}
    fen_per_unit = None
    duplicates: list[Reason] = []
    for position, cell in enumerate(cells):
        canonical, fen = _meaning(cell, known)
        if canonical is None or add_second_column(columns, cells, canonical, position):
            continue
        if canonical in columns:
            where = f"{column_letter(columns[canonical])} 列与 {column_letter(position)} 列"
            detail = f"“{layout.label(canonical)}”见 {where}。"
            duplicates.append(reason("column_duplicate", detail, sheet, first_row + index, column_letter(position)))
        columns.setdefault(canonical, position)
        fen_per_unit = fen or fen_per_unit
    header_columns = HeaderColumns(columns, cells, sheet, first_row + index)
    if list_mode == "change" and not duplicates and has_only_columns_of_full_list(columns, layout):
        raise refuse("wrong_mode", sheet=sheet, row=first_row + index, hold=True)
    problems = duplicates + missing_columns(header_columns, layout, list_mode)
    if problems:
        raise ReadRefused(*problems)
    if _AMOUNT in columns:
        index, fen_per_unit = _amount_unit(rows, (start, index, columns[_AMOUNT]), fen_per_unit, (sheet, first_row))
    extra = _unread(cells, set(columns.values()), layout)
    return Header(
        index=index,
        columns=columns,
        extra=extra,
        width=len(cells),
        fen_per_unit=fen_per_unit or FEN_PER[layout.amount_unit],
        serial=next((position for position, cell in enumerate(cells) if cell in _SERIALS), None),
        titles=frozenset(folded_row(row) for row in rows[:start]),
        nameless=tuple(position for position, cell in enumerate(cells) if not cell),
        joined=tuple(position for position in extra if _JOINED.search(cells[position])),
        cells=tuple(cells),
        remarks=tuple(
            position for position, cell in enumerate(cells) if cell in _REMARKS and position not in columns.values()
        ),
    )


def _amount_unit(
    rows: Sequence[Sequence[str]], at: tuple[int, int, int], of_header: int | None, place: tuple[str | None, int]
) -> tuple[int, int | None]:
    """Return the last row of the header, and the fen in one unit of the amounts, None if no unit is stated.

    `at`: first and last row of the header, position of the amounts. `of_header`: unit in the header of the amounts; it
    outweighs the unit above the table. `place`: sheet, and number of the first row. A row below the header that only
    states units belongs to the header.
    """
    start, index, position = at
    below = unit_below(rows[index + 1], position) if index + 1 < len(rows) else None
    if below:
        return index + 1, below
    return index, of_header or unit_of_titles(rows[:start], *place)


def _unread(cells: Sequence[str], taken: set[int], layout: Layout) -> list[int]:
    """Return the positions of the columns that the layout does not know."""
    return [at for at, cell in enumerate(cells) if cell and at not in taken and cell not in layout.ignored_headers]


def _is_data(row: Sequence[str], layout: Layout) -> bool:
    """Return whether a row names a person or, in a layout without persons, has a figure and two further cells."""
    filled = [cell.strip() for cell in row if cell.strip()]
    if "document_number" in layout.columns:
        return any(NUMBER.search(cell) or _GROUPED_NUMBER.search(cell) for cell in filled)
    return len(filled) >= _FIGURE_COLUMNS and any(cell.isdecimal() for cell in filled)


def folded_row(row: Sequence[str]) -> tuple[str, ...]:
    """Return the non-blank cells of a row, normalised by `fold`, in their order, to compare titles.

    The positions are left out, because a title repeated on a later page may be in another column.
    """
    return tuple(cell for cell in map(fold, row) if cell)


def _joined(rows: Sequence[Sequence[str]], index: int, layout: Layout) -> tuple[int, int, list[str]]:
    """Return first row, last row and cells of the header. Several rows are read as one only if the layout states it."""
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


def _recognised(cells: Sequence[str], known: Mapping[str, str]) -> int:
    return len({canonical for cell in cells if (canonical := _meaning(cell, known)[0])})


def _stacked(parts: Sequence[Sequence[str]], known: dict[str, str]) -> list[str]:
    """Return per column the lowest text that is a header, else all texts joined from the top (证件 over 号码).

    A text over several columns (配偶 over 姓名 and 证件号码) counts for each of them, if a header results.
    """
    cells = []
    over = [""] * len(parts)
    for position in range(max(len(part) for part in parts)):
        texts = [fold_header(part[position]) if position < len(part) else "" for part in parts]
        over = [text or before for text, before in zip(texts[:-1], over, strict=False)]
        whole, under = "".join(texts), "".join([*over, texts[-1]])
        lowest = next((text for text in reversed(texts) if text in known), whole)
        cells.append(next((text for text in (under, whole) if text in known), lowest))
    return cells


def _meaning(cell: str, known: Mapping[str, str]) -> tuple[str | None, int | None]:
    """Return the canonical column of a folded header and, for amounts, the fen in one of the unit that it names."""
    unit = unit_of_header(cell)
    canonical = known.get(cell)
    if canonical is None and unit:
        canonical = known.get(unit[0]) or known.get(f"{unit[0]}(元)")
        canonical = canonical if canonical == _AMOUNT else None
    return canonical, unit[1] if unit and canonical == _AMOUNT else None


class HeaderColumns(NamedTuple):
    """Columns of a header. `columns`: canonical column -> position from 0.

    `cells`: normalised text of each column. `row`: number of the header's row in the sender's file.
    """

    columns: dict[str, int]
    cells: list[str]
    sheet: str | None
    row: int


def missing_columns(header_columns: HeaderColumns, layout: Layout, list_mode: str) -> list[Reason]:
    """Return one reason per required column that the header lacks, in the layout's order; empty if none is missing.

    `header_columns`: known columns, and the normalised text of each header. `list_mode`: full, change or feed. The
    Chinese text names the expected headers and the letter of a similar column.
    """
    taken = set(header_columns.columns.values())
    missing = [name for name in layout.required(list_mode) if name not in header_columns.columns]
    missing += [group[0] for group in layout.required_any() if not header_columns.columns.keys() & set(group)]
    return [
        reason(
            "column_missing",
            _missing(canonical, header_columns.cells, taken, layout),
            header_columns.sheet,
            header_columns.row,
            layout.label(canonical),
        )
        for canonical in missing
    ]


def has_only_columns_of_full_list(columns: dict[str, int], layout: Layout) -> bool:
    """Return whether a file has all columns of a full list and none of those that only a change list must have.

    `columns`: canonical column -> position, of the columns that the file has.
    """
    of_changes = [name for name in layout.required("change") if name not in layout.required("full")]
    missing = [canonical for canonical in layout.required("change") if canonical not in columns]
    return bool(of_changes) and missing == of_changes


def _missing(canonical: str, cells: list[str], taken: set[int], layout: Layout) -> str:
    """Return the expected headers with the letter of the most similar column, else the letters of unknown columns.

    The detail never contains the sender's own text.
    """
    names = layout.headers_of(canonical)
    detail = f"应有“{layout.label(canonical)}”" + (f"（也可写作 {'、'.join(names[1:4])}）" if names[1:] else "") + "。"
    closest = most_similar_column(((at, cell) for at, cell in enumerate(cells) if at not in taken), names)
    if closest is not None:
        return detail + f"{column_letter(closest)} 列的表头与之相近，请改成上述名称。"
    strange = [f"{column_letter(at)} 列" for at in _unread(cells, taken, layout)]
    more = "等" if len(strange) > _MOST_STRANGE else ""
    return detail + (f"未识别的列：{'、'.join(strange[:_MOST_STRANGE])}{more}。" if strange else "")


def most_similar_column(cells: Iterable[tuple[int, str]], headers: Sequence[str]) -> int | None:
    """Return the position of the cell whose text is most similar to one of the headers, None if none is similar enough.

    `cells`: (position, text normalised by `fold_header`). `headers`: headers of one column of the layout. A cell that
    contains a whole header (救助对象姓名) goes before one about the householder. A cell about another person
    (监护人身份证号) is never similar. The first of several equally similar cells is returned.
    """
    scored = [
        (_similarity(cell, fold_header(header)), -at)
        for at, cell in cells
        if cell and (not OTHER_PERSON.search(cell) or "户主" in cell)
        for header in headers
    ]
    ratio, before = max(scored, default=(0.0, 0))
    return -before if ratio >= _LIKE else None


def _similarity(cell: str, header: str) -> float:
    is_whole = header in cell and not OTHER_PERSON.search(cell)
    return _WHOLE if is_whole and cell != header else difflib.SequenceMatcher(None, cell, header).ratio()
