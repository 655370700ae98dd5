"""Guesses the meaning of each column of an unknown file: by known headings, by values, then by similar headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from transforms.intake.base.raw_table import NUMBERED
from transforms.intake.layouts.model import Layout
from transforms.intake.layouts.parts import RowState
from transforms.intake.proposal.file_columns import FileColumn
from transforms.intake.reading.header import OTHER_PERSON, most_similar_column
from transforms.intake.values.dates import parse_date
from transforms.text.folding import fold, fold_header

Reason = Literal["heading", "values", "similar", "householder"]
_MOST = 0.5
_NUMBER_HEADING = re.compile(r"证|身份|学籍号|识别号")
_NUMBER_VALUE = re.compile(r"[GgLlJj]?[0-9]{17}[0-9Xx](?:[1-7][1-4](?:B[0-9])?)?|[0-9]{15}")
_NAME_HEADING = re.compile(r"姓名|名称|名字")
_NAME_VALUE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,15}")
_DATE_HEADING = re.compile(r"日期|时间|年月|月份|日$")
# Of several dates, the first of these is the day from which the person counts.
_RECOGNISED = (
    "认定",
    "识别",
    "批准",
    "审批",
    "确认",
    "评定",
    "纳入",
    "享受",
    "保障",
    "救助",
    "发证",
    "入学",
    "初次",
    "首次",
    "起始",
)
_PLACE_HEADING = re.compile(r"乡|镇|街|区划|地区|县|所在地|地址|住址|户籍地")
_CATEGORY_HEADING = re.compile(r"类别|类型|身份|属性|种类|对象")
MOST_CATEGORIES = 20
_STATE_HEADING = re.compile(r"状态|标志|标识$|是否(?:注销|死亡|有效|在享|停发|核销)")
_MOST_STATES = 8
_LONGEST_STATE = 8
# Words of states that mean the same in every system.
_COUNTS = ("正常", "有效", "在享", "享受", "享受待遇", "在保", "正常参保", "正常缴费", "已缴费", "通过")
_NOT_COUNTED = ("注销", "死亡", "去世", "停发", "停保", "退保", "迁出", "失效", "作废", "冲销", "被冲销", "未缴费")
_SIMILAR_TO = (
    "insured_from",
    "insured_to",
    "effective_on",
    "category",
    "unit",
    "grade",
    "receipt_no",
    "amount_fen",
    "collected_on",
    "received_on",
)


@dataclass(frozen=True)
class Words:
    """Words of a pack and its layouts.

    `units`: names of the units below the place itself; `categories`: words for categories.
    """

    units: Collection[str]
    categories: Collection[str]


@dataclass
class Meanings:
    """The meaning of the columns of a file.

    `columns`: canonical column -> file column and why it was chosen. `states`: columns of states with their words.
    `other_persons`: columns of name and number of each other person of a row; only the author knows whether the list is
    about that person, too. `unread`: file columns that no meaning was found for, those of other persons included.
    """

    columns: dict[str, tuple[FileColumn, Reason]] = field(default_factory=dict)
    states: list[tuple[FileColumn, RowState]] = field(default_factory=list)
    other_persons: list[tuple[FileColumn, FileColumn]] = field(default_factory=list)
    unread: list[FileColumn] = field(default_factory=list)


def guess_meanings(columns: Sequence[FileColumn], own: Layout, known: Iterable[Layout], words: Words) -> Meanings:
    """Guess which canonical column of `own` each file column is, and which columns state whether a row counts.

    `own`: the usual layout of the source; only its columns are looked for. `known`: further layouts of the same kind;
    their headings and their words of states count as known. `words`: names of units and words for categories, to judge
    values by. A column about another person of the row (户主…, 监护人…) is never taken for the person.
    """
    layouts = [own, *known]
    meanings = Meanings()
    free = [column for column in columns if column.header]
    for step in (_by_heading, _by_values, _by_similar_heading):
        for name, column, reason in step(free, own, layouts, words, meanings):
            meanings.columns[name] = (column, reason)
            free.remove(column)
    for canonical, householder in _householder(free, meanings).items():
        meanings.columns[canonical] = (householder, "householder")
        free.remove(householder)
    meanings.other_persons = _other_persons(free)
    for column in list(free):
        state = _state(column, layouts)
        if state is not None:
            meanings.states.append((column, state))
            free.remove(column)
    meanings.unread = free
    return meanings


Found = Iterator[tuple[str, FileColumn, Reason]]


def _by_heading(
    columns: Sequence[FileColumn], own: Layout, layouts: Sequence[Layout], words: Words, meanings: Meanings
) -> Found:
    """Yield the columns whose heading some layout knows; the source's usual layout is asked first."""
    taken: set[str] = set()
    maps = [layout.header_map() for layout in layouts]
    for column in list(columns):
        for headings in maps:
            name = headings.get(column.header, "")
            if name in own.columns and name not in taken and _may_be(name, column, own, words):
                taken.add(name)
                yield name, column, "heading"
                break


