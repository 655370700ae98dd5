"""L. Columns of places: kinds 220 and 221."""

from __future__ import annotations

import random

from tests.bad_inputs.files.forms import CIVIL, POOR, ROLL
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, both, in_csv, in_xls, in_xlsx
from tests.bad_inputs.files.workbook_damages import with_column
from tests.bad_inputs.kinds.model import Kind, kind, loads, quarantines, rejects, warns


def _other_county(*rows: int) -> Damage:
    """Some persons live in a township of another county."""

    def damage(table: Grid, rng: random.Random) -> None:
        at = table.header.index("县区")
        for row in rows:
            table.data[row].cells[at] = "乙山县"
            table.data[row].hit = True

    return damage


def _community(header: str, *, twice: bool = False) -> Damage:
    """A column of communities beside that of villages; each row fills one of them, or both."""

    def damage(table: Grid, rng: random.Random) -> None:
        village = next(at for at, cell in enumerate(table.header) if cell in ("村居", "行政村"))
        table.column(village + 1, header, lambda line: "")
        for line in table.data[1::2]:
            line.cells[village + 1] = "东安社区"
            line.cells[village] = line.cells[village] if twice else ""
            line.hit = twice

    return damage


KINDS: tuple[Kind, ...] = (
    kind(
        220, "the county next to the township", "N",
        ("before it", in_xlsx(CIVIL, with_column(4, "县区", "某县")), loads()),
        ("behind it, with the province", in_xls(CIVIL, with_column(5, "所属县区", "某省某县")), loads()),
        ("in a csv", in_csv(POOR, with_column(0, "区县", "某县")), loads()),
        ("in the roll, partly blank", in_csv(ROLL, both(
            with_column(4, "县(区)", ""), lambda t, rng: t.data[0].cells.__setitem__(4, "某县"))), loads()),
        ("two rows of another county", in_xlsx(CIVIL, both(with_column(4, "县区", "某县"), _other_county(1, 4))),
         quarantines("unit_unknown")),
        ("the township twice", in_xlsx(CIVIL, with_column(4, "乡镇", "甲镇")), rejects("column_duplicate")),
        decided="the township is the unit; a row of another county: Q",
    ),
    kind(
        221, "a column of communities next to that of villages", "N",
        ("each row fills one", in_csv(ROLL, _community("社区")), loads()),
        ("in a list", in_csv(POOR, _community("居委会")), loads()),
        ("in a workbook", in_xlsx(POOR, _community("社区")), loads("form_differs")),
        ("both in one row", in_csv(ROLL, _community("社区", twice=True)), warns("village_unclear")),
        ("one header twice", in_csv(ROLL, _community("村居")), rejects("column_duplicate")),
    ),
)  # fmt: skip
