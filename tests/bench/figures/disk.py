"""Bytes of the warehouse's tables, with indexes and long values, and how many they are per resident."""

from __future__ import annotations

from typing import NamedTuple

import psycopg

QUERY = """
SELECT n.nspname || '.' || c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid)
FROM pg_class AS c INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
WHERE c.relkind = 'r' AND n.nspname = ANY(%s)
ORDER BY pg_total_relation_size(c.oid) DESC
"""
KEPT = ("core", "ledger", "vault", "landing", "policy")


class Size(NamedTuple):
    """Bytes of a table on disk: rows (long values included), and all indexes."""

    table_bytes: int
    index_bytes: int

    @property
    def total_bytes(self) -> int:
        return self.table_bytes + self.index_bytes


def sizes(url: str, schemas: tuple[str, ...] = KEPT) -> dict[str, Size]:
    """Table (with its schema) -> size, the largest first, of the tables that stay from year to year."""
    with psycopg.connect(url) as conn:
        return {name: Size(table, index) for name, table, index in conn.execute(QUERY, [list(schemas)]).fetchall()}


def lines(tables: dict[str, Size], persons: int, shown_bytes: float = 1.0) -> list[str]:
    """One line per table of at least `shown_bytes` per resident, and the sum of all."""
    total = sum(size.total_bytes for size in tables.values())
    index = sum(size.index_bytes for size in tables.values())
    shown = [
        f"{size.total_bytes / persons:8,.0f}  ({size.index_bytes / persons:,.0f})  {name}"
        for name, size in tables.items()
        if size.total_bytes / persons >= shown_bytes
    ]
    return [*shown, f"{total / persons:8,.0f}  ({index / persons:,.0f})  all tables that stay"]
