"""Persons written straight into the facts, assessed by the product's statements, read back: no files, no gate."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from pipeline.assess import run as assess
from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from simulation.facts import Person
from transforms.policy import campaign_id
from warehouse import bulk, engine, statements

_NAMESPACE = uuid.UUID(int=7)


def key_of(person: Person) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, str(person.index))


def put(settings: Settings, pack_code: str, people: Sequence[Person], committed_no: int = 1) -> None:
    """Write the facts of people as one committed delivery."""
    pack = registry.load(settings, pack_code)
    number, delivery = campaign_id(pack_code), uuid.uuid5(_NAMESPACE, f"delivery {committed_no}")
    units = pack.unit_names()
    base = {"campaign_id": number, "delivery_id": delivery}
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, pack)
        bulk.insert(conn, "landing.delivery", [_delivery(base, committed_no)])
        for table, rows in _facts(base, people, units).items():
            bulk.insert(conn, table, rows)
        statements.run(conn, "workbench/feed_day", campaign_id=number)
        queue = [{"campaign_id": number, "person_key": key_of(p), "committed_no": committed_no} for p in people]
        bulk.insert(conn, "core.changed_person", queue)
        conn.execute(
            text("UPDATE landing.watermark SET committed_no = :no WHERE campaign_id = :id"),
            {"no": committed_no, "id": number},
        )


def results(settings: Settings, pack_code: str) -> dict[tuple[uuid.UUID, int], dict[str, Any]]:
    """(person, plan year) -> the row of core.dues."""
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        rows = (
            conn.execute(text("SELECT * FROM core.dues WHERE campaign_id = :id"), {"id": campaign_id(pack_code)})
            .mappings()
            .all()
        )
    return {(row["person_key"], row["plan_year"]): dict(row) for row in rows}


def assess_all(
    settings: Settings, pack_code: str, people: Sequence[Person], on: dt.date
) -> dict[tuple[uuid.UUID, int], dict[str, Any]]:
    """Put people, assess them on that business date, and read the results."""
    put(settings, pack_code, people)
    assess.run(settings, pack_code, on)
    return results(settings, pack_code)


def _delivery(base: dict[str, Any], committed_no: int) -> dict[str, Any]:
    day = dt.date(2019, 1, 1)
    return base | {
        "source": "roll", "kind": "roll", "sender": "test", "list_mode": "full", "period": f"test {committed_no}",
        "cut_off_on": day, "version": 1, "file_name": "test", "sha256": str(committed_no), "byte_count": 0,
        "delivered_on": day, "state": "committed", "committed_no": committed_no, "reasons": [],
        "landed_at": dt.datetime(2019, 1, 1, tzinfo=dt.UTC),
    } | {"reasons": "[]"}  # fmt: skip


def _facts(base: dict[str, Any], people: Sequence[Person], units: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {
        "core.roll_fact": [], "core.membership_fact": [], "core.payment": [], "core.employee_fact": []
    }  # fmt: skip
    for p in people:
        who = base | {"person_key": key_of(p)}
        if p.roll:
            tables["core.roll_fact"].append(who | {
                "row_no": p.index, "cut_off_on": dt.date(2019, 1, 1), "birth_on": p.birth_on, "sex": "F",
                "unit_id": units[p.roll.unit], "household_key": None, "hukou_local": p.roll.hukou_local,
                "insured_last_year": p.roll.insured_last_year,
            })  # fmt: skip
        for number, row in enumerate(p.rows):
            tables["core.membership_fact"].append(who | {
                "row_no": number, "category": row.category, "op": row.op, "effective_on": row.effective_on,
                "cut_off_on": row.cut_off_on, "birth_on": p.birth_on, "grade": row.grade,
                "hukou_local": row.hukou_local, "unit_id": units[row.unit] if row.unit else None,
            })  # fmt: skip
        for one in p.receipts:
            tables["core.payment"].append(who | {
                "row_no": one.receipt_no, "receipt_no": f"{p.index:06d}-{one.receipt_no:06d}",
                "plan_year": one.plan_year,
                "amount_fen": one.amount_fen, "collected_on": one.collected_on, "received_on": one.received_on,
                "channel": one.channel, "unit_id": units[one.unit] if one.unit else None, "birth_on": p.birth_on,
            })  # fmt: skip
        for number, job in enumerate(p.employments):
            tables["core.employee_fact"].append(who | {
                "row_no": number, "insured_from": job.insured_from, "insured_to": job.insured_to, "region": job.region,
                "cut_off_on": job.cut_off_on,
            })  # fmt: skip
    return tables
