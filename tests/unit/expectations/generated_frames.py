"""Generated tables of parsed values, with the faults that senders make; every number is computed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from tests.support.files.builders import number

LIMITS: Mapping[str, Any] = {
    "earliest_on": dt.date(1949, 10, 1), "plan_years": (2020,), "units": ("甲镇", "乙乡"), "statuses": ("正式",),
    "name_characters": 50,
}  # fmt: skip
SIZES = (1, 1, 2, 3, 5, 8, 20, 60, 150, 400)
TYPES = {
    "document_number": pa.string(), "name": pa.string(), "unit": pa.string(), "category": pa.string(),
    "op": pa.string(), "effective_on": pa.int64(), "receipt_no": pa.string(), "plan_year": pa.int64(),
    "amount_fen": pa.int64(), "received_on": pa.int64(), "collected_on": pa.int64(), "as_of": pa.int64(),
}  # fmt: skip
KIND_COLUMNS = {
    "special_list": ("document_number", "name", "unit", "category", "op", "effective_on"),
    "roll": ("document_number", "name", "unit"),
    "tax_feed": (
        "document_number", "name", "unit", "receipt_no", "plan_year", "amount_fen", "received_on", "collected_on",
    ),
}  # fmt: skip
NUMBERS = [number(at, f"{year}0515") for at, year in enumerate(range(1940, 2015), start=1)]
WRONG_DIGIT = [one[:-1] + ("0" if one[-1] != "0" else "1") for one in NUMBERS]


def days(on: dt.date) -> int:
    return (on - dt.date(1970, 1, 1)).days


def good(column: str, rng: random.Random, as_of: dt.date) -> Any:
    """A value without fault."""
    dated = days(as_of) - rng.randrange(0, 90)
    return {
        "document_number": rng.choice(NUMBERS), "name": "张三", "unit": rng.choice(("甲镇", "乙乡")), "category": "x",
        "op": "add", "effective_on": dated, "receipt_no": "R1", "plan_year": 2020, "amount_fen": 25_000,
        "received_on": dated, "collected_on": dated,
    }[column]  # fmt: skip


def bad(column: str, rng: random.Random, as_of: dt.date) -> Any:
    """A value with a fault, or none at all."""
    late = [days(as_of) + 1, days(as_of) + 200, days(dt.date(1940, 1, 1)), None]
    future = number(9, (as_of + dt.timedelta(days=1)).strftime("%Y%m%d"))
    numbers = [None, "123", rng.choice(WRONG_DIGIT), future, number(9, "18700101"), number(9, "19800230")]
    return rng.choice(
        {
            "document_number": numbers, "name": [None, "长" * 51], "unit": [None, "别处镇"],
            "category": [None], "op": [None, "搬走"],
            "effective_on": late, "receipt_no": [None], "plan_year": [None, 2018], "amount_fen": [None, 0, -5],
            "received_on": late, "collected_on": late,
        }[column]
    )  # fmt: skip


def delivery(kind: str, rng: random.Random, size: int | None = None) -> pa.Table:
    """One delivery: mostly good, sprinkled with faults, with one column empty, or with one column wrong everywhere."""
    size = size or rng.choice(SIZES)
    as_of = dt.date(2019, 11, 1) + dt.timedelta(days=rng.randrange(0, 200))
    shares = dict.fromkeys(KIND_COLUMNS[kind], rng.choice((0.0, 0.0, 0.01, 0.03)))
    empty, chosen = "", rng.choice(KIND_COLUMNS[kind])
    manner = rng.random()
    if manner < 0.15:
        shares[chosen] = rng.choice((0.4, 0.5, 0.6, 1.0))
    elif manner < 0.3:
        empty = chosen
    table = {
        name: [
            None if name == empty and rng.random() < 0.97 else (bad if rng.random() < share else good)(name, rng, as_of)
            for _ in range(size)
        ]
        for name, share in shares.items()
    }
    return typed(table | {"as_of": [days(as_of)] * size})


def typed(columns: Mapping[str, list[Any]]) -> pa.Table:
    return pa.table({name: pa.array(values, TYPES[name]) for name, values in columns.items()})
