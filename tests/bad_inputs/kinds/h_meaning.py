"""H. Semantics, as far as one file shows them: kinds 116, 119, 122, 130 to 133, 210."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.clean_rows import UNITS
from tests.bad_inputs.files.csv_files import csv_bytes
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EMPLOYEE, POOR, ROLL, TARGETS, TAX, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, everywhere, hit, in_csv, in_xlsx, value
from tests.bad_inputs.kinds.e_identity import numbered
from tests.bad_inputs.kinds.model import Kind, Made, holds, kind, loads, made, quarantines, rejects, warns
from tests.support.files.raw_xlsx import Book, book

OLD_UNITS = {**UNITS, "旧甲乡": "u1", "甲公社": "u1", "原乙镇": "u2"}


def _sample_number() -> str:
    """The number that forms are tried out with: a place, the first day of 1900, a running number."""
    return numbered("1101" + "01", "1900" + "0101", 123)


def _op(op: str, day: str) -> Damage:
    def change(table: Grid, line: object, rng: random.Random) -> None:
        line.cells[-2:] = [op, day]  # type: ignore[attr-defined]

    return hit(change)


def _old_names(names: dict[str, str]) -> Damage:
    """Units under the names that they had before a merger."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data:
            assert line.truth is not None
            unit = rng.choice(list(names))
            line.truth = replace(line.truth, unit=names[unit])
            line.cells[table.form.at("unit")] = unit

    return damage


def _modified(day: str) -> Callable[[Book], object]:
    core = (
        f'<cp:coreProperties xmlns:dcterms="d"><dcterms:modified>{day}T08:00:00Z</dcterms:modified></cp:coreProperties>'
    )
    return lambda one: one.parts.update({"docProps/core.xml": core})


def _sent(form: Form, written: str, mode: str, rng: random.Random) -> Made:
    """A list of one mode, announced as the other."""
    table = grids.table(form, rng, mode=written)
    return made(table, book(table.rows()).data() if form is CIVIL else csv_bytes(table), mode=mode)


def _name_as_village(table: Grid, rng: random.Random) -> None:
    hit(lambda _, line, __: table.set(line, "village", line.cells[table.form.at("name")]))(table, rng)


def _dressed(village: str) -> str:
    return f"某县{village}民委员会"


KINDS: tuple[Kind, ...] = (
    kind(
        116,
        "person in rows of another county",
        "H",
        (
            "three of ten",
            in_csv(ROLL, value("unit", "外县某镇", 3), 10),
            holds("other_place_rows", rows_known=True, fate="quarantine", codes=("unit_unknown",)),
        ),
        (
            "four of nine in a list",
            in_xlsx(CIVIL, value("unit", "邻县一乡", 4), 9),
            holds("other_place_rows", rows_known=True, fate="quarantine", codes=("unit_unknown",)),
        ),
        ("most rows", in_csv(POOR, value("unit", "邻县二镇", 5), 6), rejects("other_place", "mostly_quarantined")),
        ("one row", in_csv(TAX, value("unit", "外地")), quarantines("unit_unknown")),
        decided="single rows: Q; three and more that are over a fifth of the rows: H; over half: R",
    ),
    kind(
        119,
        "category dates overlap or end before start",
        "Q",
        (
            "an employment that ends before it starts",
            in_csv(EMPLOYEE, value("insured_to", "2014-12-31")),
            quarantines("date_order"),
        ),
        (
            "removed before recognised",
            in_xlsx(CIVIL, _op("减少", "2018-12-31"), mode="change"),
            quarantines("date_order"),
        ),
        ("dead before recognised", in_csv(POOR, _op("死亡", "2018-06-01"), mode="change"), quarantines("date_order")),
    ),
    kind(
        122,
        "payment for a year not open",
        "Q",
        ("last year", in_csv(TAX, value("plan_year", "2019")), quarantines("plan_year_not_payable")),
        ("in two years", in_csv(TAX, value("plan_year", "2022年", 2)), quarantines("plan_year_not_payable")),
        ("no year", in_csv(TAX, value("plan_year", "明年")), quarantines("plan_year_unknown")),
    ),
    kind(
        130,
        "test data in production",
        "R",
        ("a name", in_csv(ROLL, value("name", "测试用户")), rejects("test_data")),
        ("the number of the manual", in_xlsx(CIVIL, value("document_number", _sample_number())), rejects("test_data")),
        ("a payment", in_csv(TAX, value("name", "test01")), rejects("test_data")),
        ("a sample row of the template", in_csv(POOR, value("name", "样例")), rejects("test_data")),
    ),
    kind(
        131,
        "clock of sender wrong (file date in future)",
        "W",
        ("a year", in_xlsx(CIVIL, parts=_modified("2020-12-10")), loads("file_from_future")),
        ("a day", in_xlsx(DISABLED, parts=_modified("2019-12-11")), loads("file_from_future")),
        ("a century", in_xlsx(TARGETS, count=4, parts=_modified("2119-01-01")), loads("file_from_future")),
    ),
    kind(
        132,
        "county code changed (merger of divisions)",
        "N by validity table",
        ("an old name", in_csv(ROLL, _old_names({"旧甲乡": "甲镇"}), context={"units": OLD_UNITS}), loads()),
        (
            "several old names",
            in_xlsx(
                CIVIL, _old_names({"旧甲乡": "甲镇", "甲公社": "甲镇", "原乙镇": "乙乡"}), context={"units": OLD_UNITS}
            ),
            loads(),
        ),
        (
            "old and new names",
            in_csv(TAX, _old_names({"原乙镇": "乙乡", "丙街道": "丙街道"}), context={"units": OLD_UNITS}),
            loads(),
        ),
        (
            "with the county's name in front",
            in_csv(POOR, _old_names({"某县旧甲乡": "甲镇"}), context={"units": OLD_UNITS}),
            loads(),
        ),
    ),
    kind(
        133,
        "full list sent as delta or the reverse",
        "H",
        ("a full workbook as changes", lambda rng: _sent(CIVIL, "full", "change", rng), holds("wrong_mode")),
        ("a full csv as changes", lambda rng: _sent(POOR, "full", "change", rng), holds("wrong_mode")),
        (
            "changes as a full list",
            lambda rng: _sent(CIVIL, "change", "full", rng),
            holds("wrong_mode", rows_known=True),
        ),
        (
            "changes of a csv as a full list",
            lambda rng: _sent(POOR, "change", "full", rng),
            holds("wrong_mode", rows_known=True),
        ),
    ),
    kind(
        210,
        "something else in the column of villages",
        "W",
        (
            "an address with a house number",
            in_csv(ROLL, value("village", "甲镇红星路12号3栋", 2)),
            warns("village_unclear"),
        ),
        ("the person's name", in_csv(POOR, _name_as_village), warns("village_unclear")),
        ("a telephone number", in_csv(ROLL, value("village", "13900000000")), warns("village_unclear")),
        ("an error value", in_csv(POOR, value("village", "#N/A", 3)), warns("village_unclear")),
        ("nothing", in_csv(ROLL, value("village", "", 4)), loads()),
        ("its committee, its group, the places above it", in_csv(ROLL, everywhere("village", _dressed)), loads()),
        decided="the village is left out, and the row counts: no result depends on it",
    ),
)
