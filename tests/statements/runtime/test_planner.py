"""The planner knows of every campaign in the warehouse, not only of the first."""

from __future__ import annotations

import uuid
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


def _reads(conn: Connection, statement: str, table: str, **params: Any) -> set[str]:
    """How the plan of a statement reads a table."""
    plan: Any = conn.execute(text("EXPLAIN (FORMAT json) " + statements.sql_text(statement)), params).scalar_one()
    found, nodes = set(), [plan[0]["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node.get("Relation Name") == table:
            found.add(node["Node Type"])
    return found - {"ModifyTable"}


def test_the_persons_of_a_feed_are_looked_up_by_key(make_warehouse: Callable[..., Settings]) -> None:
    """With the server's ordinary costs a feed reads every person of the warehouse."""
    key = {"campaign_id": FIRST, "delivery_id": uuid.UUID(int=1)}
    persons = """
        INSERT INTO vault.person
        SELECT md5(n::text)::uuid, 'resident_id', sha256(n::text::bytea) FROM generate_series(1, 100000) AS n
    """
    staged = """
        INSERT INTO staging.identity_row
        SELECT 1, :delivery_id, n, md5(n::text)::uuid, 'resident_id', '\\x00' FROM generate_series(1, 1000) AS n
    """
    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn, conn.begin() as transaction:
        conn.execute(text(persons))
        conn.execute(text(staged), {"delivery_id": key["delivery_id"]})
        statements.script(conn, "ANALYZE vault.person, staging.identity_row")
        assert _reads(conn, "merge/facts/person", "person", **key) == {"Seq Scan"}
        planner.expect_cached_pages(conn)
        for statement in ("merge/facts/person", "identity/two_names"):
            source = {"source": "tax"} if statement == "identity/two_names" else {}
            assert _reads(conn, statement, "person", **key, **source) <= {"Index Scan", "Index Only Scan"}
        transaction.rollback()


def test_the_queue_is_read_once_for_a_full_list(make_warehouse: Callable[..., Settings]) -> None:
    """The planner knows nothing of the queue: a join over it became a loop, a hundred million comparisons."""
    params = {"campaign_id": FIRST, "committed_no": 1, "source": "civil_affairs", "delivery_id": uuid.UUID(int=1)}
    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn, conn.begin() as transaction:
        _queue(conn, FIRST, 20_000)
        planner.expect_cached_pages(conn)
        plan = conn.execute(
            text("EXPLAIN " + statements.sql_text("merge/queue/source_changed")), params
        ).scalars().all()  # fmt: skip
        assert any("hashed SubPlan" in line for line in plan)
        transaction.rollback()
