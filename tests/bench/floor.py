"""The DuckDB floor: the same delivered files, read without a gate and without history, to the same progress.

Knows nothing of the product: layouts and rule values are the simulation's. Fit for places simulated without mistakes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.csv as pacsv
from python_calamine import CalamineWorkbook

from simulation.deliveries.layouts import LAYOUTS, OP_LABELS
from simulation.localities import PLACES
from simulation.place import Place
from simulation.rules import UNKNOWN_PREFIX

SCRIPT = Path(__file__).with_name("floor.sql")
DATE_FORMS = {"dash": "%Y-%m-%d", "slash": "%Y/%m/%d", "compact": "%Y%m%d"}
TAX_COLUMNS = [
    "receipt_no", "name", "number", "plan_year", "amount_yuan", "collected_on", "received_on", "channel", "unit",
]  # fmt: skip
TAX_USED = [name for name in TAX_COLUMNS if name not in ("name", "channel")]
ROLL_COLUMNS = ["name", "number", "birth_on", "sex", "unit", "village", "household", "hukou", "insured_last_year"]
ROLL_USED = ["number", "unit", "hukou", "insured_last_year"]
EMPLOYEE_COLUMNS = ["name", "number", "region", "insured_from", "insured_to"]
LIST_TYPES = pa.schema(
    [(name, pa.string()) for name in ("number", "source", "category", "op", "effective_on", "hukou", "unit")]
    + [("cut_off_on", pa.date32()), ("grade", pa.int8())]
)
Progress = dict[tuple[str, str], tuple[int, int, int]]


class Floor(NamedTuple):
    """progress: (printed unit, category) -> (enrolled persons, received fen, fund fen). Cells of zeros are left out."""

    progress: Progress
    rows: int
    read_seconds: float
    compute_seconds: float


def run(pack_code: str, folder: Path, say: Callable[[str], None] = lambda text: None) -> Floor:
    """Read what `folder/deliveries.csv` lists and compute the progress as of the place's business date."""
    place = PLACES[pack_code]
    with (folder / "deliveries.csv").open(encoding="utf-8", newline="") as lines:
        deliveries = list(csv.DictReader(lines))
    started = time.monotonic()
    with duckdb.connect() as database:
        say("reading")
        rows = _load(database, place, folder, deliveries)
        read = time.monotonic()
        say("computing")
        result = database.execute(SCRIPT.read_text(encoding="utf-8")).fetchall()
    done = time.monotonic()
    progress = {(unit, category): measures for unit, category, *measures in map(tuple, result) if any(measures)}
    return Floor({key: tuple(value) for key, value in progress.items()}, rows, read - started, done - read)


def _load(database: duckdb.DuckDBPyConnection, place: Place, folder: Path, deliveries: list[dict[str, str]]) -> int:
    """The rows of all files but the table of targets, as tables of texts; returns how many there are."""
    paths: dict[str, list[Path]] = {"roll": [], "employee": [], "tax": []}
    cut_offs: dict[Path, dt.date | None] = {}
    lists: list[dict[str, Any]] = []
    for one in deliveries:
        path = _path(folder, one["file"])
        if one["source"] in paths:
            paths[one["source"]].append(path)
            cut_offs[path] = dt.date.fromisoformat(one["cut_off_on"]) if one["cut_off_on"] else None
        elif one["source"] in LAYOUTS:
            lists.extend(_list_rows(place, one, path))
    tables = {
        "tax_text": pa.concat_tables(map(_tax_table, paths["tax"])),
        "roll_text": pa.concat_tables(_csv_table(p, ROLL_COLUMNS, ROLL_USED) for p in paths["roll"]),
        "employee_text": pa.concat_tables(_employee_table(p, cut_offs[p]) for p in paths["employee"]),
        "list_text": pa.Table.from_pylist(lists, LIST_TYPES),
        **rule_tables(place),
    }
    for name, table in tables.items():
        database.register(name, table)
    database.execute("SET VARIABLE tax_date_form = ?", [DATE_FORMS[place.tax_date_form]])
    return sum(tables[f"{kind}_text"].num_rows for kind in ("tax", "roll", "employee", "list"))


def _path(folder: Path, file: str) -> Path:
    beside = folder / file
    return beside if beside.exists() else folder / "deliveries" / file


def _tax_table(path: Path) -> pa.Table:
    """Receipts of one day; the last line is the control total."""
    text = path.read_bytes().decode("gb18030")
    body = text[: text.rindex("\n", 0, len(text) - 1) + 1]
    types = {name: pa.string() for name in TAX_USED} | {"plan_year": pa.int32()}
    return _parsed(body.encode(), TAX_COLUMNS, types)


def _employee_table(path: Path, cut_off_on: dt.date | None) -> pa.Table:
    days = {"insured_from": pa.date32(), "insured_to": pa.date32()}
    types = {"number": pa.string(), "region": pa.string(), **days}
    table = _parsed(path.read_bytes(), EMPLOYEE_COLUMNS, types)
    return table.append_column("cut_off_on", pa.array([cut_off_on] * table.num_rows, pa.date32()))


