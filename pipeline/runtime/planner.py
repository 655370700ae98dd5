"""The planner's statistics after bulk loads: refreshed at once where much is new, else left to the server."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, column, func, literal, select, table

from warehouse import statements

# Looking at millions of rows again after every day's feed costs more than the feed.
BULK_ROWS = 20_000
BULK_SHARE = 0.1
# So many rows joined by loops, because the planner took them for one, are still quick.
MANY_ROWS = 1_000
# So few rows need no statistics at all, where so few persons are judged.
FEW_ROWS, FEW_PERSONS = 100, 2_000


def refresh(conn: Connection, name: str, added: int, others: Sequence[str] = ()) -> bool:
    """Analyse table `name` and `others` if `added` rows are a bulk load, a tenth and more of what was known in it."""
    if added < BULK_ROWS:
        return False
    known = statements.run(conn, "runtime/known_rows", table_name=name).scalar_one()
    if added < known * BULK_SHARE:
        return False
    statements.script(conn, f"ANALYZE {', '.join((name, *others))}")
    return True


def of_work(conn: Connection, rows: int, persons: int, *names: str) -> None:
    """Analyse work tables into which so many rows were written, unless they and the persons judged are so few that any
    plan will do.
    """
    if rows > FEW_ROWS or persons > FEW_PERSONS:
        statements.script(conn, f"ANALYZE {', '.join(names)}")


def ensure(conn: Connection, campaign_id: int) -> None:
    """Analyse every table about persons, or their situations, of whose many rows for the campaign the planner does not
    know.
    """
    unknown = statements.run(conn, "assess/write/unanalysed", campaign_id=campaign_id, many=MANY_ROWS).all()
    tables = [f"{schema}.{name}" for schema, name in unknown if _has_many(conn, schema, name, campaign_id)]
    if tables:
        statements.script(conn, f"ANALYZE {', '.join(tables)}")


def _has_many(conn: Connection, schema: str, name: str, campaign_id: int) -> bool:
    rows = table(name, column("campaign_id"), schema=schema)
    some = select(literal(1)).where(rows.c.campaign_id == campaign_id).limit(MANY_ROWS).subquery()
    return bool(conn.execute(select(func.count()).select_from(some)).scalar_one() == MANY_ROWS)
