"""Random persons of made-up packs, copied straight into the facts, assessed by the product's statements, read back.

No file and no gate is involved. Several packs share a warehouse; each is a campaign of its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pyarrow as pa
from sqlalchemy import text

from pipeline.policy import install
from pipeline.runtime.settings import Settings
from tests.properties.reference.facts import Outcome, Person
from transforms.policy import Pack, campaign_id
from warehouse import bulk, engine, statements

Key = tuple[uuid.UUID, int]
DAY_OF_DELIVERY = dt.date(2020, 1, 1)
SAME_NAME = {"unit": "unit_id"}
FLAGS = ("history_missing", "paid_twice", "paid_outside_own_window", "refused_outside_own_window",
         "refused_late")  # fmt: skip
LISTED = {"shares", *FLAGS}  # compared in another form

_WHO = {"person_key": pa.binary(16), "row_no": pa.int32()}
_COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "core.roll_fact": {
        "cut_off_on": pa.date32(), "birth_on": pa.date32(), "sex": pa.string(), "unit_id": pa.string(),
        "hukou_local": pa.bool_(), "insured_last_year": pa.bool_(),
    },
    "core.membership_fact": {
        "category": pa.string(), "op": pa.string(), "effective_on": pa.date32(), "cut_off_on": pa.date32(),
        "birth_on": pa.date32(), "grade": pa.int16(), "subclass": pa.string(), "hukou_local": pa.bool_(),
        "unit_id": pa.string(), "replaces": pa.bool_(),
    },
    "core.payment": {
        "receipt_no": pa.string(), "plan_year": pa.int32(), "amount_fen": pa.int64(), "collected_on": pa.date32(),
        "received_on": pa.date32(), "channel": pa.string(), "unit_id": pa.string(), "birth_on": pa.date32(),
    },
    "core.reversal": {
        "reversal_no": pa.string(), "receipt_no": pa.string(), "plan_year": pa.int32(), "amount_fen": pa.int64(),
        "collected_on": pa.date32(), "received_on": pa.date32(), "channel": pa.string(), "unit_id": pa.string(),
    },
    "core.employee_fact": {
        "insured_from": pa.date32(), "insured_to": pa.date32(), "region": pa.string(), "cut_off_on": pa.date32(),
    },
    "core.late_entry_fact": {
        "op": pa.string(), "reason": pa.string(), "has_proof": pa.bool_(), "cut_off_on": pa.date32(),
    },
    "core.history_fact": {"plan_year": pa.int32(), "enrolled": pa.bool_(), "cut_off_on": pa.date32()},
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """Which part of a person's facts a delivery holds: the whole (the default), or some kinds."""

    roll: bool = True
    rows: bool = True
    receipts: bool = True
    reversals: bool = True
    employments: bool = True
    history: bool = True
    late_reasons: bool = True


WHOLE = Facts()


def only(name: str) -> Facts:
    """A delivery that holds one kind of facts."""
    return Facts(**{one.name: one.name == name for one in fields(Facts)})


def pack_of(content: dict[str, Any]) -> Pack:
    """The pack of a plain content, without the detour through its file (test_packs shows that both are the same)."""
    return Pack.model_validate(_tuples(content))


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def key_of(pack_code: str, number: int) -> uuid.UUID:
    return uuid.UUID(bytes=hashlib.sha256(f"{pack_code} {number}".encode()).digest()[:16])


def put(
    settings: Settings, pack: Pack, people: Sequence[Person], history_years: Iterable[int],
    committed_no: int = 1, what: Facts = WHOLE,
) -> None:  # fmt: skip
    """Copy facts of people as one committed delivery, and queue the people."""
    number = campaign_id(pack.pack_code)
    delivery = uuid.UUID(bytes=hashlib.sha256(f"{pack.pack_code} delivery {committed_no}".encode()).digest()[:16])
    base = {"campaign_id": number, "delivery_id": delivery}
    keys = [key_of(pack.pack_code, person.number).bytes for person in people]
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, pack)
        bulk.insert(conn, "landing.delivery", [base | _delivery(committed_no)])
        if what.history:
            bulk.insert(conn, "core.history_year", [base | {"plan_year": year} for year in sorted(history_years)])
        for table, columns in _COLUMNS.items():
            rows = list(_rows(table, keys, people, what))
            schema = pa.schema({**_WHO, **columns})
            bulk.copy(conn, table, pa.Table.from_pylist(rows, schema=schema), base)
        statements.run(conn, "workbench/feed_day", campaign_id=number)
        queue = pa.table({"person_key": pa.array(keys, pa.binary(16))})
        constants = {"campaign_id": number, "committed_no": committed_no}
        bulk.copy(conn, "core.changed_person", queue, constants)
        conn.execute(
            text("UPDATE landing.watermark SET committed_no = :no WHERE campaign_id = :id"),
            {"no": committed_no, "id": number},
        )


