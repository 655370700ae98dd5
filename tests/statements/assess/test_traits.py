"""A trait that is read is marked as new or changed; writing the new ones does not search the stored ones."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

from sqlalchemy import text

from pipeline.runtime.settings import Settings
from warehouse import bulk, engine, statements

NUMBER = 1
EQUAL, DIFFERENT, NEW = (uuid.UUID(int=number) for number in (1, 2, 3))
STATE = "SELECT person_key, is_new, is_changed FROM staging.assess_person_trait ORDER BY person_key"


def test_each_trait_is_new_or_changed_or_equal(make_warehouse: Callable[..., Settings]) -> None:
    keys = [{"campaign_id": NUMBER, "person_key": key} for key in (EQUAL, DIFFERENT, NEW)]
    blank = {"on_roll": False, "on_list": False, "years_enrolled": []}
    stored = [keys[0] | blank, keys[1] | blank | {"on_roll": True}]
    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn, conn.begin() as transaction:
        bulk.insert(conn, "staging.assess_changed", keys)
        bulk.insert(conn, "staging.assess_changed_key", [key | {"fact_key": key["person_key"]} for key in keys])
        bulk.insert(conn, "core.trait", stored)
        statements.run(conn, "assess/read/trait", campaign_id=NUMBER, business_date=date(2020, 1, 1))
        assert [tuple(row) for row in conn.exec_driver_sql(STATE)] == [
            (EQUAL, False, False), (DIFFERENT, False, True), (NEW, True, False),
        ]  # fmt: skip
        written = [
            statements.run(conn, name, campaign_id=NUMBER).rowcount
            for name in ("assess/read/trait_changed", "assess/read/trait_new")
        ]
        assert written == [1, 1]
        statements.run(conn, "assess/read/trait", campaign_id=NUMBER, business_date=date(2020, 1, 1))
        again = {tuple(row) for row in conn.exec_driver_sql(STATE)}
        assert {(key, False, False) for key in (EQUAL, DIFFERENT, NEW)} <= again
        transaction.rollback()


def test_new_traits_are_written_without_a_search_among_the_stored(make_warehouse: Callable[..., Settings]) -> None:
    """The planner believes that a table is empty in which a first assessment writes millions of rows."""
    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn:
        plan = conn.execute(
            text("EXPLAIN " + statements.sql_text("assess/read/trait_new")), {"campaign_id": NUMBER}
        ).scalars()
        scans = [line for line in plan if "Scan" in line]
    assert len(scans) == 1 and "assess_person_trait" in scans[0]
