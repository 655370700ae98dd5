"""The planner's statistics after bulk loads: refreshed at once where much is new, else left to the server."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from warehouse import engine

# Looking at millions of rows again after every day's feed costs more than the feed.
BULK_ROWS = 20_000
BULK_SHARE = 0.1
# So many rows joined by loops, because the planner took them for one, are still quick.
MANY_ROWS = 1_000


def refresh(conn: Connection, table: str, added: int, others: Sequence[str] = ()) -> bool:
    """Analyse `table` and `others` if `added` rows are a bulk load, a tenth and more of what was known in `table`."""
    if added < BULK_ROWS:
        return False
    known = engine.run(conn, "merge/known_rows", table_name=table).scalar_one()
    if added < known * BULK_SHARE:
        return False
    engine.script(conn, f"ANALYZE {', '.join((table, *others))}")
    return True


def ensure(conn: Connection, campaign_id: int) -> None:
    """Analyse every table about persons in which the campaign has many rows that the planner does not know of."""
    tables = engine.run(conn, "assess/unanalysed", campaign_id=campaign_id, many=MANY_ROWS).scalars().all()
    if tables:
        engine.script(conn, f"ANALYZE {', '.join(tables)}")