def _delivery(committed_no: int) -> dict[str, Any]:
    return {
        "source": "roll", "kind": "roll", "sender": "test", "list_mode": "full", "period": f"test {committed_no}",
        "cut_off_on": DAY_OF_DELIVERY, "version": 1, "file_name": "test", "sha256": str(committed_no), "byte_count": 0,
        "delivered_on": DAY_OF_DELIVERY, "state": "committed", "committed_no": committed_no, "reasons": "[]",
        "landed_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    }  # fmt: skip


def _rows(table: str, keys: list[bytes], people: Sequence[Person], what: Facts) -> Iterator[dict[str, Any]]:
    make = {
        "core.roll_fact": _roll if what.roll else None,
        "core.membership_fact": _memberships if what.rows else None,
        "core.payment": _payments if what.receipts else None,
        "core.reversal": _reversals if what.reversals else None,
        "core.employee_fact": _employments if what.employments else None,
        "core.history_fact": _history if what.history else None,
        "core.late_entry_fact": _late_reasons if what.late_reasons else None,
    }[table]
    if make is not None:
        for key, person in zip(keys, people, strict=True):
            for row_no, row in enumerate(make(person)):
                yield {"person_key": key, "row_no": row_no, **row}


def _roll(person: Person) -> Iterator[dict[str, Any]]:
    if person.roll:
        yield {
            "cut_off_on": DAY_OF_DELIVERY, "birth_on": person.birth_on, "sex": "F", "unit_id": person.roll.unit,
            "hukou_local": person.roll.hukou_local, "insured_last_year": person.roll.insured_last_year,
        }  # fmt: skip


def _memberships(person: Person) -> Iterator[dict[str, Any]]:
    for row in person.rows:
        said = row._asdict()
        yield {name: said[name] for name in ("category", "op", "effective_on", "cut_off_on", "grade", "subclass")} | {
            "birth_on": person.birth_on, "hukou_local": row.hukou_local, "unit_id": row.unit,
            "replaces": row.replaces or None,
        }  # fmt: skip


def _payments(person: Person) -> Iterator[dict[str, Any]]:
    for one in person.receipts:
        yield {
            "receipt_no": one.receipt_no, "plan_year": one.plan_year, "amount_fen": one.amount_fen,
            "collected_on": one.collected_on, "received_on": one.received_on, "channel": "微信", "unit_id": one.unit,
            "birth_on": person.birth_on,
        }  # fmt: skip


def _reversals(person: Person) -> Iterator[dict[str, Any]]:
    for one in person.reversals:
        yield one._asdict() | {"collected_on": one.received_on, "channel": "微信", "unit_id": None}


def _employments(person: Person) -> Iterator[dict[str, Any]]:
    for job in person.employments:
        yield {"insured_from": job.from_on, "insured_to": job.to_on, "region": job.region, "cut_off_on": job.cut_off_on}


def _history(person: Person) -> Iterator[dict[str, Any]]:
    for year, enrolled in person.history.items():
        yield {"plan_year": year, "enrolled": enrolled, "cut_off_on": DAY_OF_DELIVERY}


def _late_reasons(person: Person) -> Iterator[dict[str, Any]]:
    for one in person.late_reasons:
        yield {"op": one.op, "reason": "moved_in", "has_proof": False, "cut_off_on": one.cut_off_on}


def results(settings: Settings, pack_code: str) -> dict[Key, dict[str, Any]]:
    """(person, plan year) -> the row of core.dues."""
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        found = conn.execute(text("SELECT * FROM core.dues WHERE campaign_id = :id"), {"id": campaign_id(pack_code)})
        return {(row["person_key"], row["plan_year"]): dict(row) for row in found.mappings()}


_PLAIN = tuple(one.name for one in fields(Outcome) if one.name not in LISTED)
_COMPARED = (*_PLAIN, "shares", *FLAGS)


def as_row(outcome: Outcome) -> tuple[Any, ...]:
    """What the reference says, column by column."""
    return (*(getattr(outcome, name) for name in _PLAIN), outcome.shares, *(getattr(outcome, name) for name in FLAGS))


def as_said(row: dict[str, Any]) -> tuple[Any, ...]:
    """What the statements say, column by column."""
    shares = tuple(zip(row["payers"], row["payer_fen"], strict=True))
    plain = (row[SAME_NAME.get(name, name)] for name in _PLAIN)
    return (*plain, shares, *(name in row["flags"] for name in FLAGS))


def outcome_of(row: dict[str, Any]) -> Outcome:
    """A row of core.dues in the shape of the reference."""
    values = as_said(row)
    return Outcome(**dict(zip(_COMPARED, values, strict=True)))


def difference(expected: Outcome | None, row: dict[str, Any] | None) -> dict[str, tuple[Any, Any]]:
    """Column -> (reference, statements) where they differ; empty when they agree."""
    if expected is None or row is None:
        return {} if expected is row else {"row": (expected, row)}
    pairs = zip(_COMPARED, as_row(expected), as_said(row), strict=True)
    found = {name: (mine, theirs) for name, mine, theirs in pairs if mine != theirs}
    main = expected.shares[0][0] if expected.shares else ""
    return found if row["payer"] == main else found | {"payer": (main, row["payer"])}
