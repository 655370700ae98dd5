"""Statistics of PostgreSQL's planner: refresh them after a bulk load, where the server's own refresh comes too late."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, column, func, literal, select, table

from warehouse import statements

# ANALYZE of a table with millions of rows after every day's feed costs more than the feed: only a bulk load pays it.
BULK_ROWS = 20_000
BULK_SHARE = 0.1
# A join by loops over fewer rows is still quick, even if the planner expected a single row.
MANY_ROWS = 1_000
# Below both limits any plan will do, so that work tables need no statistics.
FEW_ROWS, FEW_PERSONS = 100, 2_000

# The rows of a delivery are looked up by key among millions. With the server's ordinary costs (1, in random order 4)
# the planner reads all persons for a feed of 20,000 rows, so that a merge grows with the population.
_CACHED_PAGE_COST = 0.1


def expect_cached_pages(conn: Connection) -> None:
    """Make pages cheap for the planner, in any order, until the transaction ends: the warehouse is in the cache.

    Statements about one delivery then look up facts and persons by key instead of reading whole tables.
    """
    costs = f"SET LOCAL seq_page_cost = {_CACHED_PAGE_COST}; SET LOCAL random_page_cost = {_CACHED_PAGE_COST}"
    statements.script(conn, costs)


def refresh(conn: Connection, name: str, added: int, related: Sequence[str] = (), share: float = BULK_SHARE) -> bool:
    """Analyse a table (ANALYZE), and `related` tables, if a bulk load has just filled it; return whether it was done.

    `name`, `related`: tables with schema, for example `core.dues`; `added`: number of rows just added to the table
    `name`. A bulk load adds at least BULK_ROWS (20,000) rows and at least `share` (a tenth unless given) of the rows
    that the planner knew.
    """
    if added < BULK_ROWS:
        return False
    known = statements.run(conn, "runtime/known_rows", table_name=name).scalar_one()
    if added < known * share:
        return False
    statements.script(conn, f"ANALYZE {', '.join((name, *related))}")
    return True


def refresh_work_tables(conn: Connection, rows: int, persons: int, *names: str) -> None:
    """Analyse the work tables `names`, unless they are so small that the planner needs no statistics.

    `names`: tables with schema, for example `staging.assess_day`; `rows`: number of rows just written; `persons`:
    number of persons in the assessment. Small means at most FEW_ROWS (100) rows and at most FEW_PERSONS (2,000)
    persons.
    """
    if rows > FEW_ROWS or persons > FEW_PERSONS:
        statements.script(conn, f"ANALYZE {', '.join(names)}")


def ensure(conn: Connection, campaign_id: int) -> None:
    """Analyse each table with many rows of the campaign whose statistics do not contain the campaign yet.

    Many: at least MANY_ROWS (1,000). Without that, the planner expects no rows of a second campaign in the warehouse.
    """
    unknown = statements.run(conn, "assess/write/unanalysed", campaign_id=campaign_id, many=MANY_ROWS).all()
    tables = [
        f"{row.schema_name}.{row.table_name}"
        for row in unknown
        if _has_many(conn, row.schema_name, row.table_name, campaign_id)
    ]
    if tables:
        statements.script(conn, f"ANALYZE {', '.join(tables)}")


def _has_many(conn: Connection, schema: str, name: str, campaign_id: int) -> bool:
    rows = table(name, column("campaign_id"), schema=schema)
    first_rows = select(literal(1)).where(rows.c.campaign_id == campaign_id).limit(MANY_ROWS).subquery()
    return bool(conn.execute(select(func.count()).select_from(first_rows)).scalar_one() == MANY_ROWS)
