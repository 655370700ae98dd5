"""L. Places in texts, chains, titles and codes: kinds 280 to 283."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.bad_inputs.files.clean_rows import UNITS
from tests.bad_inputs.files.forms import CIVIL, EMPLOYEE, POOR, ROLL, TAX
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, both, everywhere, in_csv, in_xls, in_xlsx, value
from tests.bad_inputs.files.workbook_damages import titles
from tests.bad_inputs.kinds.model import Kind, holds, kind, loads, quarantines, rejects, warns
from tests.support.files.builders import LAYOUTS
from transforms.intake.layouts.divisions import Divisions
from transforms.intake.layouts.model import Layout
from transforms.intake.values.places.regions import UNKNOWN_REGION

_ABOVE = {"higher_places": ("某省", "某市")}
_CODES = {unit: f"199999{at:03d}" for at, unit in enumerate(UNITS, 100)}
_WITH_CODES = {"unit_codes": {code: UNITS[unit] for unit, code in _CODES.items()} | {"199999": "root"}}
_IN_A_CITY = {
    "region": "甲市",
    "divisions": Divisions({"190000": "某省", "199900": "甲市", "199901": "丙县", "198800": "乙市"}),
}


def _without_unit(name: str, **changes: object) -> Layout:
    content = LAYOUTS[name].model_dump()
    content["columns"].pop("unit")
    return Layout.model_validate({**content, **changes})


_LEVELS = ("所属省级", "所属市级", "所属区县", "所属街道")
_CHAIN = _without_unit("civil_affairs", place_columns=[[level] for level in _LEVELS])
_CHAIN_OF_ROLL = _without_unit("roll", place_columns=[[level] for level in _LEVELS])
_STATED = _without_unit("roll", unit_from=["title", "sheet", "file_name"])


def _chain(*above: str, lowest: Callable[[str], str] = str, foreign: int = 0) -> Damage:
    """Columns from province to township in place of the unit; the first `foreign` rows are of another county."""

    def damage(table: Grid, rng: random.Random) -> None:
        at = table.form.at("unit")
        for line in [table.lines[table.header_at], *table.data]:
            unit = line.cells.pop(at)
            cells = (
                [*above, lowest(unit)]
                if line.truth
                else ["所属省级", "所属市级", "所属区县", "所属街道"][-len(above) - 1 :]
            )
            line.cells[at:at] = cells
        for line in table.data[:foreign]:
            line.cells[at + len(above) - 1] = "外县"
            line.hit = True

    return damage


def _blank_township(table: Grid, rng: random.Random) -> None:
    line = rng.choice(table.data)
    line.cells[table.form.at("unit") + len(_LEVELS) - 1] = ""
    line.hit = True


def _of_one_unit(unit: str) -> Damage:
    """Nobody's unit has a column: all persons live in the same."""

    def damage(table: Grid, rng: random.Random) -> None:
        at = table.header.index("乡镇")
        for line in [table.lines[table.header_at], *table.data]:
            del line.cells[at]
            line.truth = replace(line.truth, unit=unit) if line.truth else None

    return damage


def _office(unit: str) -> str:
    return unit + ("办事处" if unit == "丙街道" else "人民政府")


def _without_units(table: Grid, rng: random.Random) -> None:
    _of_one_unit("甲镇")(table, rng)
    for line in table.data:
        line.hit = True


def _of_no_place(table: Grid, rng: random.Random) -> None:
    """The text of the damaged rows is no known place, so a word of our own stands for it."""
    for line in table.data:
        if line.hit and line.truth:
            line.truth = replace(line.truth, region=UNKNOWN_REGION)


def _of_region(region: str, write: Callable[[random.Random], Any]) -> Damage:
    def damage(table: Grid, rng: random.Random) -> None:
        at = table.form.at("region")
        for line in table.data:
            assert line.truth is not None
            line.truth = replace(line.truth, region=region)
            line.cells[at] = write(rng)

    return damage


