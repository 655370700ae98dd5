"""Numbers inside other numbers, periods as plan years, and words of other offices: kinds 305 to 307."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.bad_inputs.files.forms import CIVIL, DISABLED, POOR, ROLL, TAX
from tests.bad_inputs.files.grid import Grid, Line
from tests.bad_inputs.files.make import everywhere, hit, in_csv, in_xls, in_xlsx, value
from tests.bad_inputs.kinds.model import Kind, kind, loads, quarantines, warns

_LOW_INCOME, _LONE = (
    {"低保对象": "农村低保", "特困人员": "农村特困"},
    {"低保对象": "民政城乡低保对象", "特困人员": "五保户"},
)


def _as(words: dict[str, str], end: str = "") -> Callable[[str], str]:
    """Write each category in other words."""
    return lambda word: words.get(word, word) + end


def _of_another_grade(table: Grid, line: Line, rng: random.Random) -> None:
    table.set(line, "document_number", f"{line.cells[table.form.at('document_number')]}44")
    table.set(line, "grade", "一级")


KINDS: tuple[Kind, ...] = (
    kind(
        305, "a disability certificate or a student number in place of the number", "N+W",
        ("a certificate", in_xlsx(CIVIL, value("document_number", lambda n: f"{n}42", 2)),
         warns("document_from_certificate")),
        ("a certificate issued again", in_csv(POOR, value("document_number", lambda n: f"{n}11B1")),
         warns("document_from_certificate")),
        ("a certificate, small letters and blanks", in_xls(CIVIL, value("document_number", lambda n: f" {n} 73b ")),
         warns("document_from_certificate")),
        ("a student number", in_csv(ROLL, value("document_number", lambda n: f"G{n}", 2)),
         warns("document_from_student_number")),
        ("a student number in a feed", in_csv(TAX, value("document_number", lambda n: f"g{n}")),
         warns("document_from_student_number")),
        ("a provisional student number", in_xlsx(CIVIL, value("document_number", lambda n: f"L{n}")),
         quarantines("document_characters")),
        ("two digits too many", in_csv(ROLL, value("document_number", lambda n: f"{n[:17]}195")),
         quarantines("document_length")),
        ("no grade 5", in_xlsx(CIVIL, value("document_number", lambda n: f"{n[:17]}045")),
         quarantines("document_length")),
        ("a certificate of another grade", in_xlsx(DISABLED, hit(_of_another_grade, 2)), quarantines("grade_differs")),
        decided="only the exact forms; other long numbers: Q",
    ),
    kind(
        306, "a period in place of the plan year", "N",
        ("months", in_csv(TAX, everywhere("plan_year", lambda _: "202001-202012")), loads()),
        ("days", in_csv(TAX, everywhere("plan_year", lambda _: "2020-01-01至2020-12-31")), loads()),
        ("Chinese months", in_csv(TAX, value("plan_year", "2020年1月—2020年12月", 2)), loads()),
        ("one month", in_csv(TAX, value("plan_year", "202001")), quarantines("plan_year_period")),
        ("half a year", in_csv(TAX, value("plan_year", "202001-202006", 2)), quarantines("plan_year_period")),
        ("two years", in_csv(TAX, value("plan_year", "202001-202112")), quarantines("plan_year_period")),
        ("a year of the past", in_csv(TAX, value("plan_year", "201901-201912")), quarantines("plan_year_not_payable")),
        decided="1 January to 31 December of one year; any other period: Q",
    ),
    kind(
        307, "words of other offices for a category, codes, grades", "N",
        ("by residence", in_xlsx(CIVIL, everywhere("category", _as(_LOW_INCOME))), loads()),
        ("the tax bureau's words", in_csv(CIVIL, everywhere("category", _as(_LONE))), loads("form_differs")),
        ("a local code", in_xls(CIVIL, everywhere("category", _as({}, "-7019"))), loads()),
        ("both", in_xlsx(CIVIL, everywhere("category", _as(_LOW_INCOME, "－7131"))), loads()),
        ("a grade alone", in_xlsx(CIVIL, value("category", "A类", 2)), quarantines("category_grade")),
        ("the whole amount", in_csv(CIVIL, value("category", "全额"),), quarantines(
            "category_grade", remarks=("form_differs",))),
        decided="groups of synonyms in the shared words; a grade alone: Q",
    ),
)  # fmt: skip