def _csv_table(path: Path, names: list[str], used: list[str]) -> pa.Table:
    return _parsed(path.read_bytes(), names, {name: pa.string() for name in used})


def _parsed(data: bytes, names: list[str], types: dict[str, pa.DataType]) -> pa.Table:
    return pacsv.read_csv(
        io.BytesIO(data),
        read_options=pacsv.ReadOptions(column_names=names, skip_rows=1),
        convert_options=pacsv.ConvertOptions(include_columns=list(types), column_types=types),
    )


def _list_rows(place: Place, delivery: dict[str, str], path: Path) -> Iterator[dict[str, Any]]:
    """Rows of one department's list: category and what happened to it, on which day."""
    source, cut_off = delivery["source"], dt.date.fromisoformat(delivery["cut_off_on"])
    layout = LAYOUTS[source]
    by_label = {share.label: share.category for share in place.sender(source).shares}
    by_grade = {grade: share.category for share in place.sender(source).shares for grade in share.grades}
    ops = {label: op for op, label in OP_LABELS.items()}
    fields = dict(layout.columns) | {"变动类型": "op", "变动日期": "change_on"}
    for printed in _printed_rows(path, layout.form, layout.encoding, fields):
        grade = "一二三四".find(printed["grade"][0]) + 1 if printed.get("grade") else None
        label = printed.get("label") or ""
        op = ops[printed["op"]] if "op" in printed else "add"
        said_on = printed["recognised"] if op == "add" else printed["change_on"]
        yield {
            "number": printed["number"],
            "source": source,
            "category": by_grade[grade] if grade else by_label.get(label, UNKNOWN_PREFIX + label),
            "op": op,
            "effective_on": said_on or cut_off.isoformat(),
            "cut_off_on": cut_off,
            "grade": grade,
            "hukou": printed.get("hukou"),
            "unit": printed["unit"],
        }


def _printed_rows(path: Path, form: str, encoding: str, fields: dict[str, str]) -> Iterator[dict[str, str]]:
    """Cells as texts by field; titles before the header and footers without a document number are left out."""
    if form == "csv":
        rows: Any = csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline=""))
    else:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()
    header: list[str] | None = None
    for row in rows:
        if header is None:
            if any(fields.get(str(cell)) == "number" for cell in row):
                header = [fields.get(str(cell), "") for cell in row]
            continue
        printed = {field: _text(cell) for field, cell in zip(header, row, strict=True)}
        if printed["number"]:
            yield printed


def _text(cell: Any) -> str:
    return cell.isoformat()[:10] if isinstance(cell, dt.date) else str(cell)


def rule_tables(place: Place) -> dict[str, pa.Table]:
    """Campaign (one row), price, subsidy and coverage of a place, as the programs of the bench read them."""
    rules = place.rules
    campaign = {
        "plan_year": rules.plan_year,
        "starts_on": rules.starts_on,
        "ends_on": rules.ends_on,
        "business_date": place.business_date,
        "basis": rules.basis,
        "gained": rules.gained,
        "pay_first_after": rules.pay_first_after,
        "employee_region": rules.employee_region,
    }
    days = {name: pa.date32() for name in ("starts_on", "ends_on", "business_date", "pay_first_after")}
    campaign_types = pa.schema([
        (name, days.get(name, pa.int32() if name == "plan_year" else pa.string())) for name in campaign
    ])  # fmt: skip
    phases = (("in_window", False), ("late", True))
    prices = [{"is_late": late, "price_fen": rules.price_fen.get((rules.plan_year, phase))} for phase, late in phases]
    numbers = ("amount_fen", "min_age", "max_age", "min_grade", "max_grade")
    subsidies = [
        {name: getattr(one, name) for name in numbers}
        | {"category": one.category, "kind": one.kind, "unless_category": one.unless_category}
        | {"is_local": one.hukou_local, "tie_order": order}
        for order, one in enumerate(rules.subsidies)
    ]
    subsidy_types = pa.schema(
        [(name, pa.int64()) for name in numbers]
        + [(name, pa.string()) for name in ("category", "kind", "unless_category")]
        + [("is_local", pa.bool_()), ("tie_order", pa.int32())]
    )
    coverage = [{**vars(rule), "rule_order": order} for order, rule in enumerate(rules.coverage)]
    flags = ("continuing", "born_in_plan_year")
    coverage_types = pa.schema(
        [(name, pa.string()) for name in ("start_kind", "phase")]
        + [(name, pa.bool_()) for name in flags]
        + [(name, pa.int32()) for name in ("paid_within_days_of_birth", "wait_days", "rule_order")]
        + [("start_on", pa.date32())]
    )
    return {
        "coverage": pa.Table.from_pylist(coverage, coverage_types),
        "campaign": pa.Table.from_pylist([campaign], campaign_types),
        "price": pa.Table.from_pylist(prices, pa.schema([("is_late", pa.bool_()), ("price_fen", pa.int64())])),
        "subsidy": pa.Table.from_pylist(subsidies, subsidy_types),
    }
