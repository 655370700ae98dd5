"""Two large lists of one sender, a month apart: nearly everybody stands on both, as is usual from the second month on.

Written as the senders' programs write them: a workbook with shared strings, as spreadsheets do, and a GB18030 csv.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from simulation.people.documents import as_text, numbers, sequences
from simulation.people.names import names
from tests.support.files.raw_xlsx import book
from transforms.policy import Pack, load_pack

SEED = 7
CUT_OFFS = (dt.date(2019, 9, 30), dt.date(2019, 10, 31))
HOUSEHOLD_PERSONS = 3
CHANGED_SHARE = 0.002
_ELDEST_DAY, _YOUNGEST_DAY = (
    int(np.datetime64(day).astype("datetime64[D]").astype(int)) for day in ("1935-01-01", "2019-08-01")
)
_RECOGNISED = [dt.date(2016, 1, 1) + dt.timedelta(days=37 * step) for step in range(36)]
SOURCES = {"xlsx": "civil_affairs", "csv": "poverty_relief"}


class Delivery(NamedTuple):
    """One file, of one source, as of one day."""

    file: Path
    source: str
    cut_off_on: dt.date


class People(NamedTuple):
    """Columns of all persons of both months, one entry each; dates as date objects."""

    name: list[str]
    number: list[str]
    category: list[str]
    unit: list[str]
    recognised: list[dt.date]
    local: list[str]


def make(form: str, persons: int, pack_path: Path, folder: Path) -> list[Delivery]:
    """Both months' files in one form ('xlsx' or 'csv') under `folder`."""
    pack, source = load_pack(pack_path), SOURCES[form]
    changed = max(1, int(persons * CHANGED_SHARE))
    people = _people(pack, source, persons + changed)
    made = []
    for month, cut_off_on in enumerate(CUT_OFFS):
        rows = slice(month * changed, month * changed + persons)
        path = folder / f"{source}_{cut_off_on:%Y%m}.{form}"
        path.write_bytes(_xlsx(people, rows) if form == "xlsx" else _csv(people, rows))
        made.append(Delivery(path, source, cut_off_on))
    return made


def _people(pack: Pack, source: str, count: int) -> People:
    rng = np.random.default_rng(SEED)
    born = rng.integers(_ELDEST_DAY, _YOUNGEST_DAY, count)
    digits = numbers(born, sequences(born, rng.integers(0, 2, count).astype(bool)))

    def drawn(values: list[Any]) -> list[Any]:
        return [values[at] for at in rng.integers(0, len(values), count).tolist()]

    return People(
        names(rng, np.arange(count) // HOUSEHOLD_PERSONS).to_pylist(),
        as_text(digits).to_pylist(),
        drawn(list(pack.source(source).categories)),
        drawn([unit.name for unit in pack.units.all() if unit.unit_id != pack.units.root.unit_id]),
        drawn(_RECOGNISED),
        drawn(["是"] * 49 + ["否"]),
    )


def _xlsx(people: People, rows: slice) -> bytes:
    header = ["序号", "姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期", "是否本县户籍", "备注"]
    body = [[at, *row, ""] for at, row in enumerate(zip(*(column[rows] for column in people), strict=True), 1)]
    footer = [["合计", f"{len(body)}人"], ["制表人:"]]
    return book([["救助对象花名册"], ["填报单位:民政局"], header, *body, *footer], shared=True).data()


def _csv(people: People, rows: slice) -> bytes:
    lines = ["乡镇,行政村,户主姓名,姓名,证件号码,人口类别,识别时间,是否本县户籍"]
    lines += [
        f"{unit},第一村,{name},{name},{number},{category},{on.isoformat()},{local}"
        for name, number, category, unit, on, local in zip(*(column[rows] for column in people), strict=True)
    ]
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")
