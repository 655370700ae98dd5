"""Knowledge of both peers before they read: the index of the files, the tables of labels, the rules of the place."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from simulation.deliveries.layouts import LAYOUTS, OP_LABELS
from simulation.localities import PLACES
from simulation.place import Place
from tests.bench import floor

TAX_COLUMNS = (
    "receipt_no",
    "name",
    "number",
    "plan_year",
    "amount_yuan",
    "collected_on",
    "received_on",
    "channel",
    "unit",
)
ROLL_COLUMNS = (
    "name",
    "number",
    "birth_on",
    "sex",
    "unit",
    "village",
    "household",
    "hukou",
    "insured_last_year",
)
EMPLOYEE_COLUMNS = ("name", "number", "region", "insured_from", "insured_to")
LIST_COLUMNS = ("number", "label", "grade", "op", "recognised", "change_on", "hukou", "unit")
KINDS = {"tax": "tax", "roll": "roll", "employee": "employee", **dict.fromkeys(LAYOUTS, "list")}


class Delivery(NamedTuple):
    """A file of one kind: tax, roll, employee or list. `cut_off_on`: a day as a text, empty where there is none."""

    kind: str
    source: str
    cut_off_on: str
    path: Path


def deliveries(folder: Path) -> list[Delivery]:
    """The files that `folder/deliveries.csv` lists, in its order, without the table of targets."""
    with (folder / "deliveries.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["source"] in KINDS]
    return [
        Delivery(KINDS[row["source"]], row["source"], row["cut_off_on"], _path(folder, row["file"])) for row in rows
    ]


def _path(folder: Path, file: str) -> Path:
    return folder / file if (folder / file).exists() else folder / "deliveries" / file


def fields_of(source: str) -> dict[str, str]:
    """Header of a department's list -> field."""
    return dict(LAYOUTS[source].columns) | {"变动类型": "op", "变动日期": "change_on"}


def seeds(pack_code: str) -> dict[str, pa.Table]:
    """Tables that people maintain by hand: rules of the place, and the meaning of labels and grades by source."""
    place = PLACES[pack_code]
    labels, grades = _meanings(place)
    return floor.rule_tables(place) | {
        "op_label": pa.Table.from_pylist([{"label": label, "op": op} for op, label in OP_LABELS.items()]),
        "label_category": pa.Table.from_pylist(
            [{"source": source, "label": label, "category": category} for (source, label), category in labels.items()]
        ),
        "grade_category": pa.Table.from_pylist(
            [{"source": source, "grade": grade, "category": category} for (source, grade), category in grades.items()],
            pa.schema([("source", pa.string()), ("grade", pa.int64()), ("category", pa.string())]),
        ),
    }


def _meanings(place: Place) -> tuple[dict[tuple[str, str], str], dict[tuple[str, int], str]]:
    labels: dict[Any, str] = {}
    grades: dict[Any, str] = {}
    for sender in place.senders:
        for share in sender.shares:
            labels[sender.source, share.label] = share.category
            grades |= {(sender.source, grade): share.category for grade in share.grades}
    return labels, grades
