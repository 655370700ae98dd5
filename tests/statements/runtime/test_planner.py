"""The planner knows of every campaign in the warehouse, not only of the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

from pipeline.runtime import planner
from pipeline.runtime.settings import Settings
from warehouse import engine, statements

FIRST, SECOND = 1, 2
UNANALYSED = "assess/write/unanalysed"


def _queue(conn: Connection, campaign: int, persons: int) -> None:
    sql = (
        "INSERT INTO core.changed_person SELECT :campaign, md5(n::text)::uuid, 1 FROM generate_series(1, :persons) AS n"
    )
    conn.execute(text(sql), {"campaign": campaign, "persons": persons})


def _estimate(conn: Connection, campaign: int) -> int:
    plan: Any = conn.execute(
        text("EXPLAIN (FORMAT json) SELECT FROM core.changed_person WHERE campaign_id = :campaign"),
        {"campaign": campaign},
    ).scalar_one()
    return int(plan[0]["Plan"]["Plan Rows"])


def test_many_rows_of_a_second_campaign_are_no_surprise(make_warehouse: Callable[..., Settings]) -> None:
    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn, conn.begin() as transaction:
        _queue(conn, FIRST, 5_000)
        planner.ensure(conn, FIRST)
        _queue(conn, SECOND, planner.MANY_ROWS - 1)
        planner.ensure(conn, SECOND)
        assert _estimate(conn, SECOND) == 1, "few rows are not worth a look at the table"
        conn.execute(text("DELETE FROM core.changed_person WHERE campaign_id = :campaign"), {"campaign": SECOND})
        _queue(conn, SECOND, planner.MANY_ROWS)
        planner.ensure(conn, SECOND)
        assert abs(_estimate(conn, SECOND) - planner.MANY_ROWS) < 100
        assert abs(_estimate(conn, FIRST) - 5_000) < 100
        transaction.rollback()


def test_every_table_of_persons_and_of_situations_is_looked_at(make_warehouse: Callable[..., Settings]) -> None:
    sql = """
        SELECT c.table_schema || '.' || c.table_name
        FROM information_schema.columns AS c
        INNER JOIN information_schema.tables AS t USING (table_schema, table_name)
        WHERE c.table_schema IN ('core', 'ledger') AND t.table_type = 'BASE TABLE'
        GROUP BY c.table_schema, c.table_name
        HAVING array_agg(c.column_name::text) @> '{campaign_id,person_key}'
            OR array_agg(c.column_name::text) @> '{campaign_id,situation_key}'
    """
    with engine.create(make_warehouse().warehouse_url("owner")).connect() as conn:
        unknown = statements.run(conn, UNANALYSED, campaign_id=FIRST, many=0)
        looked_at = {f"{one.schema_name}.{one.table_name}" for one in unknown}
        assert looked_at == set(conn.execute(text(sql)).scalars()) and len(looked_at) > 11
        assert "core.explanation" in looked_at


def test_small_tables_are_not_asked_for_their_rows(make_warehouse: Callable[..., Settings]) -> None:
    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn, conn.begin() as transaction:
        assert not statements.run(conn, UNANALYSED, campaign_id=FIRST, many=planner.MANY_ROWS).all()
        _queue(conn, FIRST, planner.MANY_ROWS)
        found = statements.run(conn, UNANALYSED, campaign_id=FIRST, many=planner.MANY_ROWS).all()
        assert [tuple(one) for one in found] == [("core", "changed_person")]
        transaction.rollback()
