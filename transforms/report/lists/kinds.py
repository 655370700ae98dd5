"""Kinds of lists of persons: which persons each names, by which state, in which columns, with which masks. Pure.

A list for offices shows the name and the first six digits of the document number. A list for public posting shows
neither a whole name nor a category: a poor or disabled person is not to be recognised as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from transforms.report.feedback.masking import STAR, masked
from transforms.report.lists.content import Listed, PersonList, PersonRow
from transforms.report.lists.coverage import coverage_state
from transforms.text.figures import yuan_decimal
from transforms.text.labels import (
    COVERAGE_LABELS,
    MISSING_LABELS,
    NO_UNIT,
    POSTED_LABELS,
    ROSTER_LABELS,
    UNINSURED_REASON_LABELS,
)

NOT_STATED = "未载明"


@dataclass(frozen=True)
class Column:
    """One column of a list: its heading, its name for programs, its width in characters, and its value.

    `is_inner`: the column is in the bureau's list only, which names persons of all units.
    `align`: place of the value in its cell: days and short answers in the middle, amounts on the right.
    `years_back`: the column is about this past year (1: the plan year before), and is shown if the list is.
    """

    heading: str
    name: str
    width: float
    value: Callable[[Listed], object]
    is_inner: bool = False
    years_back: int = 1
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True)
class ListKind:
    """A kind of list. `wanted`: parameter of publish/lists/person; `states`: code -> label, in the order of columns.

    `facts`: all that the list states about a person, but identity, place and state; a change of it is a correction.
    `is_posted`: the list is made to be posted in public: it states neither category, money nor day of a person.
    `is_by_village`: in print, each village begins a page.
    """

    code: str
    title: str
    wanted: str
    state_of: Callable[[PersonRow], str]
    states: Mapping[str, str]
    columns: tuple[Column, ...]
    facts: Callable[[PersonRow], list[Any]]
    is_posted: bool = False
    is_by_village: bool = False

    def columns_of(self, content: PersonList) -> tuple[Column, ...]:
        """Return the columns of one list: those of the bureau only if it is the bureau's, and of the years it states.

        Every list states the last year.
        """
        years = max(len(content.past_plan_years), 1)
        return tuple(
            column
            for column in self.columns
            if (content.is_whole or not column.is_inner) and column.years_back <= years
        )


def missing_state(row: PersonRow) -> str:
    """Return the code of the reason why a person is not enrolled; the first that applies, the weightiest first."""
    reasons = (
        (row.is_employee, "employee_insured"),
        (row.is_undefined_paid, "undefined_paid"),
        (row.is_undefined, "undefined"),
        (row.received_fen > 0, "paid_not_enrolled"),
        (not row.is_on_roll, "not_on_roll"),
    )
    return next((reason for applies, reason in reasons if applies), "not_paid")


def roster_state(row: PersonRow) -> str:
    """Return the code of a person's enrolment in the plan year before, as the roll or a history states it."""
    return _ROSTER_STATES[row.past_years[0]]


_ROSTER_STATES = {True: "insured", False: "not_insured", None: "not_stated"}


def _office_facts(row: PersonRow) -> list[Any]:
    return [
        sorted(row.categories),
        row.insured_last_year,
        None if row.paid_on is None else row.paid_on.isoformat(),
        row.received_fen,
        None if row.enrolled_on is None else row.enrolled_on.isoformat(),
        row.answer,
    ]


def _coverage_facts(row: PersonRow) -> list[Any]:
    days = (row.enrolled_on, row.coverage_from, row.coverage_before)
    return [None if day is None else day.isoformat() for day in days]


def masked_identity(kind: ListKind, name: str, number: str) -> tuple[str, str]:
    """Return name and document number as a list of this kind may show them: never a whole number."""
    return (masked_name(name) if kind.is_posted else name), masked(number)


def masked_name(name: str) -> str:
    """Return the name with stars for all but the first character, and of three or more characters also the last.

    A name of one character is a star.
    """
    if len(name) < 2:
        return STAR * len(name)
    tail = name[-1] if len(name) > 2 else ""
    return name[0] + STAR * (len(name) - 1 - len(tail)) + tail


