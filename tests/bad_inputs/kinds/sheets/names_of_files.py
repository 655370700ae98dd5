"""M. Names of files that state how many persons or rows the file has: kind 330."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.bad_inputs.files.clean_rows import truths
from tests.bad_inputs.files.forms import CIVIL, POOR, ROLL, TAX, Form
from tests.bad_inputs.files.grid import Grid, Line, table
from tests.bad_inputs.files.make import Damage, in_csv, in_xls, in_xlsx
from tests.bad_inputs.files.real_forms import POVERTY, surroundings
from tests.bad_inputs.kinds.model import Kind, Made, holds, kind, loads, made
from tests.support.files.raw_xlsx import book

_OF_POVERTY = surroundings(POVERTY).changes
_DIFFERS = holds("count_in_name_differs", rows_known=True)


def _of_many_rows(form: Form, name: Callable[[int], str], count: int) -> Callable[[random.Random], Made]:
    """Make a workbook with so many rows. `name`: makes the file's name of the number of rows."""

    def make(rng: random.Random) -> Made:
        grid: Grid = table(form, rng, count, total=False)
        return made(grid, book(grid.rows()).data(), name=name(count))

    return make


def _ordinary(count: int) -> Damage:
    """Rows of ordinary households at the end, which do not count."""

    def damage(grid: Grid, rng: random.Random) -> None:
        for person in truths(rng, count):
            cells = POVERTY.cells(person)
            for header, text in POVERTY.uncounted[0].cells.items():
                cells[POVERTY.header.index(header)] = text
            grid.lines.append(Line(cells))

    return damage


KINDS: tuple[Kind, ...] = (
    kind(
        330, "the name of a file states another number of persons or rows", "H",
        ("共N人", in_xlsx(CIVIL, name="城乡低保名单(共7人).xlsx"), _DIFFERS),
        ("N人", in_csv(POOR, name="脱贫人口5人.csv"), _DIFFERS),
        ("N条", in_csv(TAX, name="缴费明细12条.csv"), _DIFFERS),
        ("共N条, copied", in_xls(CIVIL, name="低保名单（共16条） (1).xls"), _DIFFERS),
        ("at the end of an export's name", _of_many_rows(CIVIL, lambda rows: f"农村低保人员查询_{rows + 1}.xlsx", 145),
         _DIFFERS),
        ("at the end of a township's name", _of_many_rows(ROLL, lambda rows: f"甲镇{rows - 1}.xlsx", 150),
         holds("count_in_name_differs", rows_known=True, remarks=("form_differs",))),
        ("the right number", in_csv(ROLL, name="参保底册(共6人).csv"), loads()),
        ("the right number at the end", _of_many_rows(CIVIL, lambda rows: f"低保人员查询_{rows}.xlsx", 133), loads()),
        ("a date", in_csv(ROLL, name="甲镇1031.csv"), loads()),
        ("a year and a batch", in_csv(CIVIL, name="2019年第1批低保名单2019.csv"), loads("form_differs")),
        ("a telephone number", in_csv(ROLL, name="底册13800000000.csv"), loads()),
        ("with the rows that do not count", in_xlsx(POVERTY, _ordinary(2), name="人口信息(共8人).xlsx",
                                                    context=_OF_POVERTY), loads("row_without_category")),
        ("without them", in_xlsx(POVERTY, _ordinary(2), name="已脱贫人口6人.xlsx", context=_OF_POVERTY),
         loads("row_without_category")),
        ("neither", in_xlsx(POVERTY, _ordinary(2), name="已脱贫人口9人.xlsx", context=_OF_POVERTY),
         holds("count_in_name_differs", rows_known=True, remarks=("row_without_category",))),
        decided="a number that may be a year, a day, a batch or a code is never compared",
    ),
)  # fmt: skip