KINDS: tuple[Kind, ...] = (
    kind(
        280, "the unit as a text from province to village", "N",
        ("places in front", in_xlsx(CIVIL, everywhere("unit", lambda u: f"某省某市某县{u}"), context=_ABOVE), loads()),
        ("a village behind", in_csv(ROLL, everywhere("unit", lambda u: f"某县{u}红星村3组")), loads()),
        ("hyphens", in_xls(CIVIL, everywhere("unit", lambda u: f"某市-某县-{u}"), context=_ABOVE), loads()),
        ("slashes, with the village", in_csv(POOR, everywhere("unit", lambda u: f"某省/某市/某县/{u}/新村"),
                                             context=_ABOVE), loads()),
        ("an office", in_csv(TAX, everywhere("unit", _office)), loads()),
        ("a code", in_xlsx(CIVIL, everywhere("unit", _CODES.__getitem__), context=_WITH_CODES), loads()),
        ("a code in front", in_csv(POOR, everywhere("unit", lambda u: _CODES[u] + u), context=_WITH_CODES), loads()),
        ("a town of that name in another county", in_xlsx(
            CIVIL, both(everywhere("unit", lambda u: f"某县{u}"), value("unit", "外县甲镇", 2)), context=_ABOVE),
         quarantines("unit_unknown")),
        ("a unit's name in a longer one", in_csv(ROLL, value("unit", "大甲镇", 2)), quarantines("unit_unknown")),
        ("two units", in_csv(POOR, value("unit", "甲镇/乙乡")), quarantines("unit_unknown")),
        ("a village named like a town", in_csv(ROLL, value("unit", "甲村")), quarantines("unit_unknown")),
        ("all of another county", in_xlsx(CIVIL, everywhere("unit", lambda u: f"某省某市外县{u}"), context=_ABOVE),
         rejects("other_place", "mostly_quarantined")),
        decided="read from the left; a town of another county, a name in a longer one, two units: Q",
    ),
    kind(
        281, "the place in a chain of columns", "N",
        ("from the province", in_xlsx(CIVIL, _chain("某省", "某市", "某县"), layout=_CHAIN, context=_ABOVE), loads()),
        ("from the county", in_csv(CIVIL, _chain("某县"), layout=_CHAIN), loads("form_differs")),
        ("with the names above again", in_xls(CIVIL, _chain("某省", "某市", "某县", lowest=lambda u: f"某县{u}"),
                                              layout=_CHAIN, context=_ABOVE), loads()),
        ("rows of another county", in_xlsx(CIVIL, _chain("某省", "某市", "某县", foreign=2), layout=_CHAIN,
                                           context=_ABOVE), quarantines("unit_unknown")),
        ("the township blank", in_csv(ROLL, both(_chain("某省", "某市", "某县"), _blank_township),
                                      layout=_CHAIN_OF_ROLL, context=_ABOVE), quarantines("unit_blank")),
    ),
    kind(
        282, "the unit in the title, in the name of the sheet or of the file", "N",
        ("title", in_xlsx(ROLL, both(_of_one_unit("甲镇"), titles("某县甲镇红星村2020年度花名册")), layout=_STATED),
         loads("form_differs")),
        ("sheet", in_xlsx(ROLL, _of_one_unit("乙乡"), layout=_STATED, book_name="乙乡"), loads("form_differs")),
        ("file name", in_csv(ROLL, _of_one_unit("丁镇"), layout=_STATED, name="花名册（丁镇）.csv"), loads()),
        ("nowhere", in_csv(ROLL, _without_units, layout=_STATED, name="花名册.csv"),
         holds("unit_not_stated", "mostly_quarantined", "gate_failed", rows_known=True, fate="quarantine",
               codes=("unit_blank",))),
        ("title and file differ", in_csv(ROLL, both(_without_units, titles("甲镇花名册")), layout=_STATED,
                                         name="乙乡.csv"),
         holds("unit_contradicted", "mostly_quarantined", "gate_failed", rows_known=True, fate="quarantine",
               codes=("unit_blank",))),
        decided="only if no column has it; none, or different ones: H",
    ),
    kind(
        283, "the region of insurance in another spelling", "N",
        ("the city's pool", in_csv(EMPLOYEE, _of_region("甲市", lambda rng: "甲市本级"), context=_IN_A_CITY), loads()),
        ("a county in it", in_csv(EMPLOYEE, _of_region("甲市", lambda rng: rng.choice(["丙县", "某省甲市丙县"])),
                                  context=_IN_A_CITY), loads()),
        ("codes", in_csv(EMPLOYEE, _of_region("甲市", lambda rng: rng.choice(["199901", "199900", "199999"])),
                         context=_IN_A_CITY), loads()),
        ("another city", in_csv(EMPLOYEE, _of_region("乙市", lambda rng: "乙市"), context=_IN_A_CITY), loads()),
        ("no place", in_csv(EMPLOYEE, both(_of_region("甲市", lambda rng: "甲市"), value("region", "本级", 2),
                                           _of_no_place), context=_IN_A_CITY), warns("region_unknown")),
        decided="the pack's region; a text that is no known place: W, loaded as 未识别的统筹区",
    ),
)  # fmt: skip