_UNIT = Column("单位", "unit_name", 9.5, lambda person: person.unit_name or NO_UNIT)
_VILLAGE = Column("村（社区）", "village", 10, lambda person: person.row.village or None)
_NAME = Column("姓名", "name", 8, lambda person: person.name)
_NUMBER = Column("证件号码", "document_number_masked", 19, lambda person: person.number)
_CATEGORIES = Column("人员类别", "categories", 13, lambda person: person.categories or None)
_LAST_YEAR = Column(
    "上年参保", "insured_last_year", 5, lambda person: _yes(person.row.insured_last_year), align="center"
)
_ANSWER = Column("乡镇反馈原因", "answered_reason", 10.5, lambda person: _answered(person.row.answer))
_NOTE = Column("乡镇备注", "answered_note", 10.5, lambda person: person.note or None, is_inner=True)
_PAID_ON = Column("最近缴费日", "paid_on", 11, lambda person: person.row.paid_on, align="center")
_PAID = Column("已缴（元）", "paid_yuan", 9, lambda person: _money(person.row.received_fen), align="right")


def _reason(labels: Mapping[str, str]) -> Column:
    return Column("未参保原因", "reason", 12, lambda person: labels[person.state])


def _answered(answer: str) -> str | None:
    return UNINSURED_REASON_LABELS[answer] if answer else None


def _past(years_back: int) -> Column:
    heading, name = (("上年参保", "insured_last_year"), ("前年参保", "insured_year_before"))[years_back - 1]
    at = years_back - 1
    return Column(
        heading, name, 8, lambda person: _stated(person.row.past_years[at]), years_back=years_back, align="center"
    )


def _stated(value: bool | None) -> str:
    return NOT_STATED if value is None else _yes(value)


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _money(fen: int) -> str | None:
    return yuan_decimal(fen) if fen else None


_MISSING_COLUMNS = (
    *(_UNIT, _VILLAGE, _NAME, _NUMBER, _CATEGORIES, _LAST_YEAR),
    *(_reason(MISSING_LABELS), _ANSWER, _NOTE, _PAID_ON, _PAID),
)
MISSING = ListKind(
    "missing_persons",
    "未参保人员名册",
    "missing",
    missing_state,
    MISSING_LABELS,
    _MISSING_COLUMNS,
    _office_facts,
)
UNINSURED = ListKind(
    "uninsured_feedback",
    "特殊人群和跟踪人员未参保名册",
    "missing_special",
    missing_state,
    MISSING_LABELS,
    _MISSING_COLUMNS,
    _office_facts,
)
# Money and days are left out as well: who is subsidised owes less, and is enrolled on the day of a list.
POSTED = ListKind(
    "posting_roster",
    "参保花名册（公示）",
    "enrolled",
    lambda _: "enrolled",
    POSTED_LABELS,
    (_UNIT, _VILLAGE, _NAME, _NUMBER),
    lambda _: [],
    is_posted=True,
    is_by_village=True,
)
# Before the campaign nothing is owed or paid; a category explains nothing that is to be checked.
ROSTER = ListKind(
    "start_roster",
    "参保缴费名册（启动前底册）",
    "on_roll",
    roster_state,
    ROSTER_LABELS,
    (_UNIT, _VILLAGE, _NAME, _NUMBER, _past(1), _past(2), Column("核对情况", "check_result", 10, lambda _: None)),
    lambda row: list(row.past_years),
    is_by_village=True,
)
# A category would only explain a due, and sums explain no day.
COVERAGE = ListKind(
    "coverage_list",
    "待遇享受起始日期名册",
    "covered",
    coverage_state,
    COVERAGE_LABELS,
    (
        *(_UNIT, _VILLAGE, _NAME, _NUMBER),
        Column("参保日", "enrolled_on", 11, lambda person: person.row.enrolled_on, align="center"),
        Column("待遇起始日", "coverage_from", 11, lambda person: person.row.coverage_from, align="center"),
        Column("依据", "ground", 13, lambda person: person.ground or None),
        Column("变动", "change", 9, lambda person: COVERAGE_LABELS[person.state]),
        Column("原起始日", "coverage_before", 11, lambda person: person.row.coverage_before, align="center"),
    ),
    _coverage_facts,
    is_by_village=True,
)
KINDS = {kind.code: kind for kind in (COVERAGE, MISSING, POSTED, ROSTER, UNINSURED)}
"""Code of the report -> kind."""