def _may_be(name: str, column: FileColumn, own: Layout, words: Words) -> bool:
    """Return whether nothing contradicts a known heading.

    A column of counties is not the column of units. A heading about another person is the person's own only if the
    source's usual layout says so, because another form may list householders.
    """
    if name == "unit" and words.units and column.values:
        return _share(column, _names_unit(words)) > _MOST
    is_other = name in ("name", "document_number") and OTHER_PERSON.search(column.heading)
    return not is_other or own.header_map().get(column.header) == name


def _by_values(
    columns: Sequence[FileColumn], own: Layout, layouts: Sequence[Layout], words: Words, meanings: Meanings
) -> Found:
    """Yield columns by what their cells look like: number, name, unit, category, then the day of recognition."""
    free = [column for column in columns if not OTHER_PERSON.search(column.heading)]
    tests: Mapping[str, Callable[[FileColumn], bool]] = {
        "document_number": _is_number,
        "name": _is_name,
        "unit": lambda column: _share(column, _is_unit(words)) > _MOST,
        "category": lambda column: _share(column, _is_category(words)) > _MOST,
    }
    in_text = _share_of_places(words)
    for name, test in tests.items():
        if name not in own.columns or name in meanings.columns:
            continue
        column = next((column for column in free if test(column)), None)
        if column is None and name == "unit":
            column = next((column for column in free if in_text(column) > _MOST), None)
        if column is not None:
            free.remove(column)
            yield name, column, "values"
    if "effective_on" in own.columns and "effective_on" not in meanings.columns:
        dates = [column for column in free if _is_date(column)]
        ranked = sorted(dates, key=lambda column: _rank(column.heading))
        if ranked and _rank(ranked[0].heading) < len(_RECOGNISED):
            yield "effective_on", ranked[0], "values"


def _householder(columns: Sequence[FileColumn], meanings: Meanings) -> dict[str, FileColumn]:
    """Return the householder's columns as those of the person, if no column has the person's own name."""
    if "name" in meanings.columns:
        return {}
    own = [column for column in columns if "户主" in column.heading]
    chosen = {"name": next((column for column in own if _is_name(column)), None)}
    if "document_number" not in meanings.columns:
        chosen["document_number"] = next((column for column in own if _is_number(column)), None)
    return {canonical: column for canonical, column in chosen.items() if column is not None}


def _is_name(column: FileColumn) -> bool:
    return bool(_NAME_HEADING.search(column.heading)) and _share(column, _NAME_VALUE.fullmatch) > _MOST


def _is_number(column: FileColumn) -> bool:
    return bool(_NUMBER_HEADING.search(column.heading)) and _share(column, _NUMBER_VALUE.fullmatch) > _MOST


def _other_persons(columns: Sequence[FileColumn]) -> list[tuple[FileColumn, FileColumn]]:
    """Return each column of names with the next column of document numbers, if no other name is between them."""
    pairs: list[tuple[FileColumn, FileColumn]] = []
    name: FileColumn | None = None
    for column in columns:
        if _is_name(column):
            name = column
        elif name is not None and _is_number(column):
            pairs.append((name, column))
            name = None
    return pairs


