"""Rows of a statement come in blocks, in order, and all of them."""

from __future__ import annotations

from sqlalchemy import text

from pipeline.runtime.settings import Settings
from tests.support.warehouse import ledger
from warehouse import statements


def test_rows_come_in_blocks_in_their_order(settings: Settings) -> None:
    with ledger.owner(settings) as conn:
        conn.execute(
            text(
                "INSERT INTO ledger.due_line SELECT 1, 1, md5(n::text)::uuid, 2020, 'charge', n, 'u', ''"
                " FROM generate_series(1, 25) AS n"
            )
        )
        blocks = list(statements.stream(conn, "publish/due_list/line", 10, campaign_id=1, list_no=1))
        assert [len(block) for block in blocks] == [10, 10, 5]
        keys = [row.person_key for block in blocks for row in block]
        assert keys == sorted(keys) and len(set(keys)) == 25
        assert list(statements.stream(conn, "publish/due_list/line", 10, campaign_id=1, list_no=2)) == []


def test_the_server_keeps_the_rows_that_are_not_read_yet(settings: Settings) -> None:
    with ledger.owner(settings) as conn:
        conn.execute(
            text(
                "INSERT INTO ledger.due_line SELECT 1, 1, md5(n::text)::uuid, 2020, 'charge', n, 'u', ''"
                " FROM generate_series(1, 25) AS n"
            )
        )
        blocks = statements.stream(conn, "publish/due_list/line", 10, campaign_id=1, list_no=1)
        next(blocks)
        assert conn.execute(text("SELECT count(*) FROM pg_cursors WHERE name <> ''")).scalar_one() == 1
        blocks.close()
        assert conn.execute(text("SELECT count(*) FROM pg_cursors WHERE name <> ''")).scalar_one() == 0
