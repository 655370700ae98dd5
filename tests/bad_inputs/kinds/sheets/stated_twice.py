"""M. Facts that a form states in two ways, and words that several offices use: kinds 331 and 332."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.bad_inputs.files.clean_rows import number
from tests.bad_inputs.files.forms import CIVIL, EDUCATION
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, everywhere, hit, in_csv, in_xls, in_xlsx
from tests.bad_inputs.files.real_forms import SCHOOL, surroundings
from tests.bad_inputs.kinds.model import Kind, kind, loads, quarantines

_SCHOOL = surroundings(SCHOOL).changes
_STUDENT_NUMBER = SCHOOL.header.index("学籍辅号")
WITH_NUMBERS = replace(
    EDUCATION,
    header=(*EDUCATION.header, "学籍号"),
    cells=lambda t: [*EDUCATION.cells(t), f"G{t.number}"],
)


def _stranger(rng: random.Random) -> str:
    return f"G{number(rng, (2002, 2012))}"


def _of_another(rows: int = 1, at: int = _STUDENT_NUMBER) -> Damage:
    return hit(lambda grid, line, rng: line.cells.__setitem__(at, _stranger(rng)), rows)


def _exchanged(grid: Grid, rng: random.Random) -> None:
    """Two students whose student numbers were exchanged, by a column that was sorted alone."""
    first, second = grid.data[:2]
    first.cells[_STUDENT_NUMBER], second.cells[_STUDENT_NUMBER] = (
        second.cells[_STUDENT_NUMBER], first.cells[_STUDENT_NUMBER],
    )  # fmt: skip
    first.hit = second.hit = True


def _numbers(*texts: str) -> Damage:
    """Other texts in the column of student numbers, which contain no number to compare."""

    def damage(grid: Grid, rng: random.Random) -> None:
        for line, text in zip(grid.data, texts, strict=False):
            line.cells[_STUDENT_NUMBER] = text

    return damage


def _provisional(grid: Grid, rng: random.Random) -> None:
    for line in grid.data:
        line.cells[_STUDENT_NUMBER] = "L" + _stranger(rng)[1:]


def _destitute(word: str) -> Damage:
    """Another word for 特困人员, wherever it is written."""
    return everywhere("category", lambda text: word if text == "特困人员" else text)


KINDS: tuple[Kind, ...] = (
    kind(
        331, "the student number contains another person's number", "Q",
        ("one student", in_xlsx(SCHOOL, _of_another(), context=_SCHOOL), quarantines("student_number_differs")),
        ("two students, old workbook", in_xls(SCHOOL, _of_another(2), context=_SCHOOL),
         quarantines("student_number_differs")),
        ("numbers exchanged", in_xlsx(SCHOOL, _exchanged, context=_SCHOOL), quarantines("student_number_differs")),
        ("a column of the school's own list", in_csv(WITH_NUMBERS, _of_another(1, len(EDUCATION.header))),
         quarantines("student_number_differs")),
        ("right numbers", in_csv(WITH_NUMBERS), loads()),
        ("provisional numbers", in_xlsx(SCHOOL, _provisional, context=_SCHOOL), loads()),
        ("other texts", in_xlsx(SCHOOL, _numbers("", "20190101", "无", "G123"), context=_SCHOOL), loads()),
        decided="a student number that contains no number, or is provisional, is not compared",
    ),
    kind(
        332, "words of civil affairs for persons who live in a home or by themselves", "N",
        *((word, in_csv(CIVIL, _destitute(word)), loads("form_differs")) for word in ("分散供养特困", "集中供养特困")),
        *((word, in_xlsx(CIVIL, _destitute(word)), loads()) for word in ("分散特困", "集中特困", "集中特困人员-7131")),
    ),
)  # fmt: skip