def _by_similar_heading(
    columns: Sequence[FileColumn], own: Layout, layouts: Sequence[Layout], words: Words, meanings: Meanings
) -> Found:
    """Yield columns whose heading is similar to one of a required column that is still missing."""
    free = {column.position: column for column in columns if not OTHER_PERSON.search(column.heading)}
    for name in own.required("full"):
        if name in meanings.columns or NUMBERED in name or name not in _SIMILAR_TO:
            continue
        headers = own.headers_of(name)
        position = most_similar_column(((at, column.heading) for at, column in free.items()), headers)
        if position is not None and _fits(name, free[position], words):
            yield name, free.pop(position), "similar"


def _fits(name: str, column: FileColumn, words: Words) -> bool:
    if name == "unit":
        return _share(column, _names_unit(words)) > 0
    if name == "category":
        return bool(_CATEGORY_HEADING.search(column.heading)) and len(set(column.values)) <= MOST_CATEGORIES
    is_day = name.endswith("_on") or name in ("insured_from", "insured_to")
    return _is_date(column) if is_day else not _is_date(column)


def _share(column: FileColumn, test: Callable[[str], object]) -> float:
    """Return the share of the filled cells that pass a test; 0 for a column without values."""
    return sum(bool(test(value)) for value in column.values) / len(column.values) if column.values else 0.0


def _is_unit(words: Words) -> Callable[[str], bool]:
    """Return a test of whether a text is the name of a unit."""
    names = {fold(name) for name in words.units}
    return lambda value: fold(value) in names


def _names_unit(words: Words) -> Callable[[str], bool]:
    """Return a test of whether a text contains the name of a unit, as an address does."""
    names = tuple(fold(name) for name in words.units)
    return lambda value: any(name in fold(value) for name in names)


def _share_of_places(words: Words) -> Callable[[FileColumn], float]:
    """Return a function: the share of cells that contain a unit's name, 0 if the heading is not about a place."""
    test = _names_unit(words)
    return lambda column: _share(column, test) if _PLACE_HEADING.search(column.heading) else 0.0


def _is_category(words: Words) -> Callable[[str], bool]:
    known = {fold(word) for word in words.categories}
    return lambda value: any(fold(part).partition("-")[0] in known for part in re.split(r"[、；;,，]", value))


def _is_date(column: FileColumn) -> bool:
    in_heading = bool(_DATE_HEADING.search(column.heading))
    return in_heading and _share(column, lambda value: parse_date(value).on) > _MOST


def _rank(heading: str) -> int:
    return next((at for at, word in enumerate(_RECOGNISED) if word in heading), len(_RECOGNISED))


def _state(column: FileColumn, layouts: Sequence[Layout]) -> RowState | None:
    """Return the states of a column, None if it has none. Words that no layout knows are left for a person to decide.

    A column of states has at most eight different short words.
    """
    states = [state for layout in layouts for state in layout.row_states]
    headings = {fold_header(header) for state in states for header in state.headers}
    if column.header not in headings and not _STATE_HEADING.search(column.heading):
        return None
    seen = list(dict.fromkeys(fold(value) for value in column.values))
    if not seen or len(seen) > _MOST_STATES or max(map(len, seen)) > _LONGEST_STATE:
        return None
    counted = {fold(word) for word in (*_COUNTS, *(word for state in states for word in state.counts))}
    not_counted = {fold(word) for word in (*_NOT_COUNTED, *(word for state in states for word in state.not_counted))}
    counts = [word for word in seen if word in counted and word not in not_counted]
    if not counts:
        return None
    left_out = [word for word in seen if word in not_counted and word not in counted]
    return RowState(
        headers=[column.header],
        counts=counts,
        not_counted=left_out,
        undecided=[word for word in seen if word not in {*counts, *left_out}],
    )
